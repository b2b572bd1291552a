import { checkNames, checkValues } from '$lib/estimator/checks'
import { InvalidParameterError, ValueError } from '$lib/estimator/exceptions'
import { defaultsOf, flag, integer, none, type ParamTable } from '$lib/estimator/params'
import { freqToPeriod } from '../dates'
import { fitAt, loess, type Smoother } from './_loess'

export interface STLParams {
  period: number | null
  seasonal: number
  trend: number | null
  low_pass: number | null
  seasonal_deg: 0 | 1
  trend_deg: 0 | 1
  low_pass_deg: 0 | 1
  robust: boolean
  seasonal_jump: number
  trend_jump: number
  low_pass_jump: number
}

export interface STLFitOptions {
  /** The index's frequency, from which `period` follows where it is not given. */
  readonly freq?: string | null
  /** Rounds of season and trend: 5, robust 2. */
  readonly inner_iter?: number
  /** Rounds of robustness weights: 0, robust 15. */
  readonly outer_iter?: number
}

/** A series is the sum of its parts. One value for each observation. */
export interface DecomposeResult {
  readonly observed: Float64Array
  readonly seasonal: Float64Array
  readonly trend: Float64Array
  readonly resid: Float64Array
  /** Robustness weights: 1 where an observation counts in full. */
  readonly weights: Float64Array
}

const degree = { default: 1, kinds: [integer(0, 1)] } as const
const jump = { default: 1, kinds: [integer(1)] } as const

/**
 * The decomposition of a series into season, trend and remainder by loess: Cleveland, Cleveland, McRae & Terpenning, STL: a
 * seasonal-trend decomposition procedure based on loess, Journal of Official Statistics 6, 1990, 3–73. Numbers are those of
 * statsmodels.tsa.seasonal.STL.
 *
 * Parameters: `period` observations in a season (from the index's frequency); `seasonal` length of the seasonal smoother,
 * odd (7); `trend` that of the trend, odd and longer than the period (the least odd number from
 * 1.5 period / (1 − 1.5 / seasonal)); `low_pass` that of the low-pass filter, odd and longer than the period (the least
 * such); `seasonal_deg`, `trend_deg`, `low_pass_deg` 0 for locally constant, 1 for linear (1); `robust` weigh outliers
 * down (false); `seasonal_jump`, `trend_jump`, `low_pass_jump` fit every so many points and interpolate between (1).
 *
 * Errors: InvalidParameterError for parameters that cannot be; ValueError for missing values or less than one season.
 */
export class STL {
  static readonly className = 'STL'
  static readonly module = 'statsmodels.tsa.seasonal'
  static readonly params: ParamTable<STLParams> = {
    period: { default: null, kinds: [integer(2), none] },
    seasonal: { default: 7, kinds: [integer(3)] },
    trend: { default: null, kinds: [integer(3), none] },
    low_pass: { default: null, kinds: [integer(3), none] },
    seasonal_deg: degree,
    trend_deg: degree,
    low_pass_deg: degree,
    robust: flag(false),
    seasonal_jump: jump,
    trend_jump: jump,
    low_pass_jump: jump
  }

  readonly params: STLParams

  constructor(params: Partial<STLParams> = {}) {
    checkNames('STL', STL.params, Object.keys(params))
    this.params = { ...defaultsOf(STL.params), ...params } as STLParams
  }

  /** The parameters in full, for a series of this frequency. Throws InvalidParameterError. */
  config(freq: string | null = null): STLParams & { period: number; trend: number; low_pass: number } {
    const params = checkValues('STL', STL.params, this.params)
    if (params.period === null && freq === null)
      throw new InvalidParameterError(
        'STL: the length of the season is not known',
        'Give `period`, or timestamps with a frequency.'
      )
    const period = params.period ?? freqToPeriod(freq as string)
    if (period < 2)
      throw new InvalidParameterError(`STL: a season of ${period} is none`, '`period` must be at least 2.')
    const odd = (value: number): number => value + (value % 2 === 0 ? 1 : 0)
    const trend = params.trend ?? odd(Math.ceil((1.5 * period) / (1 - 1.5 / params.seasonal)))
    const low_pass = params.low_pass ?? odd(period + 1)
    for (const [name, value, least] of [
      ['seasonal', params.seasonal, 3],
      ['trend', trend, period + 1],
      ['low_pass', low_pass, period + 1]
    ] as const)
      if (value % 2 === 0 || value < least)
        throw new InvalidParameterError(
          `STL: ${name} = ${value} is not possible`,
          `It must be odd and at least ${least}.`
        )
    return { ...params, period, trend, low_pass }
  }

