/** Least squares and pseudo-inverses by way of the singular value decomposition. */
import { matrix, row, type Matrix } from '../matrix'
import { matmul, rmatvec } from './matmul'
import { qrProject } from './qr'
import { svd } from './svd'
import { axpy, scale } from './vector'

export interface Lstsq {
  /** The solution of least Euclidean norm. */
  readonly x: Float64Array
  readonly rank: number
  /** Singular values, descending. */
  readonly singular: Float64Array
}

/** A = U diag(s) Vᵀ seen from some vectors: s, Vᵀ and Uᵀ b for each b, without forming U for tall matrices. */
export function svdProject(
  A: Matrix,
  targets: readonly Float64Array[]
): { readonly s: Float64Array; readonly Vt: Matrix; readonly projected: Float64Array[] } {
  const [m, n] = A.shape
  if (m <= n) {
    const { U, s, Vt } = svd(A)
    return { s, Vt, projected: targets.map((b) => rmatvec(U, b)) }
  }
  const { R, projected } = qrProject(A, targets)
  const { U, s, Vt } = svd(R)
  return { s, Vt, projected: projected.map((b) => rmatvec(U, b)) }
}

/**
 * The x of least norm among those that minimise ‖A x − b‖, as LAPACK's gelsd gives it: singular values up to
 * rcond · the largest count as zero, and all beyond `maxRank` where the caller knows a bound.
 */
export function lstsq(A: Matrix, b: Float64Array, rcond = Number.EPSILON, maxRank = Infinity): Lstsq {
  const { s, Vt, projected } = svdProject(A, [b])
  const x = new Float64Array(A.shape[1])
  let rank = 0
  for (; rank < Math.min(s.length, maxRank) && s[rank] > rcond * s[0]; rank++)
    axpy(projected[0][rank] / s[rank], row(Vt, rank), x)
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
