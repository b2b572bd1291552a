import { expect } from 'vitest'
import { noteAgreement } from './agreement'

/** Equal to `tolerance`, relative for numbers greater than 1; null stands for NaN. Says where the first difference is. */
export function closeTo(got: ArrayLike<number>, wanted: ArrayLike<number | null>, tolerance: number): void {
  expect(got.length).toBe(wanted.length)
  let largest = 0
  for (let i = 0; i < wanted.length; i++) {
    const number = wanted[i] ?? NaN
    if (Object.is(got[i], number)) continue
    const difference = Math.abs(got[i] - number) / Math.max(1, Math.abs(number))
    if (!(difference <= tolerance)) expect.fail(`at ${i}: ${got[i]} instead of ${number}`)
    largest = Math.max(largest, difference)
  }
  noteAgreement(tolerance, largest)
}
