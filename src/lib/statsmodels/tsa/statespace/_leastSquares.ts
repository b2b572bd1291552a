/** Regressions on lags, for starting values. */
import { lstsq, matvec, qr, rmatvec, solveUpper } from '$lib/numeric/linalg'
import { matrix, type Matrix } from '$lib/numeric/matrix'

/** The least squares coefficients; those of least norm where the columns depend on each other. */
export function leastSquares(X: Matrix, y: Float64Array): Float64Array {
  const [rows, cols] = X.shape
  if (rows >= cols && rows > 0 && cols > 0) {
    const { Q, R } = qr(X)
    const diagonal = Array.from({ length: cols }, (_, i) => Math.abs(R.data[i * cols + i]))
    if (Math.min(...diagonal) > 1e-10 * Math.max(...diagonal))
      return solveUpper(R, matrix(cols, 1, rmatvec(Q, y))).data
  }
  return rows > 0 && cols > 0 ? lstsq(X, y, 1e-15).x : new Float64Array(cols)
}

/** y − X b */
export const residuals = (X: Matrix, y: Float64Array, b: Float64Array): Float64Array => {
  const fitted = matvec(X, b)
  return y.map((value, i) => value - fitted[i])
}

/** One column for each lag, rows from the observation `from` on. */
export function lagMatrix(values: Float64Array, lags: readonly number[], from: number): Matrix {
  const rows = Math.max(values.length - from, 0)
  const out = matrix(rows, lags.length)
  for (let i = 0; i < rows; i++)
    lags.forEach((lag, j) => (out.data[i * lags.length + j] = values[from + i - lag]))
  return out
}

/** Columns side by side. */
export function hstack(parts: readonly Matrix[]): Matrix {
  const rows = parts[0].shape[0]
  const cols = parts.reduce((sum, part) => sum + part.shape[1], 0)
  const out = matrix(rows, cols)
  let at = 0
  for (const { data, shape } of parts) {
    for (let i = 0; i < rows; i++)
      out.data.set(data.subarray(i * shape[1], (i + 1) * shape[1]), i * cols + at)
    at += shape[1]
  }
  return out
}

export const mean = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** The mean square about the mean. */
export function variance(values: Float64Array): number {
  const middle = mean(values)
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length
}
