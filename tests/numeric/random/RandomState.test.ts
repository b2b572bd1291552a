import { describe, expect, test } from 'vitest'
import { Mt19937 } from '$lib/numeric/random/Mt19937'
import { RandR } from '$lib/numeric/random/RandR'
import { checkRandomState, RandomState } from '$lib/numeric/random/RandomState'
import cases from '../../fixtures/numeric/random.json'

type Draw = (...args: unknown[]) => ArrayLike<number>
/** These go through log, pow or log1p, whose last bits differ between libraries. */
const rounded = ['standard_normal', 'normal', 'exponential', 'gamma', 'dirichlet']

describe.each(cases)('numpy’s RandomState($seed)', ({ seed, steps, after_1000 }) => {
  const random = new RandomState(seed)

  test.each(steps)('$method($args)', ({ method, args, value }) => {
    const got = Array.from((random as unknown as Record<string, Draw>)[method](...args))
    expect(got.length).toBe(value.length)
    if (!rounded.includes(method)) expect(got).toEqual(value)
    // 8 units in the last place.
    else got.forEach((x, i) => expect(Math.abs(x - value[i])).toBeLessThanOrEqual(2e-15 * Math.abs(value[i])))
  })

  test('stays in step over thousands of draws', () => {
    random.random_sample(1000)
    expect(Array.from(random.randint(0, 2 ** 32, 3))).toEqual(after_1000)
  })
})

test('state goes out and in, the waiting normal with it', () => {
  const random = new RandomState(7)
  random.standard_normal()
  const copy = new RandomState(0)
  copy.state = structuredClone(random.state)
  expect(copy.standard_normal(5)).toEqual(random.standard_normal(5))
  expect(copy.permutation(9)).toEqual(random.permutation(9))
})

test('a generator is handed on, null is never the same', () => {
  const random = new RandomState(1)
  expect(checkRandomState(random)).toBe(random)
  expect(checkRandomState(3).random_sample()).toBe(new RandomState(3).random_sample())
  expect(checkRandomState(null).random_sample()).not.toBe(checkRandomState(null).random_sample())
})

test.each([[-1], [2 ** 32], [1.5], [[]]])('seed %j is refused', (seed) => {
  expect(() => new RandomState(seed)).toThrow(RangeError)
})

test('choice refuses what cannot be', () => {
  const random = new RandomState(0)
  expect(() => random.choice(3, 4, false)).toThrow(/without replacement/)
  expect(() => random.choice(2, 1, true, [0.5, 0.4])).toThrow(/sum to 1/)
  expect(() => random.choice(2, 1, true, [1])).toThrow(/same size/)
  expect(() => random.choice(2, 2, false, [1, 0])).toThrow(/non-zero/)
})

test('std::mt19937: its 10000th number is the one that the C++ standard names', () => {
  const bits = new Mt19937()
  for (let i = 1; i < 10000; i++) bits.nextUint32()
  expect(bits.nextUint32()).toBe(4123659995)
})

test('Lemire’s bounded numbers equal exact integer arithmetic', () => {
  for (const range of [1, 2, 3, 7, 1000, 65537, 2 ** 31 - 1, 2 ** 31 + 5, 2 ** 32 - 1]) {
    const [bits, raw] = [new Mt19937(range), new Mt19937(range)]
    for (let i = 0; i < 200; i++) {
      const threshold = (2n ** 32n - BigInt(range)) % BigInt(range)
      let product: bigint
      do product = BigInt(raw.nextUint32()) * BigInt(range)
      while (product % 2n ** 32n < threshold)
      expect(bits.nextBounded(range)).toBe(Number(product >> 32n))
    }
  }
})

test('RandR: xorshift 13, 17, 5 cut to 31 bits', () => {
  const one = new RandR(1)
  expect([one.next(), one.next(), one.next()]).toEqual([270369, 67634689, 2647435461 & 0x7fffffff])
  expect(new RandR(0).next()).toBe(270369)
  expect(new RandR(1).nextInt(5, 8)).toBe(5 + (270369 % 3))
  expect(new RandR(1).nextUniform(2, 4)).toBeCloseTo(2 + (2 * 270369) / 0x7fffffff, 15)
})
