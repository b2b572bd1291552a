/** Thin QR by Householder reflections, with LAPACK's signs (Golub & Van Loan, 4th ed., 5.2.2). */
import { matrix, row, transpose, type Matrix } from '../matrix'
import { reflect, reflector } from './householder'

export interface QR {
  /** rows × k with orthonormal columns, k = min(rows, columns). */
  readonly Q: Matrix
  /** k × columns, upper triangular. */
  readonly R: Matrix
}

/** A = Q R. */
export function qr(A: Matrix): QR {
  const [m, n] = A.shape
  const k = Math.min(m, n)
  // Columns as rows, so that each reflection runs along contiguous memory.
  const columns = transpose(A)
  const taus = new Float64Array(k)
  const R = matrix(k, n)
  for (let j = 0; j < k; j++) {
    const v = row(columns, j).subarray(j)
    const { tau, beta } = reflector(v)
    taus[j] = tau
    R.data[j * n + j] = beta
    for (let c = j + 1; c < n; c++) reflect(v, tau, row(columns, c).subarray(j))
  }
  for (let c = 0; c < n; c++)
    for (let i = 0; i < Math.min(c, k); i++) R.data[i * n + c] = columns.data[c * m + i]

  const Qt = matrix(k, m)
  for (let j = k - 1; j >= 0; j--) {
    Qt.data[j * m + j] = 1
    const v = row(columns, j).subarray(j)
    for (let c = j; c < k; c++) reflect(v, taus[j], row(Qt, c).subarray(j))
  }
  return { Q: transpose(Qt), R }
}
