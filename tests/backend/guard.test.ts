import { describe, expect, test } from 'vitest'
import { guarded } from '$lib/backend/guard'
import { checkKnownAnswers } from '$lib/backend/knownAnswers'
import { cpu, FLOAT64, type Backend } from '$lib/numeric/backend'
import type { Distances } from '$lib/numeric/distances'
import { matrix } from '$lib/numeric/matrix'
import { distance, makeData, works } from './work'

type Break = (values: Float64Array) => Float64Array

/** The CPU under another name, whose results `spoil` changes from the n-th on. */
function breaking(spoil: Break, from: number): Backend & { calls: number } {
  // Zeros are no mistake where they are right: the first step of a fit often starts from zero.
  const pass = (values: Float64Array): Float64Array =>
    values.some(Boolean) && ++device.calls >= from ? spoil(values) : values
  const device = {
    ...cpu,
    name: 'broken',
    calls: 0,
    hold(X: Parameters<Backend['hold']>[0]) {
      const held = cpu.hold(X)
      return {
        ...held,
        device: 'broken',
        matmat: async (W: Float64Array, k: number) => pass(await held.matmat(W, k)),
        rmatmat: async (R: Float64Array, k: number) => pass(await held.rmatmat(R, k)),
        gram: async (weights?: Float64Array) => {
          const G = await held.gram(weights)
          return { ...G, data: pass(G.data) }
        }
      }
    },
    matmul(A: Parameters<Backend['matmul']>[0], B: Parameters<Backend['matmul']>[1]) {
      const C = cpu.matmul(A, B)
      return { ...C, data: pass(C.data) }
    },
    between(...args: Parameters<Backend['between']>) {
      const held = cpu.between(...args) as Distances
      return { ...held, block: async (a: number, b: number) => pass(await held.block(a, b)) }
    }
  }
  return device
}

const lost: Break = () => {
  throw new Error('The device was lost')
}
const outOfMemory: Break = () => {
  throw new RangeError('Out of memory')
}
const zeros: Break = (values) => new Float64Array(values.length)
const notANumber: Break = (values) => values.map(() => NaN)

describe.each([
  ['is lost', lost, /lost/],
  ['runs out of memory', outOfMemory, /memory/],
  ['gives zeros', zeros, /is right/],
  ['gives NaN', notANumber, /NaN/]
] as const)('a device that %s', (_, spoil, reason) => {
  const data = makeData(80, 5)
  test.each(works)('leaves $name as it is', async ({ run, tolerance }) => {
    const right = await run(data)
    for (const from of [1, 3]) {
      const reasons: string[] = []
      const health = {}
      const device = breaking(spoil, from)
      const backend = guarded(device, { roundoff: FLOAT64, health, onFallback: (why) => reasons.push(why) })
      expect(distance(await run(data, backend), right)).toBeLessThanOrEqual(tolerance)
      if (device.calls < from) continue
      expect(reasons).toEqual([expect.stringMatching(reason)])
      expect(health).toEqual({ failure: expect.stringMatching(reason) })
      await run(data, backend)
      expect(device.calls).toBe(from)
    }
  })

  test('does not pass the known answers', async () => {
    await expect(checkKnownAnswers(breaking(spoil, 1))).rejects.toThrow()
  })
})

test('a device that rounds to half precision does not pass', async () => {
  const half: Break = (values) => values.map((value) => Math.round(value * 512) / 512)
  await expect(checkKnownAnswers(breaking(half, 1))).rejects.toThrow(/rounds/)
})

test('a device of which no samples are taken is believed until it throws', async () => {
  const data = makeData(80, 5)
  const reasons: string[] = []
  const options = { roundoff: FLOAT64, sampled: false, onFallback: (why: string) => reasons.push(why) }
  const wrong = guarded(breaking(zeros, 1), { ...options, health: {} })
  expect((await wrong.matmul(data.X, matrix(5, 1, data.X.data.slice(0, 5)))).data).toEqual(
    new Float64Array(80)
  )
  expect(reasons).toEqual([])
  const gone = guarded(breaking(lost, 1), { ...options, health: {} })
  const W = matrix(5, 1, new Float64Array(5).fill(1))
  expect(await gone.matmul(data.X, W)).toEqual(cpu.matmul(data.X, W))
  expect(reasons).toEqual([expect.stringMatching(/lost/)])
})
