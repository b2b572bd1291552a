/** Comparisons of what models answer: labels, numbers, or a matrix. */
import { expect } from 'vitest'
import { isMatrix } from '$lib/numeric/matrix'
import type { Label } from '$lib/sklearn/base'

const valuesOf = (answer: unknown): ArrayLike<Label> =>
  isMatrix(answer) ? answer.data : (answer as ArrayLike<Label>)

export function expectFinite(answer: unknown): void {
  for (const value of Array.from(valuesOf(answer)))
    if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true)
}

/** Equal but for rounding: a product of one row may be summed in another order. */
export function expectSame(got: Label, wanted: Label, what: string): void {
  if (typeof wanted === 'number')
    expect(Math.abs(Number(got) - wanted), what).toBeLessThan(1e-9 * Math.max(1, Math.abs(wanted)))
  else expect(got, what).toBe(wanted)
}

/** Equal to 1e-6: what solvers reach by different paths. */
export function expectClose(got: unknown, wanted: unknown): void {
  const values = Array.from(valuesOf(got))
  expect(values.length).toBe(valuesOf(wanted).length)
  Array.from(valuesOf(wanted)).forEach((value, i) => {
    if (typeof value === 'number')
      expect(Math.abs(Number(values[i]) - value)).toBeLessThan(1e-6 * Math.max(1, Math.abs(value)))
    else expect(values[i]).toBe(value)
  })
}
