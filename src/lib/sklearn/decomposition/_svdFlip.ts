import { scale, svd, type SVD } from '$lib/numeric/linalg'
import { row, type Matrix } from '$lib/numeric/matrix'

/**
 * Singular vectors have no sign of their own. This gives them one, in place: the entry of largest size in each column of
 * U (or, with `byRows`, in each row of Vt) becomes positive.
 */
export function svdFlip(U: Matrix, Vt: Matrix, byRows = false): void {
  const signs = byRows ? rowSigns(Vt) : columnSigns(U)
  const k = U.shape[1]
  for (let i = 0; i < U.data.length; i += k) for (let c = 0; c < k; c++) U.data[i + c] *= signs[c]
  signs.forEach((sign, c) => scale(sign, row(Vt, c)))
}

/** Eigenvectors likewise, in place: the entry of largest size in each column becomes positive. */
export function flipColumns(vectors: Matrix): void {
  const signs = columnSigns(vectors)
  for (let i = 0; i < vectors.data.length; i++) vectors.data[i] *= signs[i % signs.length]
}

/** The sign of each row's largest entry. */
const rowSigns = (Vt: Matrix): Float64Array =>
  Float64Array.from({ length: Vt.shape[0] }, (_, c) => {
    const largest = row(Vt, c).reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0)
    return largest >= 0 ? 1 : -1
  })

/** The sign of each column's largest entry, row by row. */
function columnSigns({ data, shape: [m, k] }: Matrix): Float64Array {
  const largest = new Float64Array(k)
  for (let i = 0, at = 0; i < m; i++)
    for (let c = 0; c < k; c++, at++) if (Math.abs(data[at]) > Math.abs(largest[c])) largest[c] = data[at]
  return largest.map((value) => (value >= 0 ? 1 : -1))
}

/** The whole decomposition of A with signs: by U's largest entries, or with `byRows` by Vt's. */
export function flippedSvd(A: Matrix, byRows = false): SVD {
  const decomposition = svd(A)
  svdFlip(decomposition.U, decomposition.Vt, byRows)
  return decomposition
}
