import { checkValues } from '$lib/estimator/checks'
import { flag, none, option, real, type ParamTable } from '$lib/estimator/params'
import { HoltWinters } from './HoltWinters'
import type { Initialization, Specification } from './_specification'

export interface HoltParams {
  exponential: boolean
  damped_trend: boolean
  initialization_method: Initialization
  initial_level: number | null
  initial_trend: number | null
}

/**
 * Holt's exponential smoothing: a level and a trend (Holt 1957; Hyndman & Athanasopoulos, Forecasting: principles and
 * practice, 8.2). It is ExponentialSmoothing without seasons, which see for how it is fitted, what it has once fitted, its
 * errors and its differences. Reference: statsmodels.tsa.holtwinters.Holt.
 *
 * Parameters: `exponential` the trend multiplies (false: it adds); `damped_trend` damp it (false);
 * `initialization_method` null (default), `estimated`, `heuristic`, `legacy-heuristic`, or `known` with `initial_level` and
 * `initial_trend`.
 */
export class Holt extends HoltWinters<HoltParams> {
  static override readonly className = 'Holt'
  static override readonly module = 'statsmodels.tsa.holtwinters'
  static override readonly params: ParamTable<HoltParams> = {
    exponential: flag(false),
    damped_trend: flag(false),
    initialization_method: {
      default: null,
      kinds: [option('estimated', 'heuristic', 'legacy-heuristic', 'known'), none]
    },
    initial_level: { default: null, kinds: [real(), none] },
    initial_trend: { default: null, kinds: [real(), none] }
  }

  protected specification(): Specification {
    const params = checkValues('Holt', Holt.params, this.params)
    return {
      trend: params.exponential ? 'mul' : 'add',
      damped: params.damped_trend,
      seasonal: null,
      seasonalPeriods: null,
      initialization: params.initialization_method,
      initialLevel: params.initial_level,
      initialTrend: params.initial_trend,
      initialSeasonal: null,
      useBoxcox: false,
      bounds: {},
      freq: null,
      missing: 'none'
    }
  }
}
