/** Least squares and pseudo-inverses by way of the singular value decomposition. */
import { matrix, row, type Matrix } from '../matrix'
import { matmul, rmatvec } from './matmul'
import { svd } from './svd'
import { axpy, scale } from './vector'

export interface Lstsq {
  /** The solution of least Euclidean norm. */
  readonly x: Float64Array
  readonly rank: number
  /** Singular values, descending. */
  readonly singular: Float64Array
}

/**
 * The x of least norm among those that minimise ‖A x − b‖, as LAPACK's gelsd gives it: singular values up to
 * rcond · the largest count as zero, and all beyond `maxRank` where the caller knows a bound.
 */
export function lstsq(A: Matrix, b: Float64Array, rcond = Number.EPSILON, maxRank = Infinity): Lstsq {
  const { U, s, Vt } = svd(A)
  const projected = rmatvec(U, b)
  const x = new Float64Array(A.shape[1])
  let rank = 0
  for (; rank < Math.min(s.length, maxRank) && s[rank] > rcond * s[0]; rank++)
    axpy(projected[rank] / s[rank], row(Vt, rank), x)
  return { x, rank, singular: s }
}

/** The Moore–Penrose inverse; rcond as in scipy.linalg.pinv. */
export function pinv(A: Matrix, rcond = Math.max(...A.shape) * Number.EPSILON): Matrix {
  const { U, s, Vt } = svd(A)
  const rank = s.findIndex((value) => value <= rcond * s[0])
  const kept = rank < 0 ? s.length : rank
  const [m, k] = U.shape
  const scaledUt = matrix(kept, m)
  for (let i = 0; i < kept; i++) {
    const target = row(scaledUt, i)
    for (let r = 0; r < m; r++) target[r] = U.data[r * k + i]
    scale(1 / s[i], target)
  }
  const V = matrix(A.shape[1], kept)
  for (let i = 0; i < kept; i++) for (let j = 0; j < A.shape[1]; j++) V.data[j * kept + i] = row(Vt, i)[j]
  return matmul(V, scaledUt)
}
