/** Runs the bench's tasks one at a time, as the engine would. */
import { expose } from 'comlink'
import { expectedSeconds } from '$lib/backend/calibration'
import { deviceKinds } from '$lib/backend/Devices'
import { cpu, FLOAT64, type Backend, type Plan } from '$lib/numeric/backend'
import { takeRows, type Matrix } from '$lib/numeric/matrix'
import type { AskOptions, FitOptions } from '$lib/sklearn/base'
import { loadClass } from '$lib/sklearn/classes'
import { createDevices } from '../../workers/devices'
import { createPool } from '../../workers/pool'
import { makeData } from './data'
import type { Task } from './task'

const pool = createPool()
const devices = createDevices()

interface Predictor {
  predict(X: Matrix, options: AskOptions): Promise<unknown>
}

/** The least of up to thirty times in seconds, as many as fit into three seconds: one of them meets an idle core. */
async function best(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let spent = 0; times.length < 30 && spent < 3; spent += times[times.length - 1]) {
    const begun = performance.now()
    await work()
    times.push((performance.now() - begun) / 1000)
  }
  return Math.min(...times)
}

/** What is timed, ready to be run with the given options; null for a class that there is not yet. */
async function workOf(task: Task, options: FitOptions): Promise<(() => Promise<unknown>) | null> {
  const Class = await loadClass(task.class)
  if (!Class) return null
  const { X, y } = makeData(task)
  const fit = () => new Class(task.params ?? {}).fit(X, y, options)
  if (task.call !== 'predict') return fit
  const model = (await fit()) as unknown as Predictor
  const queries = takeRows(
    X,
    Array.from({ length: task.queries! }, (_, i) => i)
  )
  return () => model.predict(queries, options)
}

/** Seconds; null for a class that there is not yet. */
async function time(task: Task): Promise<number | null> {
  const { backend } = await devices.job('auto')
  const work = await workOf(task, { backend, pool: task.pool ? pool : undefined })
  return work && best(work)
}

/** Seconds on a device by name, and where it was then done: elsewhere, if the device cannot be had. */
async function timeOn(task: Task, device: string): Promise<{ time: number; used: string }> {
  const job = await devices.job(device)
  const work = await workOf(task, { backend: job.backend })
  return { time: await best(work!), used: job.used() }
}

/** What the task asks of a backend for its data: the plans by which a device is chosen. */
async function plansOf(task: Task): Promise<Plan[]> {
  const plans: Plan[] = []
  const recording: Backend = {
    ...cpu,
    hold: (X, plan = {}) => {
      plans.push(plan)
      return cpu.hold(X)
    },
    between: (X, Y, metric) => {
      plans.push({ products: Math.ceil(X.shape[0] / 256), columns: X.shape[0] })
      return cpu.between(X, Y, metric)
    }
  }
  await (await workOf({ ...task, rows: 500 }, { backend: recording }))!()
  return plans
}

const MOST_ROWS = 2 ** 26

/**
 * The rows, a power of two, from which on a device does the task sooner than this thread and WebAssembly; null where it
 * never does, or only if it is asked for by name.
 */
async function crossing(task: Task, device: string): Promise<number | null> {
  const { speeds } = await devices.calibrate()
  const roundoffs = Object.fromEntries(deviceKinds.map(({ name, roundoff }) => [name, roundoff]))
  const plans = await plansOf(task)
  const expected = (name: string, rows: number): number =>
    plans.reduce(
      (sum, plan) =>
        sum + expectedSeconds([rows, task.cols], plan, speeds[name], speeds.cpu, roundoffs[name] ?? FLOAT64),
      0
    )
  const rounds = roundoffs[device] > FLOAT64 && plans.some(({ unrefined }) => unrefined)
  if (!speeds[device] || rounds) return null
  for (let rows = 256; rows <= MOST_ROWS; rows *= 2) {
    const others = ['cpu', 'wasm'].filter((name) => name !== device && speeds[name])
    if (others.every((name) => expected(device, rows) < expected(name, rows))) return rows
  }
  return null
}

const bench = {
  time,
  timeOn,
  crossing,
  calibrate: () => devices.calibrate(),
  threads: () => pool.size,
  isolated: () => crossOriginIsolated
}

export type Bench = typeof bench

expose(bench)
