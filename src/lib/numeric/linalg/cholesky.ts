/** Cholesky factors of symmetric positive definite matrices (Golub & Van Loan, Matrix Computations, 4th ed., 4.2.5). */
import { matrix, row, type Matrix } from '../matrix'
import { LinAlgError } from './errors'
import { asColumn, solveLower } from './triangular'

/** Lower L with A = L Lᵀ; reads the lower triangle. Throws LinAlgError when A is not positive definite. */
export function cholesky(A: Matrix): Matrix {
  const n = A.shape[0]
  const L = matrix(n, n)
  const l = L.data
  for (let i = 0; i < n; i++) {
    const li = row(L, i)
    for (let j = 0; j <= i; j++) {
      let rest = A.data[i * n + j]
      for (let k = 0, at = j * n; k < j; k++, at++) rest -= li[k] * l[at]
      if (j < i) li[j] = rest / l[j * n + j]
      else if (rest > 0) li[j] = Math.sqrt(rest)
      else throw new LinAlgError(`The matrix is not positive definite (leading minor ${i + 1})`)
    }
  }
  return L
}

/** X with L Lᵀ X = B, for the factor L of `cholesky`. */
export const choleskySolve = (L: Matrix, B: Matrix): Matrix =>
  solveLower(L, solveLower(L, B), { transposed: true })

/** X with A X = B for symmetric positive definite A. */
export const solvePositive = (A: Matrix, B: Matrix): Matrix => choleskySolve(cholesky(A), B)

/** x with A x = b for symmetric positive definite A. */
export const solvePositiveVector = (A: Matrix, b: Float64Array): Float64Array =>
  solvePositive(A, asColumn(b)).data
