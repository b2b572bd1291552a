/** Which components an UnobservedComponents model has. */
import { InvalidParameterError } from '$lib/estimator/exceptions'
import type { FitWarning } from '$lib/estimator/progress'
import type { Missing } from '../_sample'

export interface FreqSeasonal {
  readonly period: number
  /** Half the period by default, rounded down. */
  readonly harmonics?: number
}

/** All that UnobservedComponents' constructor takes. */
export interface UnobservedComponentsParams {
  level: boolean | string
  trend: boolean
  seasonal: number | null
  freq_seasonal: readonly FreqSeasonal[] | null
  cycle: boolean
  autoregressive: number | null
  irregular: boolean
  stochastic_level: boolean
  stochastic_trend: boolean
  stochastic_seasonal: boolean
  stochastic_freq_seasonal: readonly boolean[] | null
  stochastic_cycle: boolean
  damped_cycle: boolean
  cycle_period_bounds: readonly [number, number] | null
  mle_regression: boolean
  use_exact_diffuse: boolean
  missing: Missing
  freq: string | null
}

export interface UnobservedSpecification {
  readonly irregular: boolean
  readonly level: boolean
  readonly stochasticLevel: boolean
  readonly trend: boolean
  readonly stochasticTrend: boolean
  /** The trend's name, null where the combination has none. */
  readonly trendName: string | null
  /** Periods of the seasonal component, 0 for none. */
  readonly seasonal: number
  readonly stochasticSeasonal: boolean
  readonly freqSeasonal: readonly { period: number; harmonics: number; stochastic: boolean }[]
  readonly cycle: boolean
  readonly stochasticCycle: boolean
  readonly dampedCycle: boolean
  readonly cycleBounds: readonly [number, number] | null
  readonly autoregressive: number
  readonly mleRegression: boolean
  readonly exactDiffuse: boolean
}

type TrendFlags = Pick<
  UnobservedSpecification,
  'irregular' | 'level' | 'stochasticLevel' | 'trend' | 'stochasticTrend'
>

/** Each named trend: a letter for each part it has (i, l, L stochastic level, t, T stochastic trend). */
const trends: Readonly<Record<string, string>> = {
  irregular: 'i',
  'fixed intercept': 'l',
  'deterministic constant': 'il',
  'local level': 'ilL',
  'random walk': 'lL',
  'fixed slope': 'lt',
  'deterministic trend': 'ilt',
  'local linear deterministic trend': 'ilLt',
  'random walk with drift': 'lLt',
  'local linear trend': 'ilLtT',
  'smooth trend': 'iltT',
  'random trend': 'ltT'
}

const shortNames: Readonly<Record<string, string>> = {
  ntrend: 'irregular',
  dconstant: 'deterministic constant',
  llevel: 'local level',
  rwalk: 'random walk',
  dtrend: 'deterministic trend',
  lldtrend: 'local linear deterministic trend',
  rwdrift: 'random walk with drift',
  lltrend: 'local linear trend',
  strend: 'smooth trend',
  rtrend: 'random trend'
}

const flagsOf = (parts: string): TrendFlags => ({
  irregular: parts.includes('i'),
  level: parts.includes('l'),
  stochasticLevel: parts.includes('L'),
  trend: parts.includes('t'),
  stochasticTrend: parts.includes('T')
})

function trendFlags(params: UnobservedComponentsParams, warn: (warning: FitWarning) => void): TrendFlags {
  if (typeof params.level === 'string') {
    const parts = trends[shortNames[params.level] ?? params.level]
    if (parts === undefined)
      throw new InvalidParameterError(
        `UnobservedComponents: level = ${JSON.stringify(params.level)} is not possible`,
        `It is true, false, or one of: ${Object.keys(trends).join(', ')}.`
      )
    return flagsOf(parts)
  }
  const { level, trend, irregular, stochastic_level, stochastic_trend } = params
  if (trend && !level)
    warn({ category: 'UserWarning', message: 'A trend needs a level: a deterministic one was added.' })
  return {
    irregular,
    level: level || trend,
    stochasticLevel: stochastic_level && level,
    trend,
    stochasticTrend: stochastic_trend && trend
  }
}

/** Throws InvalidParameterError for components that cannot be. */
export function specifyComponents(
  params: UnobservedComponentsParams,
  warn: (warning: FitWarning) => void = () => undefined
): UnobservedSpecification {
  const seasonal = params.seasonal ?? 0
  const stochastic = params.stochastic_freq_seasonal
  const freqSeasonal = (params.freq_seasonal ?? []).map(({ period, harmonics }, i) => ({
    period,
    harmonics: harmonics ?? Math.floor(period / 2),
    stochastic: stochastic?.[i] ?? true
  }))
  if (stochastic && stochastic.length !== freqSeasonal.length)
    throw new InvalidParameterError(
      `UnobservedComponents: stochastic_freq_seasonal has ${stochastic.length} elements, freq_seasonal ${freqSeasonal.length}`,
      'Give one for each.'
    )
  if ((seasonal !== 0 && seasonal < 2) || freqSeasonal.some(({ period }) => period < 2))
    throw new InvalidParameterError(
      'UnobservedComponents: a season of less than 2 periods',
      'It has at least 2.'
    )
  const flags = trendFlags(params, warn)
  const autoregressive = params.autoregressive ?? 0
  const moves =
    flags.irregular ||
    flags.stochasticLevel ||
    flags.stochasticTrend ||
    (seasonal > 0 && params.stochastic_seasonal) ||
    freqSeasonal.some((season) => season.stochastic) ||
    (params.cycle && params.stochastic_cycle) ||
    autoregressive > 0
  if (!moves)
    warn({
      category: 'UserWarning',
      message: 'Nothing in the model is random: an irregular component was added.'
    })
  const { irregular, level, stochasticLevel, trend, stochasticTrend } = {
    ...flags,
    irregular: flags.irregular || !moves
  }
  const parts = `${irregular ? 'i' : ''}${level ? 'l' : ''}${stochasticLevel ? 'L' : ''}${trend ? 't' : ''}${stochasticTrend ? 'T' : ''}`
  return {
    irregular,
    level,
    stochasticLevel,
    trend,
    stochasticTrend,
    trendName: Object.keys(trends).find((name) => trends[name] === parts) ?? null,
    seasonal,
    stochasticSeasonal: params.stochastic_seasonal,
    freqSeasonal,
    cycle: params.cycle,
    stochasticCycle: params.stochastic_cycle,
    dampedCycle: params.damped_cycle,
    cycleBounds: params.cycle_period_bounds,
    autoregressive,
    mleRegression: params.mle_regression,
    exactDiffuse: params.use_exact_diffuse
  }
}
