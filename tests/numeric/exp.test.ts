import { expect, test } from 'vitest'
import { exp } from '$lib/numeric/exp'
import fixtures from '../fixtures/numeric/exp.json'

test('is the nearest double to the exact exponential', () => {
  for (const [x, wanted] of fixtures) expect(exp(x), `exp(${x})`).toBe(wanted)
})

test('has the limits of Math.exp', () => {
  expect(exp(0)).toBe(1)
  expect(exp(-0)).toBe(1)
  expect(exp(Infinity)).toBe(Infinity)
  expect(exp(-Infinity)).toBe(0)
  expect(exp(NaN)).toBeNaN()
  expect(exp(710)).toBe(Infinity)
  expect(exp(-740)).toBe(Math.exp(-740))
})
