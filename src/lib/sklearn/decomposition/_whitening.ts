import { eigh, gram, svd } from '$lib/numeric/linalg'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import type { FitOptions } from '../base'
import { leadingRows } from './_randomizedSvd'

export type WhitenSolver = 'eigh' | 'svd'

/**
 * The rows that take centred data to uncorrelated scores of equal size: the leading right singular vectors, signed by
 * their first value, over their singular values (Hyvärinen, Karhunen & Oja, Independent Component Analysis, 2001, 6.33).
 */
export function whitening(
  centred: Matrix,
  count: number,
  solver: WhitenSolver,
  warn: FitOptions['warn']
): Matrix {
  const { Vt, s } = solver === 'svd' ? svd(centred) : fromGram(centred, warn)
  const d = Vt.shape[1]
  const K = leadingRows(Vt, count)
  for (let c = 0; c < count; c++) {
    // Where there is no spread at all, rounding takes its place: the result stays finite.
    const factor = Math.sign(Vt.data[c * d]) / (s[c] || Number.EPSILON)
    for (let j = 0; j < d; j++) K.data[c * d + j] *= factor
  }
  return K
}

/** From the eigenvectors of XᵀX. */
function fromGram(X: Matrix, warn: FitOptions['warn']): { Vt: Matrix; s: Float64Array } {
  const { values, vectors } = eigh(gram(X))
  const d = values.length
  if (values.some((value) => value < Number.EPSILON))
    warn?.({
      category: 'UserWarning',
      message: "FastICA: some singular values are near zero. whiten_solver 'svd' might be more accurate."
    })
  const Vt = matrix(d, d)
  for (let c = 0; c < d; c++) for (let j = 0; j < d; j++) Vt.data[c * d + j] = vectors.data[j * d + d - 1 - c]
  return { Vt, s: values.map((value) => Math.sqrt(Math.max(value, Number.EPSILON))).reverse() }
}
