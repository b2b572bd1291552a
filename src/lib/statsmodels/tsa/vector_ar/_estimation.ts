import { slogdet } from '$lib/numeric/linalg'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { ValueError } from '../../exceptions'
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
  const [nobs, dfModel] = X.shape
  const Y = matrix(nobs, k, endog.data.slice(first * k))
  const fit = ols(X, Y)
  const { data: e } = fit.resid
  const sse = matrix(k, k)
  for (let i = 0; i < nobs; i++)
    for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) sse.data[a * k + b] += e[i * k + a] * e[i * k + b]
  const spare = nobs - dfModel
  return {
    ...fit,
    nobs,
    dfModel,
    sigmaU: matrix(
      k,
      k,
      sse.data.map((value) => (spare > 0 ? value / spare : NaN))
    ),
    logDet:
      spare > 0
        ? slogdet(
            matrix(
              k,
              k,
              sse.data.map((value) => value / nobs)
            )
          ).logabsdet
        : -Infinity
  }
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
  if ((maxlags ?? 0) > most)
    throw new ValueError(
      `VAR: ${maxlags} lags of ${k} series cannot be estimated from ${nobs} observations`,
      `Set maxlags to at most ${most}.`
    )
  const last = maxlags ?? Math.min(round(12 * (nobs / 100) ** 0.25), most)
  const least = exog || trend !== 'n' ? 0 : 1
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
