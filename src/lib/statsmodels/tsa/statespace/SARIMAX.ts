import {
  array,
  boolean,
  flag,
  integer,
  none,
  option,
  string,
  type Kind,
  type ParamTable
} from '$lib/estimator/params'
import { SarimaxModel } from './SarimaxModel'
import { specify, type SARIMAXParams, type SarimaxSpecification } from './sarimaxSpecification'

const trendKinds: readonly Kind[] = [option('n', 'c', 't', 'ct', 'ctt'), array, none]

const sarimaxParams: ParamTable<SARIMAXParams> = {
  order: { default: [1, 0, 0], kinds: [array] },
  seasonal_order: { default: [0, 0, 0, 0], kinds: [array] },
  trend: { default: null, kinds: trendKinds },
  measurement_error: flag(false),
  time_varying_regression: flag(false),
  mle_regression: flag(true),
  simple_differencing: flag(false),
  enforce_stationarity: flag(true),
  enforce_invertibility: flag(true),
  hamilton_representation: flag(false),
  concentrate_scale: flag(false),
  trend_offset: { default: 1, kinds: [integer()] },
  use_exact_diffuse: flag(false),
  missing: { default: 'none', kinds: [option('none', 'drop', 'raise')] },
  freq: { default: null, kinds: [string, none] },
  validate_specification: { default: true, kinds: [boolean] }
}

/**
 * Seasonal autoregressive integrated moving average with exogenous regressors: a regression whose errors follow
 *
 *     φ(L) Φ(Lˢ) (1 − L)ᵈ (1 − Lˢ)ᴰ u_t = A(t) + θ(L) Θ(Lˢ) ε_t,   ε_t ~ N(0, σ²)
 *
 * fitted by maximum likelihood with a Kalman filter. Reference: statsmodels 0.13.5, tsa.statespace.sarimax; Durbin &
 * Koopman (2012), chapters 3.4, 3.6, 4 and 7.
 *
 * Parameters, by statsmodels' names:
 * - order [1, 0, 0]: p, d, q. p and q may be lists of lags ([1, 3], or [1, 0, 1] for the same)
 * - seasonal_order [0, 0, 0, 0]: P, D, Q and the periods in a season
 * - trend null: n, c, t, ct, ctt, or a list of zeros and ones, one for each power of time
 * - measurement_error false: adds noise to the observation
 * - time_varying_regression false: coefficients walk at random; needs mle_regression false
 * - mle_regression true: coefficients are parameters; false: states, found by the filter
 * - simple_differencing false: differences the data first, so that the sample begins d + D·s observations later and
 *   predictions are of differences; false: differencing belongs to the state
 * - enforce_stationarity true, enforce_invertibility true: the optimiser stays inside
 * - hamilton_representation false: Hamilton's form in the place of Harvey's
 * - concentrate_scale false: σ² is found in closed form and not by the optimiser
 * - trend_offset 1: the time of the first observation
 * - use_exact_diffuse false: exact start of states without a distribution; else variances of 10⁶ and a burn-in
 * - missing 'none': the filter bridges gaps; 'drop' leaves rows out, 'raise' refuses them
 * - freq null: the frequency, where the index does not tell
 * - validate_specification true: checks orders against each other
 *
 * Fitted: params_ and param_names_ (trend, regressors, ar, ma, seasonal ar, seasonal ma, variances), cov_params_, and all
 * that `results()` gives. Throws InvalidParameterError for orders that make no model, ValueError for data that do not fit.
 *
 * Unlike statsmodels: derivatives for standard errors are central differences (statsmodels: complex steps); with
 * time_varying_regression and differencing the shock enters the ARMA state (statsmodels: the first state).
 */
export class SARIMAX extends SarimaxModel<SARIMAXParams> {
  static override readonly className = 'SARIMAX'
  static override readonly module = 'statsmodels.tsa.statespace.sarimax'
  static override readonly params: ParamTable = sarimaxParams

  protected override specification(kExog: number): SarimaxSpecification {
    return specify(this.params, kExog)
  }
}
