import { matrix, row, type Matrix } from '$lib/numeric/matrix'
import type { Sample } from '../_sample'

export type Trend = 'n' | 'c' | 't' | 'ct'

/** What explains an observation: constant, trend, seasons, lags, regressors, in this order. */
export interface Design {
  readonly trend: Trend
  /** Observations in a season; 0 without seasonal dummies. */
  readonly period: number
  /** Ascending. */
  readonly lags: readonly number[]
  /** The first observations, left out of the estimation. */
  readonly holdBack: number
}

/** With a constant the first season has no dummy of its own. */
const firstSeason = ({ trend }: Design): number => (trend.includes('c') ? 1 : 0)

const deterministicCount = (design: Design): number =>
  (design.trend === 'n' ? 0 : design.trend.length) + Math.max(0, design.period - firstSeason(design))

/** statsmodels' names; `old` are those of its version 0.11. */
export function regressorNames(design: Design, { endog_name_, exog_names_ }: Sample, old: boolean): string[] {
  const { trend, period, lags } = design
  const seasons = Array.from({ length: period }, (_, i) => (old ? `seasonal.${i}` : `s(${i + 1},${period})`))
  return [
    ...(trend.includes('c') ? [old ? 'intercept' : 'const'] : []),
    ...(trend.includes('t') ? ['trend'] : []),
    ...seasons.slice(firstSeason(design)),
    ...lags.map((lag) => `${endog_name_}.L${lag}`),
    ...exog_names_
  ]
}

/**
 * The regressors of the observation t ≥ 0, which may lie beyond the sample; `at` gives the observation at an earlier
 * time, `exog` the regressors now.
 */
export function regressors(
  design: Design,
  t: number,
  at: (t: number) => number,
  exog: Float64Array | null
): Float64Array {
  const { trend, period, lags } = design
  const deterministic = deterministicCount(design)
  const out = new Float64Array(deterministic + lags.length + (exog?.length ?? 0))
  let j = 0
  if (trend.includes('c')) out[j++] = 1
  if (trend.includes('t')) out[j++] = t + 1
  const season = (t % (period || 1)) - firstSeason(design)
  if (period > 0 && season >= 0) out[j + season] = 1
  lags.forEach((lag, i) => (out[deterministic + i] = at(t - lag)))
  if (exog) out.set(exog, deterministic + lags.length)
  return out
}

/** The regressors of the observations from holdBack on, one row each. */
export function designMatrix(design: Design, { endog_, exog_ }: Sample): Matrix {
  const { holdBack, lags } = design
  const rows = Math.max(0, endog_.length - holdBack)
  const columns = deterministicCount(design) + lags.length + (exog_?.shape[1] ?? 0)
  const X = matrix(rows, columns)
  const at = (t: number): number => endog_[t]
  for (let i = 0; i < rows; i++) {
    const t = i + holdBack
    row(X, i).set(regressors(design, t, at, exog_ && row(exog_, t)))
  }
  return X
}