  /** Decomposes a series. */
  fit(endog: Float64Array, { freq = null, ...options }: STLFitOptions = {}): DecomposeResult {
    const config = this.config(freq)
    const { period, robust } = config
    const n = endog.length
    const gap = endog.findIndex((value) => !Number.isFinite(value))
    if (gap >= 0)
      throw new ValueError(`STL: the series is missing or infinite in row ${gap}`, 'Fill the gap first.')
    if (n < period)
      throw new ValueError(
        `STL: ${n} observations are less than a season of ${period}`,
        'Give a longer series or a shorter period.'
      )
    const inner = options.inner_iter ?? (robust ? 2 : 5)
    const outer = options.outer_iter ?? (robust ? 15 : 0)
    const season = new Float64Array(n)
    let trend = new Float64Array(n)
    let weights: Float64Array | null = null
    const minus = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value - b[i])
    for (let round = 0; round <= outer; round++) {
      if (round > 0)
        weights = robustnessWeights(endog.map((value, i) => Math.abs(value - season[i] - trend[i])))
      for (let i = 0; i < inner; i++) {
        const cycles = smoothCycles(minus(endog, trend), period, smoother(config, 'seasonal'), weights)
        const low = loess(lowPass(cycles, period), n, smoother(config, 'low_pass'), null)
        for (let t = 0; t < n; t++) season[t] = cycles[period + t] - low[t]
        trend = Float64Array.from(loess(minus(endog, season), n, smoother(config, 'trend'), weights))
      }
    }
    return {
      observed: Float64Array.from(endog),
      seasonal: season,
      trend,
      resid: endog.map((value, t) => value - season[t] - trend[t]),
      weights: weights ?? new Float64Array(n).fill(1)
    }
  }
}

const smoother = (config: STLParams, part: 'seasonal' | 'trend' | 'low_pass'): Smoother => ({
  length: config[part] as number,
  degree: config[`${part}_deg`],
  jump: config[`${part}_jump`]
})

/** Each season's own series, smoothed and carried on by one period at both ends. */
function smoothCycles(
  y: Float64Array,
  period: number,
  smoother: Smoother,
  weights: Float64Array | null
): Float64Array {
  const n = y.length
  const out = new Float64Array(n + 2 * period)
  for (let j = 0; j < period; j++) {
    const k = Math.floor((n - j - 1) / period) + 1
    const pick = (values: Float64Array): Float64Array =>
      Float64Array.from({ length: k }, (_, i) => values[i * period + j])
    const cycle = pick(y)
    const robustness = weights && pick(weights)
    const smooth = loess(cycle, k, smoother, robustness)
    const before = fitAt(cycle, k, smoother, 0, 1, Math.min(smoother.length, k), robustness)
    const after = fitAt(cycle, k, smoother, k + 1, Math.max(1, k - smoother.length + 1), k, robustness)
    out[j] = Number.isNaN(before) ? smooth[0] : before
    smooth.forEach((value, i) => (out[(i + 1) * period + j] = value))
    out[(k + 1) * period + j] = Number.isNaN(after) ? smooth[k - 1] : after
  }
  return out
}

function movingAverage(x: Float64Array, length: number): Float64Array {
  const out = new Float64Array(x.length - length + 1)
  let sum = 0
  for (let i = 0; i < length; i++) sum += x[i]
  out[0] = sum / length
  for (let j = 1; j < out.length; j++) {
    sum += x[j + length - 1] - x[j - 1]
    out[j] = sum / length
  }
  return out
}

/** Averages over a period, twice, then over three: as long as the series. */
const lowPass = (cycles: Float64Array, period: number): Float64Array =>
  movingAverage(movingAverage(movingAverage(cycles, period), period), 3)

/** Bisquare weights: 0 from six median absolute residuals on. */
function robustnessWeights(sizes: Float64Array): Float64Array {
  const sorted = sizes.slice().sort()
  const middle = sizes.length >> 1
  const limit = 3 * (sorted[middle] + sorted[sizes.length - middle - 1])
  if (limit === 0) return sizes.map(() => 1)
  return sizes.map((size) =>
    size <= 0.001 * limit ? 1 : size <= 0.999 * limit ? (1 - (size / limit) ** 2) ** 2 : 0
  )
}

/**
 * The season beyond the sample: its last period over and over, as statsmodels' STLForecast has it, which models the series
 * without its season and adds the season to the forecasts.
 */
export function seasonalForecast({ seasonal }: DecomposeResult, period: number, steps: number): Float64Array {
  const last = seasonal.slice(-period)
  return Float64Array.from({ length: steps }, (_, h) => last[h % period])
}
