import { row, type Matrix } from '$lib/numeric/matrix'

/**
 * Singular vectors have no sign of their own. This gives them one, in place: the entry of largest size in each column of
 * U (or, with `byRows`, in each row of Vt) becomes positive.
 */
export function svdFlip(U: Matrix, Vt: Matrix, byRows = false): void {
  const [m, k] = U.shape
  for (let c = 0; c < Vt.shape[0]; c++) {
    const v = row(Vt, c)
    const deciding = byRows ? v : U.data
    const step = byRows ? 1 : k
    let largest = 0
    for (let at = byRows ? 0 : c; at < deciding.length; at += step)
      if (Math.abs(deciding[at]) > Math.abs(largest)) largest = deciding[at]
    if (largest >= 0) continue
    for (let j = 0; j < v.length; j++) v[j] = -v[j]
    for (let i = 0; i < m; i++) U.data[i * k + c] = -U.data[i * k + c]
  }
}
