/** Small operations on flat square matrices for the smoother's variances. */
import type { SparseRows } from './representation'

/** N x, or Nᵀ x. */
export function timesVector(N: Float64Array, x: Float64Array, transposed = false): Float64Array {
  const m = x.length
  const out = new Float64Array(m)
  for (let i = 0; i < m; i++)
    for (let k = 0; k < m; k++) out[transposed ? k : i] += N[i * m + k] * x[transposed ? i : k]
  return out
}

/** N ← N + a u vᵀ */
export function addOuter(N: Float64Array, a: number, u: Float64Array, v: Float64Array): void {
  const m = u.length
  for (let i = 0; i < m; i++) {
    if (u[i] === 0) continue
    for (let k = 0; k < m; k++) N[i * m + k] += a * u[i] * v[k]
  }
}

/** N ← N + a (u vᵀ + v uᵀ) */
export function addSymmetric(N: Float64Array, a: number, u: Float64Array, v: Float64Array): void {
  addOuter(N, a, u, v)
  addOuter(N, a, v, u)
}

/** N ← Tᵀ N T */
export function transformBack({ start, column, value }: SparseRows, N: Float64Array, m: number): void {
  const half = new Float64Array(m * m)
  for (let i = 0; i < m; i++)
    for (let e = start[i]; e < start[i + 1]; e++)
      for (let k = 0; k < m; k++) half[column[e] * m + k] += value[e] * N[i * m + k]
  N.fill(0)
  for (let j = 0; j < m; j++)
    for (let e = start[j]; e < start[j + 1]; e++)
      for (let i = 0; i < m; i++) N[i * m + column[e]] += half[i * m + j] * value[e]
}
