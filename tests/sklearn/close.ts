import { expect } from 'vitest'

/** Equal to `tolerance`, relative for numbers greater than 1; says where the first difference is. */
export function closeTo(got: ArrayLike<number>, wanted: ArrayLike<number>, tolerance: number): void {
  expect(got.length).toBe(wanted.length)
  for (let i = 0; i < wanted.length; i++) {
    const difference = Math.abs(got[i] - wanted[i])
    if (!(difference <= tolerance * Math.max(1, Math.abs(wanted[i]))) && got[i] !== wanted[i])
      expect.fail(`at ${i}: ${got[i]} instead of ${wanted[i]}`)
  }
}
