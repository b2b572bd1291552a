/** Comparison of fitted attributes with what scikit-learn has. */
import { expect } from 'vitest'
import { isMatrix } from '$lib/numeric/matrix'
import { noteAgreement } from './agreement'

/** Every number in a value, in order, whatever holds them. */
export function flatten(value: unknown): unknown[] {
  if (isMatrix(value)) return Array.from(value.data)
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array)
  return Array.isArray(value) ? value.flatMap(flatten) : [value]
}

/** Equal but for `tolerance`, relative to the largest expected number (at least 1). */
export function near(actual: unknown, expected: unknown, tolerance: number, what: string): void {
  const left = flatten(actual)
  const right = flatten(expected)
  expect(left.length, `${what}: how many`).toBe(right.length)
  const size = Math.max(1, ...right.map((value) => (typeof value === 'number' ? Math.abs(value) : 0)))
  let largest = 0
  right.forEach((value, i) => {
    if (typeof value !== 'number') return expect(left[i], what).toEqual(value)
    const difference = Math.abs((left[i] as number) - value) / size
    expect(difference, `${what}[${i}]: ${left[i]}, ${value}`).toBeLessThanOrEqual(tolerance)
    largest = Math.max(largest, difference)
  })
  noteAgreement(tolerance, largest)
}
