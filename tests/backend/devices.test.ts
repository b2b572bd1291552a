import { expect, test } from 'vitest'
import { expectedSeconds, measure, type Calibration, type Speed } from '$lib/backend/calibration'
import { Devices, type DeviceKind } from '$lib/backend/Devices'
import { cpu, FLOAT32, FLOAT64, type Backend, type LinearOperator } from '$lib/numeric/backend'
import { matrix } from '$lib/numeric/matrix'

/** The CPU in the clothes of a device. */
const disguised = (name: string): Backend => ({
  ...cpu,
  name,
  hold: (X) => ({ ...cpu.hold(X), device: name, roundoff: FLOAT32 })
})

const slowCpu: Speed = { products: 1e6, grams: 1e6, upload: 1e12, latency: 0 }
const fast: Speed = { products: 1e12, grams: 1e12, upload: 1e12, latency: 1e-4 }

interface Setup {
  readonly kept?: Calibration
  readonly machine?: string
  readonly open?: DeviceKind['open']
}

function setUp({ kept, machine = 'this', open = async () => disguised('webgpu') }: Setup): {
  devices: Devices
  opened: () => number
  written: Calibration[]
} {
  let count = 0
  const written: Calibration[] = []
  const devices = new Devices({
    kinds: [{ name: 'webgpu', roundoff: FLOAT32, open: () => (count++, open()) }],
    store: { read: async () => written.at(-1) ?? kept, write: async (c) => void written.push(c) },
    machine: async () => machine
  })
  return { devices, opened: () => count, written }
}

const X = matrix(2000, 60)
const large = { columns: 2000, products: 2000 }

async function chosen(devices: Devices, plan: object = large): Promise<string> {
  const { backend, used } = await devices.job('auto')
  const held: LinearOperator = await backend!.hold(X, plan)
  await held.matmat(new Float64Array(60), 1)
  expect(used()).toBe(held.device)
  held.dispose()
  return held.device
}

const calibration = (device: Speed, machine = 'this'): Calibration => ({
  machine,
  speeds: { cpu: slowCpu, webgpu: device }
})

test('auto takes the device that is faster, for work that is large', async () => {
  const { devices, opened } = setUp({ kept: calibration(fast) })
  expect(await chosen(devices, { columns: 1, products: 1 })).toBe('cpu')
  expect(opened()).toBe(0)
  expect(await chosen(devices)).toBe('webgpu')
})

test('auto stays on the CPU where the device is slower, or its results would be rounded', async () => {
  expect(await chosen(setUp({ kept: calibration({ ...fast, latency: 10 }) }).devices)).toBe('cpu')
  expect(await chosen(setUp({ kept: calibration({ ...fast, products: 1e5 }) }).devices)).toBe('cpu')
  expect(await chosen(setUp({ kept: calibration(fast) }).devices, { ...large, unrefined: true })).toBe('cpu')
})

test('for pieces that are too small to be weighed, auto chooses once by all of them', async () => {
  const [A, B] = [matrix(20, 60), matrix(60, 4)]
  const { devices } = setUp({ kept: calibration(fast) })
  const { backend, used } = await devices.job('auto')
  await backend!.matmul(A, B)
  expect(used()).toBe('cpu')
  const one = await backend!.choose!(X.shape, large)
  await one.matmul(A, B)
  expect(used()).toBe('webgpu')
  expect((await backend!.choose!(X.shape, { ...large, unrefined: true })).name).toBe('cpu')
})

test('until it has measured, auto goes by what a device does on any machine', async () => {
  const kind = { name: 'wasm', roundoff: FLOAT64, open: async () => disguised('wasm') }
  const store = { read: async () => undefined, write: async () => undefined }
  const asked = { columns: 60, products: 60 }
  for (const [typical, right] of [
    [{ ...fast, products: 1e10 }, 'wasm'],
    [{ ...fast, latency: 1 }, 'cpu'],
    [undefined, 'cpu']
  ] as const) {
    const devices = new Devices({ kinds: [{ ...kind, typical }], store, machine: async () => 'this' })
    expect(await chosen(devices, asked)).toBe(right)
    expect(await chosen(devices, { columns: 1, products: 1 })).toBe('cpu')
  }
})

