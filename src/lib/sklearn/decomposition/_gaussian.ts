/** What a Gaussian model of the data says of rows. */
import { dot, matmul, slogdet } from '$lib/numeric/linalg'
import { row, type Matrix } from '$lib/numeric/matrix'

/** The log likelihood of each centred row, by the inverse of the covariance (Bishop, PRML, 2006, equation 2.43). */
export function logLikelihoods(centred: Matrix, precision: Matrix): Float64Array {
  const [n, d] = centred.shape
  const { sign, logabsdet } = slogdet(precision)
  const constant = d * Math.log(2 * Math.PI) - (sign > 0 ? logabsdet : -Infinity)
  const weighted = matmul(centred, precision)
  return Float64Array.from(
    { length: n },
    (_, i) => -0.5 * (dot(row(centred, i), row(weighted, i)) + constant)
  )
}

/** Adds to each value of a square matrix's diagonal, in place. */
export function addToDiagonal(A: Matrix, amount: number | ((i: number) => number)): void {
  const n = A.shape[0]
  for (let i = 0; i < n; i++) A.data[i * (n + 1)] += typeof amount === 'number' ? amount : amount(i)
}
