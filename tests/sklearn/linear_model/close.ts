import { expect } from 'vitest'
import type { Matrix } from '$lib/numeric/matrix'
import { noteAgreement } from '../agreement'

type Numbers = ArrayLike<number> | Matrix | number | readonly (readonly number[])[]

const flat = (value: Numbers): number[] => {
  if (typeof value === 'number') return [value]
  if ('data' in value) return Array.from(value.data)
  return Array.from(value as ArrayLike<number | number[]>).flat() as number[]
}

/** Fails unless every number is within `tolerance` · (1 + |expected|), and there are as many. */
export function expectClose(got: Numbers, want: Numbers, tolerance: number, what = ''): void {
  const [a, b] = [flat(got), flat(want)]
  expect(a.length, `${what}: how many`).toBe(b.length)
  const worst = b.reduce(
    (most, value, i) => Math.max(most, Math.abs(a[i] - value) / (1 + Math.abs(value))),
    0
  )
  noteAgreement(tolerance, worst)
  expect(worst, `${what}: largest difference`).toBeLessThanOrEqual(tolerance)
}
