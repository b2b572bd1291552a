/** What a model of the family is, whichever class it was asked for by, and what follows from it for a series. */
import { InvalidParameterError, ValueError } from '$lib/estimator/exceptions'
import type { FitOptions } from '../../base'
import type { Missing } from '../_sample'
import { freqToPeriod } from '../dates'
import { boxcoxLambda } from './_boxcox'
import { boundNames, type Bound } from './_estimate'
import { initialValues, type Initial } from './_initial'
import { ALPHA, included, type Form } from './_smoother'

export type Initialization = 'estimated' | 'heuristic' | 'legacy-heuristic' | 'known' | null

export interface Specification {
  readonly trend: Form['trend']
  readonly damped: boolean
  readonly seasonal: Form['seasonal']
  readonly seasonalPeriods: number | null
  readonly initialization: Initialization
  readonly initialLevel: number | null
  readonly initialTrend: number | null
  readonly initialSeasonal: ArrayLike<number> | null
  readonly useBoxcox: boolean | 'log' | number
  readonly bounds: Readonly<Record<string, Bound>>
  readonly freq: string | null
  readonly missing: Missing
}

/** What statsmodels' fit takes beside the data. A smoothing parameter that is given is not estimated. */
export interface HoltWintersFitOptions extends FitOptions {
  readonly smoothing_level?: number
  readonly smoothing_trend?: number
  readonly smoothing_seasonal?: number
  readonly damping_trend?: number
  /** Estimate what is not given (true). Without it the first values are those of the initialization, as they are. */
  readonly optimized?: boolean
  /** Shift predictions so that the mean residual is 0 (false). */
  readonly remove_bias?: boolean
  /** Search a grid for the smoothing parameters first (true). */
  readonly use_brute?: boolean
}

export const paramNames = (m: number): string[] =>
  boundNames(m).map((name) => name.replace('initial_seasonal.', 'initial_seasons.'))

export function resolve(name: string, given: Specification, freq: string | null): Form {
  const { trend, damped, seasonal, seasonalPeriods } = given
  if (damped && trend === null)
    throw new InvalidParameterError(
      `${name}: there is no trend to damp`,
      'Set trend, or damped_trend to false.'
    )
  if (seasonal === null) return { trend, damped, seasonal, m: 0 }
  if (seasonalPeriods === null && freq === null)
    throw new InvalidParameterError(
      `${name}: the length of the season is not known`,
      'Give seasonal_periods, or timestamps with a frequency.'
    )
  const m = seasonalPeriods ?? freqToPeriod(freq as string)
  if (m < 2)
    throw new InvalidParameterError(
      `${name}: a season of ${m} is none`,
      'seasonal_periods must be at least 2.'
    )
  return { trend, damped, seasonal, m }
}

/** Throws InvalidParameterError for a bound on what is no parameter, or that leaves no room. */
export function checkBounds(name: string, { m }: Form, bounds: Specification['bounds']): void {
  for (const [key, bound] of Object.entries(bounds)) {
    if (!boundNames(m).includes(key))
      throw new InvalidParameterError(
        `${name} has no parameter "${key}" to bound`,
        `It has: ${boundNames(m).join(', ')}.`
      )
    const [low, high] = [bound[0] ?? -Infinity, bound[1] ?? Infinity]
    const unit = /^(smoothing|damping)/.test(key)
    if (bound.length === 2 && low < high && (!unit || (low >= 0 && high <= 1))) continue
    throw new InvalidParameterError(
      `${name}: bounds of ${JSON.stringify(bound)} for ${key} are not possible`,
      `Give [low, high] with low < high${unit ? ' from 0 to 1' : '; null leaves a side open'}.`
    )
  }
}

export function checkSeries(name: string, y: Float64Array, form: Form, { useBoxcox }: Specification): void {
  const positive = form.trend === 'mul' || form.seasonal === 'mul' || useBoxcox !== false
  const row = positive ? y.findIndex((value) => !(value > 0)) : -1
  if (row >= 0)
    throw new ValueError(
      `${name}: multiplicative components and Box–Cox need positive values, but row ${row} has ${y[row]}`,
      'Use additive components without use_boxcox, or shift the series.'
    )
  if (y.length < 2)
    throw new ValueError(`${name}: ${y.length} observations are too few`, 'Give at least two.')
}

export const chooseLambda = (y: Float64Array, use: Specification['useBoxcox']): number | null =>
  use === false ? null : use === true ? boxcoxLambda(y) : use === 'log' ? 0 : use

/** The given first values, or those of the method. Throws InvalidParameterError for one too few or too many. */
export function firstValues(name: string, y: Float64Array, form: Form, given: Specification): Initial {
  const values = {
    initial_level: given.initialLevel,
    initial_trend: given.initialTrend,
    initial_seasonal: given.initialSeasonal
  }
  const known = given.initialization === 'known'
  const wanted = {
    initial_level: true,
    initial_trend: form.trend !== null,
    initial_seasonal: form.seasonal !== null
  }
  for (const key of ['initial_level', 'initial_trend', 'initial_seasonal'] as const)
    if ((values[key] !== null) !== (known && wanted[key]))
      throw new InvalidParameterError(
        `${name}: ${key} is ${values[key] === null ? 'missing' : 'given'} with initialization_method ${JSON.stringify(given.initialization)}`,
        `"known" needs the first value of each component that the model has; the other methods take none.`
      )
  if (!known) return initialValues(y, form, given.initialization ?? 'legacy-heuristic')
  const seasons = Float64Array.from(values.initial_seasonal ?? [])
  if (seasons.length !== form.m)
    throw new InvalidParameterError(
      `${name}: initial_seasonal has ${seasons.length} values for a season of ${form.m}`,
      'Give one value for each observation of a season.'
    )
  return { level: values.initial_level as number, trend: values.initial_trend ?? 0, seasons }
}

/** The smoothing parameters that a caller may fix, in the parameters' order. */
const FIXED = [
  'smoothing_level',
  'smoothing_trend',
  'smoothing_seasonal',
  null,
  null,
  'damping_trend'
] as const

export interface StartingPoint {
  readonly start: Float64Array
  readonly free: readonly boolean[]
}

/** Where the search starts and what it may change. Throws ValueError where not everything that must be given is. */
export function startingPoint(
  name: string,
  form: Form,
  initial: Initial,
  options: HoltWintersFitOptions
): StartingPoint {
  const has = included(form)
  const given = has.map((is, j) => (is && FIXED[j] ? options[FIXED[j]] : undefined))
  const gap = has.findIndex((is, j) => is && FIXED[j] && given[j] === undefined)
  if (options.optimized === false && gap >= 0)
    throw new ValueError(
      `${name}: without optimization ${FIXED[gap]} must be given`,
      'Give it, or let it be estimated.'
    )
  const alpha = given[ALPHA] ?? 0.5 / Math.max(form.m, 1)
  const guess = [
    alpha,
    0.1 * alpha,
    0.05 * (1 - alpha),
    initial.level,
    initial.trend,
    0.99,
    ...initial.seasons
  ]
  const before = options.startParams
  const count = has.filter(Boolean).length
  if (before && before.length !== count)
    throw new ValueError(
      `${name}: ${before.length} starting values were given for ${count} parameters`,
      'Give one for each parameter that the model has, in the order of param_names_.'
    )
  const rank = has.map((_, j) => has.slice(0, j).filter(Boolean).length)
  const start = Float64Array.from(
    guess,
    (value, j) => given[j] ?? (has[j] && before ? before[rank[j]] : value)
  )
  return { start, free: has.map((is, j) => is && given[j] === undefined) }
}
