/** A hundred thousand draws of each kind: rare paths are met, and the stream stays in step. */
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { RandomState } from '$lib/numeric/random/RandomState'
import cases from '../../fixtures/numeric/random_long.json'

interface Drawn {
  readonly method: string
  readonly args: readonly unknown[]
  /** Of the generator after it: its place, and the beginning of its key's digest. */
  readonly pos: number
  readonly state: string
  /** Of all values as float64; else some of the values. */
  readonly digest?: string
  readonly values?: readonly number[]
}

const digest = (values: Float64Array | Uint32Array): string =>
  createHash('sha256').update(values).digest('hex')

/** A long list stands as its length and its first value, which is that of all. */
const filled = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'first' in value
    ? Array<unknown>((value as unknown as { length: number }).length).fill(value.first)
    : value

describe.each(cases as { seed: number | number[]; draws: Drawn[] }[])(
  'numpy’s RandomState($seed)',
  ({ seed, draws }) => {
    const random = new RandomState(seed)
    const methods = random as unknown as Record<string, (...args: unknown[]) => ArrayLike<number>>

    test.each(draws)('$method($args)', ({ method, args, pos, state, digest: wanted, values }) => {
      const drawn = methods[method](...args.map(filled))
      if (wanted) expect(digest(Float64Array.from(drawn))).toBe(wanted)
      // 8 units in the last place.
      values?.forEach((value, i) => {
        const near = Math.abs(drawn[(i * drawn.length) / values.length] - value)
        expect(near).toBeLessThanOrEqual(2e-15 * Math.abs(value))
      })
      expect(random.state.pos).toBe(pos)
      expect(digest(random.state.key).slice(0, 16)).toBe(state)
    })
  }
)
