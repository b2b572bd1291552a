import { array, boolean, flag, integer, none, option, string, type ParamTable } from '../../params'
import type { Kind } from '../../params'
import { MLEModel } from './MLEModel'
import { SarimaxSystem } from './SarimaxSystem'
import { specify, type SARIMAXParams, type SarimaxSpecification } from './sarimaxSpecification'
import { estimateCost, type Cost } from './_cost'
import type { Sample } from './system'

const trendKinds: readonly Kind[] = [option('n', 'c', 't', 'ct', 'ctt'), array, none]

export const sarimaxParams: ParamTable<SARIMAXParams> = {
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

/** An order as the summary shows it: how many, or which lags where some are left out. */
const shown = (lags: readonly number[]): string =>
  (lags.at(-1) ?? 0) === lags.length ? String(lags.length) : `[${lags.join(', ')}]`

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
export class SARIMAX<P extends SARIMAXParams = SARIMAXParams> extends MLEModel<P> {
  static override readonly className: string = 'SARIMAX'
  static override readonly module: string = 'statsmodels.tsa.statespace.sarimax'
  static override readonly params: ParamTable = sarimaxParams

  /** What a fit to so many observations will take: for a word of warning beforehand. */
  cost(nobs: number, kExog = 0): Cost {
    return estimateCost(this.specification(kExog), nobs)
  }

  protected specification(kExog: number): SarimaxSpecification {
    return specify(this.params, kExog)
  }

  protected override system(sample: Sample): SarimaxSystem {
    return new SarimaxSystem(this.specification(sample.exogNames.length), sample)
  }

  override get lost(): number {
    const { simpleDifferencing, kDiff, kSeasonalDiff, seasonalPeriods } = this.specification(
      this.exog_names_.length
    )
    return simpleDifferencing ? kDiff + kSeasonalDiff * seasonalPeriods : 0
  }

  protected override endogLabel(): string {
    const {
      kDiff,
      kSeasonalDiff,
      seasonalPeriods: s,
      simpleDifferencing
    } = this.specification(this.exog_names_.length)
    const power = (symbol: string, times: number): string[] =>
      times === 0 ? [] : [times === 1 ? symbol : symbol.replace('D', `D${times}`)]
    const done = simpleDifferencing ? [...power('D', kDiff), ...power(`DS${s}`, kSeasonalDiff)] : []
    return [...done, this.endog_name_].join('.')
  }

  protected override describe(): { title: string; lines: string[] } {
    const spec = this.specification(this.exog_names_.length)
    const s = spec.seasonalPeriods
    const [d, D] = spec.simpleDifferencing ? [0, 0] : [spec.kDiff, spec.kSeasonalDiff]
    const isArima = spec.arLags.length + spec.maLags.length + spec.kDiff > 0
    const isSeasonal = spec.seasonalArLags.length + spec.seasonalMaLags.length + spec.kSeasonalDiff > 0
    // statsmodels compares the seasonal moving average with the number of the other one's lags.
    const seasonalMa =
      (spec.seasonalMaLags.at(-1) ?? 0) === spec.maLags.length
        ? String(spec.maLags.length)
        : `[${spec.seasonalMaLags.join(', ')}]`
    const order = isArima ? `(${shown(spec.arLags)}, ${d}, ${shown(spec.maLags)})` : ''
    const seasonal = isSeasonal ? `(${shown(spec.seasonalArLags)}, ${D}, ${seasonalMa}, ${s})` : ''
    return {
      title: 'SARIMAX Results',
      lines: [`${this.meta.className}${[order, seasonal].filter(Boolean).join('x')}`]
    }
  }
}
