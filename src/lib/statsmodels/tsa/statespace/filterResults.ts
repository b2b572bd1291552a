/** What a run of the filter gives, and how a concentrated scale comes into it. */
import type { StateSpace } from './representation'

/** A diffuse variance, or the variance of a forecast error, at or below this is taken for zero. */
export const toleranceDiffuse = 1e-10

/** What a run keeps beyond the forecasts: nothing, the state's means and gains, or also its covariances. */
export type Keep = 'forecasts' | 'states' | 'covariances'

export interface FilterOptions {
  readonly keep?: Keep
  /** Off where results are differentiated numerically: stopping the covariances makes small jumps. */
  readonly steadyState?: boolean
  /** Takes the variance of diffuse states for infinite even where the model has a large number. */
  readonly exactDiffuse?: boolean
}

/** What a run found. The arrays belong to the filter: its next run overwrites them. */
export interface FilterResults {
  /** Log-likelihood of each observation; 0 where missing or burned. */
  readonly llfObs: Float64Array
  readonly forecasts: Float64Array
  /** y − forecast, NaN where missing. */
  readonly forecastsError: Float64Array
  readonly forecastsErrorCov: Float64Array
  /** The part of the variance that is infinite: positive in the first nobsDiffuse periods only. */
  readonly forecastsErrorDiffuseCov: Float64Array
  /** a_t for t = 0 … nobs, one row each. */
  readonly predictedState: Float64Array | null
  /** P_t, for t = 0 … nobs. */
  readonly predictedStateCov: Float64Array | null
  /** The diffuse part of P_t in the diffuse periods. */
  readonly predictedDiffuseStateCov: Float64Array[]
  /** P_t Zᵀ and its diffuse counterpart, one row each. */
  readonly M: Float64Array | null
  readonly MInf: Float64Array | null
  llf: number
  /** The concentrated scale, else 1. */
  scale: number
  nobsDiffuse: number
}

export function allocateResults(model: StateSpace, keep: Keep, exactDiffuse: boolean): FilterResults {
  const m = model.kStates
  const n = model.endog.length
  const series = (): Float64Array => new Float64Array(n)
  const states = keep !== 'forecasts'
  return {
    llfObs: series(),
    forecasts: series(),
    forecastsError: series(),
    forecastsErrorCov: series(),
    forecastsErrorDiffuseCov: series(),
    predictedState: states ? new Float64Array((n + 1) * m) : null,
    predictedStateCov: keep === 'covariances' ? new Float64Array((n + 1) * m * m) : null,
    predictedDiffuseStateCov: [],
    M: states ? new Float64Array(n * m) : null,
    MInf: states && exactDiffuse ? new Float64Array(n * m) : null,
    llf: 0,
    scale: 1,
    nobsDiffuse: 0
  }
}

/**
 * Puts the best scale in: that of the squared standardised errors `scaleObs` of all observations that count (Durbin &
 * Koopman 2012, 2.10.2), less `singular` ones that said nothing.
 */
export function concentrateScale(
  model: StateSpace,
  results: FilterResults,
  scaleObs: Float64Array,
  singular: number
): void {
  const { llfObs, forecastsErrorCov, forecastsErrorDiffuseCov } = results
  const { endog } = model
  let observed = -singular
  let sum = 0
  for (let t = Math.max(model.loglikelihoodBurn, results.nobsDiffuse); t < endog.length; t++) {
    if (!Number.isNaN(endog[t])) observed++
    sum += scaleObs[t]
  }
  const scale = sum / observed
  results.scale = scale
  for (let t = 0; t < endog.length; t++) {
    const counts = !Number.isNaN(endog[t]) && !(forecastsErrorDiffuseCov[t] > toleranceDiffuse)
    llfObs[t] -= 0.5 * ((counts ? Math.log(scale) : 0) + scaleObs[t] / scale)
    forecastsErrorCov[t] *= scale
  }
  for (const kept of [results.predictedStateCov, results.M])
    if (kept) for (let i = 0; i < kept.length; i++) kept[i] *= scale
}
