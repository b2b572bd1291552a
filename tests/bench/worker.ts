/** Runs the bench's tasks one at a time, as the engine would. */
import { expose } from 'comlink'
import { takeRows, type Matrix } from '$lib/numeric/matrix'
import type { AskOptions } from '$lib/sklearn/base'
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

/** Seconds; null for a class that there is not yet. */
async function time(task: Task): Promise<number | null> {
  const Class = await loadClass(task.class)
  if (!Class) return null
  const { X, y } = makeData(task)
  const { backend } = await devices.job('auto')
  const fit = () => new Class(task.params ?? {}).fit(X, y, { backend, pool: task.pool ? pool : undefined })
  if (task.call !== 'predict') return best(fit)
  const model = (await fit()) as unknown as Predictor
  const queries = takeRows(
    X,
    Array.from({ length: task.queries! }, (_, i) => i)
  )
  return best(() => model.predict(queries, { backend }))
}

const bench = { time, threads: () => pool.size, isolated: () => crossOriginIsolated }

export type Bench = typeof bench

expose(bench)
