import { expect } from 'vitest'

/** Equal to `tolerance`, relative for numbers greater than 1; null stands for NaN. Says where the first difference is. */
export function closeTo(got: ArrayLike<number>, wanted: ArrayLike<number | null>, tolerance: number): void {
  expect(got.length).toBe(wanted.length)
  for (let i = 0; i < wanted.length; i++) {
    const number = wanted[i] ?? NaN
    const close = Math.abs(got[i] - number) <= tolerance * Math.max(1, Math.abs(number))
    if (!close && !Object.is(got[i], number)) expect.fail(`at ${i}: ${got[i]} instead of ${number}`)
  }
}
