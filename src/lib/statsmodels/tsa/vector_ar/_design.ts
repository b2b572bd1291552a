/** The regressors of a vector autoregression: trend, exogenous variables, lags of all series, in this order. */
import { matrix, row, type Matrix } from '$lib/numeric/matrix'

export type Trend = 'n' | 'c' | 'ct' | 'ctt'

/** Powers of time: none, 1, 1 and t, 1 and t and t². */
export const trendCount = (trend: Trend): number => (trend === 'n' ? 0 : trend.length)

export const regressorNames = (
  names: readonly string[],
  exogNames: readonly string[],
  lags: number,
  trend: Trend
): string[] => [
  ...['const', 'trend', 'trend**2'].slice(0, trendCount(trend)),
  ...exogNames,
  ...Array.from({ length: lags }, (_, lag) => names.map((name) => `L${lag + 1}.${name}`)).flat()
]

/** The regressors at time t (0 is the first observation); `path` holds at least the observations before it. */
export function regressors(
  path: Matrix,
  exog: Float64Array | null,
  t: number,
  lags: number,
  trend: Trend
): Float64Array {
  const powers = trendCount(trend)
  const k = path.shape[1]
  const kExog = exog?.length ?? 0
  const out = new Float64Array(powers + kExog + lags * k)
  for (let i = 0; i < powers; i++) out[i] = (t + 1) ** i
  if (exog) out.set(exog, powers)
  for (let lag = 1; lag <= lags; lag++) out.set(row(path, t - lag), powers + kExog + (lag - 1) * k)
  return out
}

/** One row for each observation from `first` on. */
export function designMatrix(
  endog: Matrix,
  exog: Matrix | null,
  lags: number,
  trend: Trend,
  first = lags
): Matrix {
  const rows = endog.shape[0] - first
  const X = matrix(rows, trendCount(trend) + (exog?.shape[1] ?? 0) + lags * endog.shape[1])
  for (let i = 0; i < rows; i++) {
    const t = i + first
    row(X, i).set(regressors(endog, exog && row(exog, t), t, lags, trend))
  }
  return X
}
