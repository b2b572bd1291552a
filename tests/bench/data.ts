/** The bench's data: uniform numbers, a linear score with one product in it, and noise. reference.py makes the same. */
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { RandomState } from '$lib/numeric/random/RandomState'
import type { Task } from './task'

export function makeData({ rows, cols, target, data }: Task): { X: Matrix; y: number[] } {
  const random = new RandomState(0)
  const X = random.uniform(-1, 1, rows * cols)
  const weights = random.uniform(-1, 1, cols)
  const noise = random.uniform(-1, 1, rows)
  const score = Array.from(noise, (e, i) => {
    const row = X.subarray(i * cols, (i + 1) * cols)
    return row.reduce((sum, x, j) => sum + x * weights[j], e) + 2 * row[0] * row[1]
  })
  const y = score.map(
    (s) => ({ number: s, label: Number(s > 0), count: Math.max(0, Math.floor(2 * s + 3)) })[target]
  )
  return { X: matrix(rows, cols, data === 'counts' ? X.map((x) => Math.floor(5 * (x + 1))) : X), y }
}
