/** Tests of standardised residuals, as at the foot of statsmodels' summaries. Missing residuals are NaN. */
import { chi2Sf, fCdf, fSf } from '../../distributions'
import { mean } from './_leastSquares'

export interface TestResult {
  readonly statistic: number
  readonly pvalue: number
}

export interface JarqueBera extends TestResult {
  readonly skew: number
  readonly kurtosis: number
}

const isThere = (value: number): boolean => !Number.isNaN(value)

/** No correlation between neighbours (Ljung & Box, Biometrika 65, 1978, 297–303); NaN where residuals are missing. */
export function ljungBox(residuals: Float64Array, lag = 1): TestResult {
  const n = residuals.length
  const middle = mean(residuals)
  const x = residuals.map((value) => value - middle)
  const covariance = (h: number): number => x.subarray(h).reduce((sum, value, t) => sum + value * x[t], 0)
  let statistic = 0
  for (let h = 1; h <= lag; h++) statistic += (covariance(h) / covariance(0)) ** 2 / (n - h)
  statistic *= n * (n + 2)
  return { statistic, pvalue: chi2Sf(statistic, lag) }
}

/** Equal variance in the first and last third of the sample, two-sided (Harvey 1989, section 5.4.2). */
export function breakvar(residuals: Float64Array): TestResult {
  const third = residuals.length / 3
  // numpy rounds halves to even; thirds have none.
  const h = Math.round(third)
  const early = residuals.subarray(0, h).filter(isThere)
  const late = residuals.subarray(residuals.length - h).filter(isThere)
  if (early.length < 2 || late.length < 2) return { statistic: NaN, pvalue: NaN }
  const squares = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0)
  const statistic = squares(late) / squares(early)
  const tails = [fCdf, fSf].map((tail) => tail(statistic, late.length, early.length))
  return { statistic, pvalue: 2 * Math.min(...tails) }
}

/** Normal skewness and kurtosis (Jarque & Bera, Economics Letters 6, 1980, 255–259). */
export function jarqueBera(residuals: Float64Array): JarqueBera {
  const x = residuals.filter(isThere)
  const n = x.length
  const middle = mean(x)
  const moment = (power: number): number => x.reduce((sum, value) => sum + (value - middle) ** power, 0) / n
  const skew = moment(3) / moment(2) ** 1.5
  const kurtosis = moment(4) / moment(2) ** 2
  const statistic = (n / 6) * (skew ** 2 + (kurtosis - 3) ** 2 / 4)
  return { statistic, pvalue: chi2Sf(statistic, 2), skew, kurtosis }
}
