/** The orders of a SARIMAX model: read, checked, and the sizes that follow from them. */
import { InvalidParameterError } from '$lib/estimator/exceptions'
import { trendPolynomial } from './tools'

/** A number of lags, the lags themselves, or a list of zeros and ones that says which lags there are. */
export type LagOrder = number | readonly number[]

/** All that SARIMAX's constructor takes. */
export interface SARIMAXParams {
  order: readonly LagOrder[]
  seasonal_order: readonly LagOrder[]
  trend: 'n' | 'c' | 't' | 'ct' | 'ctt' | readonly number[] | null
  measurement_error: boolean
  time_varying_regression: boolean
  mle_regression: boolean
  simple_differencing: boolean
  enforce_stationarity: boolean
  enforce_invertibility: boolean
  hamilton_representation: boolean
  concentrate_scale: boolean
  trend_offset: number
  use_exact_diffuse: boolean
  missing: 'none' | 'drop' | 'raise'
  freq: string | null
  validate_specification: boolean
}

/** The sizes and switches of a model with so many exogenous columns. */
export interface SarimaxSpecification {
  readonly arLags: readonly number[]
  readonly maLags: readonly number[]
  /** In seasons. */
  readonly seasonalArLags: readonly number[]
  readonly seasonalMaLags: readonly number[]
  readonly kDiff: number
  readonly kSeasonalDiff: number
  readonly seasonalPeriods: number
  readonly trend: readonly number[]
  readonly kTrend: number
  readonly trendOffset: number
  readonly kExog: number
  /** Regression coefficients are parameters. */
  readonly mleRegression: boolean
  /** Regression coefficients are states. */
  readonly stateRegression: boolean
  readonly timeVaryingRegression: boolean
  readonly measurementError: boolean
  readonly simpleDifferencing: boolean
  readonly enforceStationarity: boolean
  readonly enforceInvertibility: boolean
  readonly hamilton: boolean
  readonly concentrateScale: boolean
  readonly exactDiffuse: boolean
  /** States of the ARMA part. */
  readonly kOrder: number
  /** States that undo the differencing; they come first. */
  readonly kStatesDiff: number
  readonly kStates: number
}

const wrong = (name: string, value: unknown, remedy: string): InvalidParameterError =>
  new InvalidParameterError(`SARIMAX: ${name} = ${JSON.stringify(value)} is not possible`, remedy)

/** The lags that an order stands for, ascending: 3 → 1, 2, 3; [1, 0, 1] → 1, 3; [1, 12] → 1, 12. */
function lagsOf(order: LagOrder, name: string): number[] {
  const values = typeof order === 'number' ? [order] : [...order]
  if (values.some((value) => !Number.isInteger(value) || value < 0))
    throw wrong(name, order, 'Lag orders are whole numbers from 0 up.')
  if (typeof order === 'number') return Array.from({ length: order }, (_, i) => i + 1)
  const flags = values.includes(0) || values.filter((value) => value === 1).length > 1
  if (flags && values.some((value) => value > 1))
    throw wrong(name, order, 'Give either lags (no 0, each once) or one 0 or 1 for each lag.')
  const lags = flags
    ? values.flatMap((value, i) => (value === 1 ? [i + 1] : []))
    : values.sort((a, b) => a - b)
  if (new Set(lags).size < lags.length) throw wrong(name, order, 'Each lag can be there once.')
  return lags
}

const count = (value: LagOrder | undefined, name: string): number => {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
    throw wrong(name, value, 'It is a whole number from 0 up.')
  return value
}

const last = (lags: readonly number[]): number => lags.at(-1) ?? 0

/** Throws InvalidParameterError for orders that make no model. */
export function specify(params: SARIMAXParams, kExog: number): SarimaxSpecification {
  const { order, seasonal_order: seasonal } = params
  if (order.length !== 3) throw wrong('order', order, 'It is [p, d, q].')
  if (seasonal.length !== 4) throw wrong('seasonal_order', seasonal, 'It is [P, D, Q, s].')
  const [arLags, maLags] = [lagsOf(order[0], 'order[0]'), lagsOf(order[2], 'order[2]')]
  const seasonalArLags = lagsOf(seasonal[0], 'seasonal_order[0]')
  const seasonalMaLags = lagsOf(seasonal[2], 'seasonal_order[2]')
  const kDiff = count(order[1], 'order[1]')
  const kSeasonalDiff = count(seasonal[1], 'seasonal_order[1]')
  const s = count(seasonal[3], 'seasonal_order[3]')
  if (params.validate_specification) {
    const isSeasonal = seasonalArLags.length + seasonalMaLags.length + kSeasonalDiff > 0
    if (s === 1 || (isSeasonal && s === 0))
      throw wrong('seasonal_order', seasonal, 'A season has at least 2 periods: [P, D, Q, s] with s ≥ 2.')
    for (const [lags, seasons, name] of [
      [arLags, seasonalArLags, 'autoregressive'],
      [maLags, seasonalMaLags, 'moving average']
    ] as const) {
      const twice = lags.find((lag) => seasons.some((season) => season * s === lag))
      if (twice !== undefined)
        throw wrong(
          'order',
          order,
          `The ${name} lag ${twice} is in the seasonal part already: leave one out.`
        )
    }
  }
  if (params.time_varying_regression && params.mle_regression)
    throw wrong(
      'time_varying_regression',
      true,
      'Coefficients that vary are states: set mle_regression to false.'
    )
  if (params.hamilton_representation && !params.simple_differencing && kDiff + kSeasonalDiff > 0)
    throw wrong('hamilton_representation', true, 'With differencing it needs simple_differencing.')

  const stateRegression = !params.mle_regression && kExog > 0
  const ar = last(arLags) + last(seasonalArLags) * s
  const ma = last(maLags) + last(seasonalMaLags) * s
  const onlyRegression = ar + ma === 0 && params.time_varying_regression
  const kOrder = onlyRegression ? 0 : Math.max(ar, ma + 1)
  const kStatesDiff = params.simple_differencing ? 0 : kDiff + s * kSeasonalDiff
  const trend = trendPolynomial(params.trend)
  return {
    arLags,
    maLags,
    seasonalArLags,
    seasonalMaLags,
    kDiff,
    kSeasonalDiff,
    seasonalPeriods: s,
    trend,
    kTrend: trend.reduce((sum, included) => sum + included, 0),
    trendOffset: params.trend_offset,
    kExog,
    mleRegression: params.mle_regression && kExog > 0,
    stateRegression,
    timeVaryingRegression: params.time_varying_regression,
    measurementError: params.measurement_error || (stateRegression && kOrder === 0),
    simpleDifferencing: params.simple_differencing,
    enforceStationarity: params.enforce_stationarity,
    enforceInvertibility: params.enforce_invertibility,
    hamilton: params.hamilton_representation,
    concentrateScale: params.concentrate_scale,
    exactDiffuse: params.use_exact_diffuse,
    kOrder,
    kStatesDiff,
    kStates: kStatesDiff + kOrder + (stateRegression ? kExog : 0)
  }
}

const trendNames = ['intercept', 'drift']

/** The names of the trend's coefficients. */
export const namesOfTrend = (trend: readonly number[]): string[] =>
  trend.flatMap((included, power) => (included ? [trendNames[power] ?? `trend.${power}`] : []))
