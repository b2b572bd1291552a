import { ValueError } from '$lib/estimator/exceptions'
import { matmulTN, slogdet } from '$lib/numeric/linalg'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { ols, type OLSFit } from '../../regression/ols'
import { designMatrix, trendCount, type Trend } from './_design'

export type Criterion = 'aic' | 'bic' | 'hqic' | 'fpe'

export interface Estimate extends OLSFit {
  /** Observations explained. */
  readonly nobs: number
  /** Coefficients in each equation. */
  readonly dfModel: number
  /** The errors' covariance, unbiased. */
  readonly sigmaU: Matrix
  /** Its maximum likelihood estimate's log-determinant. */
  readonly logDet: number
}

/** What the residuals of all equations say of the errors. */
export function describeErrors({ params, normalizedCov, resid }: OLSFit): Estimate {
  const [nobs, k] = resid.shape
  const dfModel = params.shape[0]
  const spare = nobs - dfModel
  const sse = matmulTN(resid, resid)
  const over = (divisor: number): Matrix =>
    matrix(
      k,
      k,
      sse.data.map((value) => value / divisor)
    )
  return {
    params,
    normalizedCov,
    resid,
    nobs,
    dfModel,
    sigmaU: over(spare > 0 ? spare : NaN),
    logDet: spare > 0 ? slogdet(over(nobs)).logabsdet : -Infinity
  }
}

/** Least squares for all equations (Lütkepohl, New introduction to multiple time series analysis, 2005, 3.2). */
export function estimate(
  endog: Matrix,
  exog: Matrix | null,
  lags: number,
  trend: Trend,
  first = lags
): Estimate {
  const k = endog.shape[1]
  const X = designMatrix(endog, exog, lags, trend, first)
  return describeErrors(ols(X, matrix(X.shape[0], k, endog.data.slice(first * k))))
}

/** Information criteria (Lütkepohl 2005, 4.3). */
export function criteria({ nobs, dfModel, logDet }: Estimate, k: number): Record<Criterion, number> {
  const free = dfModel * k
  const spare = nobs - dfModel
  return {
    aic: logDet + (2 / nobs) * free,
    bic: logDet + (Math.log(nobs) / nobs) * free,
    hqic: logDet + ((2 * Math.log(Math.log(nobs))) / nobs) * free,
    fpe: spare > 0 ? ((nobs + dfModel) / spare) ** k * Math.exp(logDet) : Infinity
  }
}

export interface LagOrderResults {
  /** Each criterion for 0 (or 1, where nothing else explains) … maxlags lags. */
  readonly ics: Readonly<Record<Criterion, readonly number[]>>
  readonly selected_orders: Readonly<Record<Criterion, number>>
}

/** Python's round: halves go to the even neighbour. */
const round = (x: number): number => (x % 1 === 0.5 ? 2 * Math.round(x / 2) : Math.round(x))

/** The number of lags that each criterion prefers; every candidate explains the same observations. Throws ValueError. */
export function selectOrder(
  endog: Matrix,
  exog: Matrix | null,
  maxlags: number | null,
  trend: Trend
): LagOrderResults {
  const [nobs, k] = endog.shape
  const most = Math.floor((nobs - k - trendCount(trend)) / (1 + k))
  if (maxlags !== null && maxlags > most)
    throw new ValueError(
      `VAR: ${maxlags} lags of ${k} series cannot be estimated from ${nobs} observations`,
      `Set maxlags to at most ${most}.`
    )
  const last = maxlags ?? Math.min(round(12 * (nobs / 100) ** 0.25), most)
  const least = exog || trend !== 'n' ? 0 : 1
  if (last < least)
    throw new ValueError(
      `VAR: ${nobs} observations of ${k} series are too few to choose lags`,
      'Give longer series.'
    )
  const orders = Array.from({ length: last - least + 1 }, (_, i) => i + least)
  const found = orders.map((lags) => criteria(estimate(endog, exog, lags, trend, last), k))
  const each = <T>(value: (name: Criterion) => T): Record<Criterion, T> => ({
    aic: value('aic'),
    bic: value('bic'),
    hqic: value('hqic'),
    fpe: value('fpe')
  })
  const ics = each((name) => found.map((values) => values[name]))
  return { ics, selected_orders: each((name) => least + ics[name].indexOf(Math.min(...ics[name]))) }
}
