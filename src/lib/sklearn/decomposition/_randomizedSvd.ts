/** Truncated singular value decomposition from random projections (Halko, Martinsson & Tropp, SIAM Review 53(2), 2011). */
import { luRange, matmul, matmulTN, qr, svd, type SVD } from '$lib/numeric/linalg'
import { matrix, row, transpose, type Matrix } from '$lib/numeric/matrix'
import type { RandomState } from '$lib/numeric/random/RandomState'
import { svdFlip } from './_svdFlip'

export type Normalizer = 'auto' | 'QR' | 'LU' | 'none'

export interface RandomizedOptions {
  readonly components: number
  readonly oversamples: number
  /** Power iterations; 'auto' is 7 for few components (under a tenth of the smaller side), else 4. */
  readonly iterations: number | 'auto'
  /** What keeps the power iterations from losing small directions; 'auto' is LU beyond two iterations. */
  readonly normalizer: Normalizer
  readonly random: RandomState
}

/** The first `count` columns. */
export function leadingColumns(A: Matrix, count: number): Matrix {
  const out = matrix(A.shape[0], count)
  for (let i = 0; i < A.shape[0]; i++) row(out, i).set(row(A, i).subarray(0, count))
  return out
}

/** The first `count` rows. */
export const leadingRows = (A: Matrix, count: number): Matrix =>
  matrix(count, A.shape[1], A.data.slice(0, count * A.shape[1]))

/** An orthonormal basis of most of A's range. */
function rangeBasis(A: Matrix, size: number, iterations: number, options: RandomizedOptions): Matrix {
  const cols = A.shape[1]
  let Q = matrix(cols, size, options.random.normal(0, 1, cols * size))
  const { normalizer } = options
  const chosen = normalizer === 'auto' ? (iterations <= 2 ? 'none' : 'LU') : normalizer
  const tidy = { none: (M: Matrix) => M, LU: luRange, QR: (M: Matrix) => qr(M).Q }[chosen]
  for (let i = 0; i < iterations; i++) Q = tidy(matmulTN(A, tidy(matmul(A, Q))))
  return qr(matmul(A, Q)).Q
}

/** U, s and Vᵀ of the largest singular values, signs by U's largest entries. */
export function randomizedSvd(A: Matrix, options: RandomizedOptions): SVD {
  const { components, oversamples, iterations } = options
  const [m, n] = A.shape
  const passes = iterations === 'auto' ? (components < 0.1 * Math.min(m, n) ? 7 : 4) : iterations
  const wide = m < n
  const M = wide ? transpose(A) : A
  const Q = rangeBasis(M, components + oversamples, passes, options)
  const small = svd(matmulTN(Q, M))
  const U = matmul(Q, small.U)
  svdFlip(U, small.Vt, wide)
  const s = small.s.slice(0, components)
  return wide
    ? {
        U: transpose(leadingRows(small.Vt, components)),
        s,
        Vt: transpose(leadingColumns(U, components))
      }
    : { U: leadingColumns(U, components), s, Vt: leadingRows(small.Vt, components) }
}
