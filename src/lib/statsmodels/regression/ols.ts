/** Ordinary least squares by the pseudo-inverse of the regressors, as statsmodels.regression.linear_model.OLS. */
import { matmul, matmulTN, svd } from '$lib/numeric/linalg'
import { matrix, transpose, type Matrix } from '$lib/numeric/matrix'

export interface OLSFit {
  /** Regressors × equations; of least norm where regressors depend on each other. */
  readonly params: Matrix
  /** (XᵀX)⁻¹ */
  readonly normalizedCov: Matrix
  /** Observations × equations. */
  readonly resid: Matrix
}

/** Regresses each column of Y on the columns of X; singular values up to rcond times the largest count as zero. */
export function ols(X: Matrix, Y: Matrix, rcond = 1e-15): OLSFit {
  const k = X.shape[1]
  if (k === 0) return { params: matrix(0, Y.shape[1]), normalizedCov: matrix(0, 0), resid: Y }
  const { U, s, Vt } = svd(X)
  const inverse = s.map((value) => (value > rcond * s[0] ? 1 / value : 0))
  // V S⁻¹: k columns of at most k, one for each singular value.
  const scaled = matrix(k, s.length)
  for (let i = 0; i < k; i++)
    for (let j = 0; j < s.length; j++) scaled.data[i * s.length + j] = Vt.data[j * k + i] * inverse[j]
  const params = matmul(scaled, matmulTN(U, Y))
  const fitted = matmul(X, params)
  const resid = matrix(
    ...Y.shape,
    Y.data.map((value, i) => value - fitted.data[i])
  )
  return { params, normalizedCov: matmul(scaled, transpose(scaled)), resid }
}
