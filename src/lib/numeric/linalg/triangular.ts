/** Triangular systems with many right-hand sides (the columns of B). Only the named triangle is read. */
import { matrix, type Matrix } from '../matrix'
import { LinAlgError } from './errors'

export interface TriangularOptions {
  /** Solve with the transposed matrix. */
  readonly transposed?: boolean
  /** Take the diagonal as ones. */
  readonly unit?: boolean
}

function solveTriangular(T: Matrix, B: Matrix, lower: boolean, options: TriangularOptions): Matrix {
  const { transposed = false, unit = false } = options
  const n = T.shape[0]
  const cols = B.shape[1]
  if (T.shape[1] < n || B.shape[0] !== n)
    throw new RangeError(`A ${T.shape[0]} × ${T.shape[1]} triangle cannot solve for ${B.shape[0]} rows`)
  const stride = T.shape[1]
  const [down, across] = transposed ? [1, stride] : [stride, 1]
  const forward = lower !== transposed
  const t = T.data
  const x = B.data.slice()
  for (let step = 0; step < n; step++) {
    const i = forward ? step : n - 1 - step
    const from = forward ? 0 : i + 1
    const to = forward ? i : n
    for (let k = from; k < to; k++) {
      const factor = t[i * down + k * across]
      if (factor !== 0) for (let j = 0; j < cols; j++) x[i * cols + j] -= factor * x[k * cols + j]
    }
    if (unit) continue
    const pivot = t[i * (stride + 1)]
    if (pivot === 0) throw new LinAlgError(`Singular matrix: diagonal entry ${i} is zero`)
    for (let j = 0; j < cols; j++) x[i * cols + j] /= pivot
  }
  return matrix(n, cols, x)
}

/** X with L X = B (or Lᵀ X = B). */
export const solveLower = (L: Matrix, B: Matrix, options: TriangularOptions = {}): Matrix =>
  solveTriangular(L, B, true, options)

/** X with U X = B (or Uᵀ X = B). */
export const solveUpper = (U: Matrix, B: Matrix, options: TriangularOptions = {}): Matrix =>
  solveTriangular(U, B, false, options)

/** A vector as a one-column matrix over the same values. */
export const asColumn = (b: Float64Array): Matrix => matrix(b.length, 1, b)