test('where the fastest device fails, auto takes the next', async () => {
  const kinds: DeviceKind[] = [
    { name: 'wasm', roundoff: FLOAT64, open: async () => disguised('wasm') },
    { name: 'webgpu', roundoff: FLOAT32, open: () => Promise.reject(new Error('there is no adapter')) }
  ]
  const speeds = { cpu: slowCpu, wasm: { ...fast, products: 1e10 }, webgpu: fast }
  const store = { read: async () => ({ machine: 'this', speeds }), write: async () => undefined }
  const devices = new Devices({ kinds, store, machine: async () => 'this' })
  expect(await chosen(devices)).toBe('wasm')
})

test('another browser or GPU is measured anew, and what was measured is kept', async () => {
  const { devices, written } = setUp({ kept: calibration(fast, 'another') })
  expect(await chosen(devices)).toBe('cpu')
  const measured = await devices.calibrate()
  expect(written).toEqual([measured])
  expect(Object.keys(measured.speeds)).toEqual(['cpu', 'webgpu'])
  expect(measured.machine).toBe('this')
  await devices.calibrate()
  expect(written).toHaveLength(1)
})

test('a device that errs or is not there is not used, and the reason is told', async () => {
  const zeros = { ...disguised('webgpu'), matmul: () => matrix(37, 3) }
  for (const [open, reason] of [
    [async () => zeros, /matmul of known numbers gave 0 instead of 5138/],
    [() => Promise.reject(new Error('there is no adapter')), /no adapter/]
  ] as const) {
    const { devices, opened } = setUp({ open, kept: calibration(fast) })
    const job = await devices.job('webgpu')
    expect(job.backend).toBeUndefined()
    expect(job.used()).toBe('cpu')
    expect(job.warnings).toEqual([expect.stringMatching(reason)])
    await devices.job('webgpu')
    expect(opened()).toBe(1)
    expect(await chosen(devices)).toBe('cpu')
  }
})

test('measuring counts what the clock says', async () => {
  let now = 0
  const step = (ms: number) => (now += ms)
  const device: Backend = {
    ...cpu,
    hold: (held) => ({
      ...cpu.hold(held),
      matmat: () => (step(2), new Float64Array(held.shape[0])),
      gram: () => (step(100), matrix(1, 1))
    })
  }
  const speed = await measure(device, () => now)
  expect(speed.latency).toBeCloseTo(0.002, 10)
  expect(speed.grams).toBeCloseTo((512 * 128 * 128) / 0.098, 3)
})

test('a device whose calls take half a second is measured once, and not taken for fast', async () => {
  let now = 0
  let held = 0
  const call = <T>(result: T): T => ((now += 500), result)
  const device: Backend = {
    ...cpu,
    hold: ({ shape }) => {
      held++
      return {
        ...cpu.hold(matrix(...shape)),
        matmat: (_, k) => call(new Float64Array(shape[0] * k)),
        gram: () => call(matrix(1, 1))
      }
    }
  }
  const speed = await measure(device, () => now)
  expect(speed.latency).toBeCloseTo(0.5, 10)
  expect(speed.grams).toBeCloseTo((512 * 128 * 128) / 0.5, 3)
  expect(held).toBe(3)
})

test('the time of work is that of its arithmetic, its way there and back, its calls and its refinement', () => {
  const speed: Speed = { products: 1000, grams: 500, upload: 200, latency: 1 }
  const here: Speed = { products: 100, grams: 100, upload: 1e9, latency: 0 }
  expect(expectedSeconds([10, 5], { columns: 4, products: 2 }, here, here, FLOAT64)).toBeCloseTo(2, 12)
  const there = 0.2 + (50 + 30) / 200 + 2
  expect(expectedSeconds([10, 5], { columns: 4, products: 2 }, speed, here, FLOAT64)).toBeCloseTo(there, 12)
  expect(expectedSeconds([10, 5], { columns: 4, products: 2 }, speed, here, FLOAT32)).toBeCloseTo(
    there + 6,
    12
  )
})
