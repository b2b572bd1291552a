import { expect, test } from 'vitest'
import { log } from '$lib/numeric/log'
import fixtures from '../fixtures/numeric/log.json'

test('is the nearest double to the exact logarithm', () => {
  for (const [x, wanted] of fixtures) expect(log(x), `log(${x})`).toBe(wanted)
})

test('has the limits of Math.log', () => {
  expect(log(0)).toBe(-Infinity)
  expect(log(-1)).toBeNaN()
  expect(log(NaN)).toBeNaN()
  expect(log(Infinity)).toBe(Infinity)
  expect(log(1)).toBe(0)
  expect(log(5e-324)).toBe(Math.log(5e-324))
})
