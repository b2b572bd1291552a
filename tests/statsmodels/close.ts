import { expect } from 'vitest'

/** Numbers as JSON has them: null where Python has NaN. */
export type Numbers = readonly (number | null)[]

/** Each value within `tolerance` of the expected one, absolute below 1 and relative above; NaN where that is null. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: Numbers,
  tolerance: number,
  what = ''
): void {
  expect(actual.length, `${what}: length`).toBe(expected.length)
  expected.forEach((value, i) => {
    if (value === null) return expect(actual[i], `${what}[${i}]`).toBeNaN()
    const error = Math.abs(actual[i] - value) / Math.max(1, Math.abs(value))
    expect(error, `${what}[${i}]: ${actual[i]} for ${value}`).toBeLessThanOrEqual(tolerance)
  })
}

/** A summary's text with the date and the time of its making blanked, as the fixtures have it. */
export const withoutClock = (text: string): string =>
  text.replace(/(Date:|Time:) +.*?(?= {3}|$)/gm, (match, name: string) => name.padEnd(match.length))
