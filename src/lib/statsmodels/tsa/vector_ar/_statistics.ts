import { det } from '$lib/numeric/linalg'
import { column, row, toRows } from '$lib/numeric/matrix'
import { normSf } from '../../distributions'
import { meanAbsolute } from '../_sample'
import { criteria, type Criterion, type Estimate } from './_estimation'

/** A value for each coefficient, by equation and regressor. */
export type ByEquation = Readonly<Record<string, Readonly<Record<string, number>>>>

/** By statsmodels' names. */
export interface VARStatistics extends Readonly<Record<Criterion, number>> {
  readonly names: readonly string[]
  readonly k_ar: number
  readonly neqs: number
  readonly nobs: number
  readonly df_model: number
  readonly df_resid: number
  readonly llf: number
  readonly detomega: number
  readonly params: ByEquation
  readonly stderr: ByEquation
  readonly tvalues: ByEquation
  readonly pvalues: ByEquation
  /** Covariance of the errors, unbiased. */
  readonly sigma_u: readonly (readonly number[])[]
  readonly resid_corr: readonly (readonly number[])[]
  /** Over all series. */
  readonly mae: number
}

function correlations(fit: Estimate): number[][] {
  const k = fit.resid.shape[1]
  const centred = Array.from({ length: k }, (_, j) => {
    const values = column(fit.resid, j)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    return values.map((value) => value - mean)
  })
  const product = (a: Float64Array, b: Float64Array): number =>
    a.reduce((sum, value, i) => sum + value * b[i], 0)
  return centred.map((a) => centred.map((b) => product(a, b) / Math.sqrt(product(a, a) * product(b, b))))
}

export function statistics(
  fit: Estimate,
  k_ar: number,
  names: readonly string[],
  paramNames: readonly string[]
): VARStatistics {
  const { nobs, dfModel, params, normalizedCov, sigmaU, logDet } = fit
  const k = names.length
  const byEquation = (value: (i: number, j: number) => number): ByEquation =>
    Object.fromEntries(
      names.map((name, j) => [name, Object.fromEntries(paramNames.map((param, i) => [param, value(i, j)]))])
    )
  const coef = (i: number, j: number): number => row(params, i)[j]
  const error = (i: number, j: number): number =>
    Math.sqrt(normalizedCov.data[i * dfModel + i] * sigmaU.data[j * k + j])
  return {
    names,
    k_ar,
    neqs: k,
    nobs,
    df_model: dfModel,
    df_resid: nobs - dfModel,
    llf: (-nobs / 2) * (k * Math.log(2 * Math.PI) + logDet + k),
    ...criteria(fit, k),
    detomega: det(sigmaU),
    params: byEquation(coef),
    stderr: byEquation(error),
    tvalues: byEquation((i, j) => coef(i, j) / error(i, j)),
    pvalues: byEquation((i, j) => 2 * normSf(Math.abs(coef(i, j) / error(i, j)))),
    sigma_u: toRows(sigmaU),
    resid_corr: correlations(fit),
    mae: meanAbsolute(fit.resid.data)
  }
}
