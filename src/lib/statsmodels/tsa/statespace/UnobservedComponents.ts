import { array, boolean, flag, integer, none, option, string, type ParamTable } from '$lib/estimator/params'
import { kalmanSmoother } from './KalmanSmoother'
import { MLEModel } from './MLEModel'
import { specifyComponents, type UnobservedComponentsParams } from './unobservedSpecification'
import { UnobservedSystem } from './UnobservedSystem'
import type { Sample } from './system'

/** A component of the series, one value an observation. */
export interface SmoothedComponent {
  readonly smoothed: Float64Array
  /** Its variance; for a seasonal component of several harmonics the sum of theirs. */
  readonly smoothed_cov: Float64Array
}

/**
 * A structural time-series model: the series as a sum of level and trend, seasonal components, a cycle, an
 * autoregression, regression and noise, each with a variance of its own, fitted by maximum likelihood. Reference:
 * statsmodels 0.13.5, tsa.statespace.structural; Harvey (1989), chapters 2 and 4.
 *
 * Parameters, by statsmodels' names:
 * - level false: true, false, or the name of level, trend and irregular together (`local level`, `local linear trend`,
 *   `smooth trend`, `random walk with drift` …; short forms `llevel`, `lltrend`, `strend`, `rwdrift` …)
 * - trend, irregular false: a slope, noise in the observation
 * - seasonal null: periods in a season, as dummies that sum to noise
 * - freq_seasonal null: a list of {period, harmonics}, as sums of waves
 * - cycle false, with damped_cycle false and cycle_period_bounds null ([least, most] periods; by default 1.5 to 12 years,
 *   or from 2 on where the frequency is not known)
 * - autoregressive null: the order of an autoregression
 * - stochastic_level, stochastic_trend, stochastic_cycle false, stochastic_seasonal true, stochastic_freq_seasonal null
 *   (true for each): whether a component changes at random
 * - mle_regression true: coefficients are parameters; false: states
 * - use_exact_diffuse false, missing 'none', freq null: as SARIMAX's
 *
 * Fitted: params_ and param_names_, cov_params_, and all that `results()` gives; `components()` gives the parts. Throws
 * InvalidParameterError for components that cannot be, ValueError for data that do not fit.
 */
export class UnobservedComponents extends MLEModel<UnobservedComponentsParams> {
  static override readonly className = 'UnobservedComponents'
  static override readonly module = 'statsmodels.tsa.statespace.structural'
  static override readonly params = {
    level: { default: false, kinds: [boolean, string] },
    trend: flag(false),
    seasonal: { default: null, kinds: [integer(0), none] },
    freq_seasonal: { default: null, kinds: [array, none] },
    cycle: flag(false),
    autoregressive: { default: null, kinds: [integer(0), none] },
    irregular: flag(false),
    stochastic_level: flag(false),
    stochastic_trend: flag(false),
    stochastic_seasonal: flag(true),
    stochastic_freq_seasonal: { default: null, kinds: [array, none] },
    stochastic_cycle: flag(false),
    damped_cycle: flag(false),
    cycle_period_bounds: { default: null, kinds: [array, none] },
    mle_regression: flag(true),
    use_exact_diffuse: flag(false),
    missing: { default: 'none', kinds: [option('none', 'drop', 'raise')] },
    freq: { default: null, kinds: [string, none] }
  } as ParamTable<UnobservedComponentsParams> & ParamTable

  protected override system(sample: Sample): UnobservedSystem {
    return new UnobservedSystem(specifyComponents(this.params), sample)
  }

  protected override describe(): { title: string; lines: string[] } {
    const spec = specifyComponents(this.params)
    const stochastic = (is: boolean, name: string): string => (is ? `stochastic ${name}` : name)
    const { cycle, dampedCycle, stochasticCycle, autoregressive } = spec
    return {
      title: 'Unobserved Components Results',
      lines: [
        spec.trendName ?? 'None',
        ...(spec.seasonal ? [stochastic(spec.stochasticSeasonal, `seasonal(${spec.seasonal})`)] : []),
        ...spec.freqSeasonal.map((season) =>
          stochastic(season.stochastic, `freq_seasonal(${season.period}(${season.harmonics}))`)
        ),
        ...(cycle ? [`${dampedCycle ? 'damped ' : ''}${stochastic(stochasticCycle, 'cycle')}`] : []),
        ...(autoregressive ? [`AR(${autoregressive})`] : [])
      ]
    }
  }

  /** The series' parts given all observations, by name: level, trend, seasonal, freq_seasonal_0 …, cycle, autoregressive. */
  components(): Record<string, SmoothedComponent> {
    this.checkFitted()
    const { places } = this.system(this.sample())
    const states = places.flatMap((place) => place.states)
    const space = this.stateSpace()
    const { smoothedState, smoothedStateVariance } = kalmanSmoother(space, { variancesOf: states })
    const m = space.kStates
    const sum = (values: Float64Array, width: number, columns: readonly number[]): Float64Array =>
      space.endog.map((_, t) => columns.reduce((total, column) => total + values[t * width + column], 0))
    return Object.fromEntries(
      places.map(({ name, states: own }) => [
        name,
        {
          smoothed: sum(smoothedState, m, own),
          smoothed_cov: sum(
            smoothedStateVariance,
            states.length,
            own.map((state) => states.indexOf(state))
          )
        }
      ])
    )
  }
}
