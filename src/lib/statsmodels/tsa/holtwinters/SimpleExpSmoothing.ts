import { checkValues } from '$lib/estimator/checks'
import { none, option, real, type ParamTable } from '$lib/estimator/params'
import { HoltWinters } from './HoltWinters'
import type { Initialization, Specification } from './_specification'

export interface SimpleExpSmoothingParams {
  initialization_method: Initialization
  initial_level: number | null
}

/**
 * Simple exponential smoothing: a level that follows the series (Brown 1959; Hyndman & Athanasopoulos, Forecasting: principles
 * and practice, 8.1). It is ExponentialSmoothing without trend and seasons, which see for how it is fitted, what it has once
 * fitted, its errors and its differences. Reference: statsmodels.tsa.holtwinters.SimpleExpSmoothing.
 *
 * Parameters: `initialization_method` null (default), `estimated`, `heuristic`, `legacy-heuristic`, or `known` with
 * `initial_level`.
 */
export class SimpleExpSmoothing extends HoltWinters<SimpleExpSmoothingParams> {
  static override readonly className = 'SimpleExpSmoothing'
  static override readonly module = 'statsmodels.tsa.holtwinters'
  static override readonly params: ParamTable<SimpleExpSmoothingParams> = {
    initialization_method: {
      default: null,
      kinds: [option('estimated', 'heuristic', 'legacy-heuristic', 'known'), none]
    },
    initial_level: { default: null, kinds: [real(), none] }
  }

  protected specification(): Specification {
    const params = checkValues('SimpleExpSmoothing', SimpleExpSmoothing.params, this.params)
    return {
      trend: null,
      damped: false,
      seasonal: null,
      seasonalPeriods: null,
      initialization: params.initialization_method,
      initialLevel: params.initial_level,
      initialTrend: null,
      initialSeasonal: null,
      useBoxcox: false,
      bounds: {},
      freq: null,
      missing: 'none'
    }
  }
}
