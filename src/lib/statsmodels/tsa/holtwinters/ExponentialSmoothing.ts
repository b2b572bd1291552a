import { checkValues } from '$lib/estimator/checks'
import {
  array,
  flag,
  integer,
  mapping,
  none,
  option,
  real,
  boolean,
  string,
  type ParamTable
} from '$lib/estimator/params'
import type { Missing } from '../_sample'
import type { Bound } from './_estimate'
import { HoltWinters } from './HoltWinters'
import type { Initialization, Specification } from './_specification'
import type { Component } from './_smoother'

export interface ExponentialSmoothingParams {
  trend: Component
  damped_trend: boolean
  seasonal: Component
  seasonal_periods: number | null
  initialization_method: Initialization
  initial_level: number | null
  initial_trend: number | null
  initial_seasonal: ArrayLike<number> | null
  use_boxcox: boolean | 'log' | number | null
  bounds: Readonly<Record<string, Bound>> | null
  freq: string | null
  missing: Missing
}

const component = {
  kinds: [option('add', 'mul'), none],
  aliases: { additive: 'add', multiplicative: 'mul' }
} as const

/**
 * Holt's and Winters' exponential smoothing: a level, with a trend and seasons that add or multiply (Holt 1957; Winters,
 * Management Science 6, 1960; Hyndman & Athanasopoulos, Forecasting: principles and practice, ch. 8). Recursions, first
 * values, criteria and constraints are those of statsmodels.tsa.holtwinters.ExponentialSmoothing; parameters minimise the
 * squared one-step errors.
 *
 * Parameters: `trend`, `seasonal` `add`, `mul` or null for none (null); `damped_trend` damp the trend (false);
 * `seasonal_periods` observations in a season (from the index's frequency); `initialization_method` where level, trend
 * and seasons start: `estimated` or `heuristic` from the first ten observations (default: estimated),
 * `legacy-heuristic` or null from the first two observations or seasons, `known` with `initial_level`,
 * `initial_trend`, `initial_seasonal`; `use_boxcox` smooth the Box–Cox transform: false (default), true for the most likely
 * exponent, `log`, or an exponent; `bounds` [low, high] by parameter name (smoothing_level, initial_trend,
 * initial_seasonal.0 …); `freq` the frequency where the index has none; `missing` `none` (default) or `raise` refuse
 * missing values, `drop` leaves them out. As in statsmodels, every method's first values are only where the search
 * starts, unless fit's `optimized` is false; fit also takes fixed smoothing parameters.
 *
 * Fitted: `params_` one value for each of `param_names_`, `optimized_` which were estimated, `form_` the components,
 * `lambda_` the Box–Cox exponent, `endog_`, `index_`, `freq_` the sample; `states` gives the components over time.
 *
 * Errors: InvalidParameterError for parameters that do not fit together; ValueError for values that are not positive
 * where they must be, for exogenous variables, or for too few observations.
 *
 * Differs from statsmodels: least squares by Levenberg–Marquardt from the same grid in place of SLSQP, which finds sums of
 * squares no greater; the damped multiplicative trend minimises its errors also with additive seasons, and its forecasts
 * start from its first value (statsmodels has slips there); additive forms give prediction intervals.
 */
export class ExponentialSmoothing extends HoltWinters<ExponentialSmoothingParams> {
  static override readonly className = 'ExponentialSmoothing'
  static override readonly module = 'statsmodels.tsa.holtwinters'
  static override readonly params: ParamTable<ExponentialSmoothingParams> = {
    trend: { default: null, ...component },
    damped_trend: flag(false),
    seasonal: { default: null, ...component },
    seasonal_periods: { default: null, kinds: [integer(2), none] },
    initialization_method: {
      default: 'estimated',
      kinds: [option('estimated', 'heuristic', 'legacy-heuristic', 'known'), none]
    },
    initial_level: { default: null, kinds: [real(), none] },
    initial_trend: { default: null, kinds: [real(), none] },
    initial_seasonal: { default: null, kinds: [array, none] },
    use_boxcox: { default: false, kinds: [boolean, option('log'), real(), none] },
    bounds: { default: null, kinds: [mapping, none] },
    freq: { default: null, kinds: [string, none] },
    missing: { default: 'none', kinds: [option('none', 'drop', 'raise')] }
  }

  protected specification(): Specification {
    const params = checkValues('ExponentialSmoothing', ExponentialSmoothing.params, this.params)
    return {
      trend: params.trend,
      damped: params.damped_trend,
      seasonal: params.seasonal,
      seasonalPeriods: params.seasonal_periods,
      initialization: params.initialization_method,
      initialLevel: params.initial_level,
      initialTrend: params.initial_trend,
      initialSeasonal: params.initial_seasonal,
      useBoxcox: params.use_boxcox ?? false,
      bounds: params.bounds ?? {},
      freq: params.freq,
      missing: params.missing
    }
  }
}
