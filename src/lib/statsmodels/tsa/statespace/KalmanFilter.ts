/**
 * The Kalman filter for one series: univariate updates, exact diffuse start, missing observations, steady state.
 * Source: Durbin & Koopman (2012), sections 4.3 (recursions), 5.2 and 6.4 (exact initial filter, one element at a time),
 * 4.10 (missing values); steady state, thresholds and the treatment of singular variances as in statsmodels'
 * `_kalman_filter`.
 */
import { predictCov, rankTwo, selectedStateCov, type Movement } from './_covariance'
import {
  allocateResults,
  concentrateScale,
  toleranceDiffuse,
  type FilterOptions,
  type FilterResults
} from './filterResults'
import { multiply, type StateSpace } from './representation'

/** An observation whose forecast error has less variance than this says nothing, and is passed over. */
export const singularVariance = 1e-12
/** The filter is steady when the squares of the covariance's change add up to less. */
const tolerance = 1e-19
/** With intercepts that vary statsmodels never stops its covariances; ours do where nothing but rounding moves them. */
const strictTolerance = 1e-27

export class KalmanFilter {
  readonly results: FilterResults
  private readonly a: Float64Array
  private readonly filtered: Float64Array
  private readonly P: Float64Array
  private readonly W: Float64Array
  private readonly Q: Float64Array
  private readonly M: Float64Array
  /**
   * M from the second step after convergence on: that of the step before it, as is F from the first. Nothing but
   * statsmodels' way to tread in place, but it moves a log-likelihood in the eighth digit.
   */
  private readonly steadyM: Float64Array
  private readonly PInf: Float64Array | null
  private readonly MInf: Float64Array
  private readonly scaleObs: Float64Array
  private readonly movement: Movement = { change: 0, norm: 0 }
  private readonly steadyState: boolean
  private t = 0
  /** The variance of the forecast error. */
  private F = 0
  private converged = false
  private singular = 0

  constructor(
    private readonly model: StateSpace,
    { keep = 'forecasts', steadyState = true, exactDiffuse = false }: FilterOptions = {}
  ) {
    const { kStates: m, initialization } = model
    const exact =
      (exactDiffuse || initialization.diffuseVariance === Infinity) && initialization.diffuse.includes(1)
    const state = (): Float64Array => new Float64Array(m)
    this.results = allocateResults(model, keep, exact)
    this.scaleObs = new Float64Array(model.endog.length)
    this.a = state()
    this.filtered = state()
    this.M = state()
    this.steadyM = state()
    this.MInf = state()
    this.P = new Float64Array(m * m)
    this.W = new Float64Array(m * m)
    this.Q = new Float64Array(m * m)
    this.PInf = exact ? new Float64Array(m * m) : null
    const { design } = model
    this.steadyState = steadyState && design.weight.length === design.state.length
  }

  /** Runs over all observations with the model's matrices as they are now. */
  run(): FilterResults {
    this.begin()
    this.advance(this.model.endog.length)
    return this.finish()
  }

  /** The same, in parts short enough that the event loop can run between them. */
  async runPaced(pace: () => Promise<void> | undefined): Promise<FilterResults> {
    this.begin()
    const { endog, kStates } = this.model
    const part = Math.max(1, Math.floor(5e6 / kStates ** 2))
    for (let until = part; ; until += part) {
      this.advance(Math.min(until, endog.length))
      if (until >= endog.length) return this.finish()
      const due = pace()
      if (due) await due
    }
  }

  /** P after the last observation of the last run, not yet multiplied by a concentrated scale. */
  lastPredictedCov(): Float64Array {
    return this.P.slice()
  }

  private begin(): void {
    const { model, results } = this
    const { initialization, kStates } = model
    this.a.set(initialization.mean)
    this.P.set(initialization.cov)
    this.PInf?.fill(0)
    initialization.diffuse.forEach((diffuse, i) => {
      if (!diffuse) return
      if (this.PInf) this.PInf[i * kStates + i] = 1
      else this.P[i * kStates + i] = initialization.diffuseVariance
    })
    selectedStateCov(model.shocks, kStates, this.Q)
    this.scaleObs.fill(0)
    results.forecastsErrorDiffuseCov.fill(0)
    results.nobsDiffuse = 0
    results.predictedDiffuseStateCov.length = 0
    results.scale = 1
    this.t = 0
    this.singular = 0
    this.converged = false
  }

  /** Filters up to observation `until`, that one excluded. */
  private advance(until: number): void {
    const { model, results, a, M } = this
    const { stateIntercept, transition, endog } = model
    for (; this.t < until; this.t++) {
      const t = this.t
      const missing = Number.isNaN(endog[t])
      if (missing) this.converged = false
      const diffuse = this.isDiffuse(t)
      if (!this.converged) this.F = this.observe(t)
      this.record(t)
      const f = missing ? 0 : diffuse ? this.updateDiffuse(t) : this.update(t)
      if (f !== 0) {
        const step = f * results.forecastsError[t]
        for (let i = 0; i < a.length; i++) a[i] += M[i] * step
      }
      this.filtered.set(a)
      multiply(transition, this.filtered, a)
      if (stateIntercept) a[stateIntercept.state] += stateIntercept.value[t]
      if (!this.converged) this.predictCovariance(t, f, diffuse)
      else M.set(this.steadyM)
    }
  }

  /** The reciprocal of F where the observation tells something, else 0. */
  private update(t: number): number {
    if (this.F < singularVariance) {
      this.singular++
      return 0
    }
    this.likelihood(t)
    return 1 / this.F
  }

  private predictCovariance(t: number, f: number, diffuse: boolean): void {
    const { model, results, P, W, movement } = this
    const { endog, transition } = model
    predictCov(transition, P, this.M, f, this.Q, W, movement)
    if (diffuse) predictCov(transition, this.PInf!, this.MInf, 0, null, W, { change: 0, norm: 0 })
    const invariant = model.obsIntercept === null && model.stateIntercept === null
    const bound = invariant ? tolerance : Math.min(tolerance, strictTolerance * movement.norm)
    const settled = t > results.nobsDiffuse && !Number.isNaN(endog[t]) && !Number.isNaN(endog[t - 1])
    if (this.steadyState && settled && movement.change < bound) {
      this.converged = true
      this.steadyM.set(this.M)
      this.timesDesign(P, t + 1, this.M)
    }
  }

  /** Is period t one in which some state's variance is still infinite? */
  private isDiffuse(t: number): boolean {
    const { PInf, results } = this
    if (PInf === null || t !== results.nobsDiffuse) return false
    let sum = 0
    for (const p of PInf) sum += p * p
    if (sum <= toleranceDiffuse) return false
    results.nobsDiffuse++
    if (results.predictedStateCov) results.predictedDiffuseStateCov.push(PInf.slice())
    return true
  }

  /** out = P Z_tᵀ; gives Z_t P Z_tᵀ. */
  private timesDesign(P: Float64Array, t: number, out: Float64Array): number {
    const { state, weight } = this.model.design
    const k = state.length
    const m = out.length
    const w = weight.length === k ? 0 : t * k
    out.fill(0)
    for (let j = 0; j < k; j++) {
      const row = state[j] * m
      const by = weight[w + j]
      if (by !== 0) for (let i = 0; i < m; i++) out[i] += by * P[row + i]
    }
    let sum = 0
    for (let j = 0; j < k; j++) sum += weight[w + j] * out[state[j]]
    return sum
  }

  /** M = P Zᵀ; gives F, the variance of the forecast error. */
  private observe(t: number): number {
    return this.model.obsCov + this.timesDesign(this.P, t, this.M)
  }

  private record(t: number): void {
    const { model, results, a } = this
    const { state, weight } = model.design
    const w = weight.length === state.length ? 0 : t * state.length
    let forecast = model.obsIntercept ? model.obsIntercept[t] : 0
    for (let j = 0; j < state.length; j++) forecast += weight[w + j] * a[state[j]]
    results.forecasts[t] = forecast
    results.forecastsError[t] = model.endog[t] - forecast
    results.forecastsErrorCov[t] = this.F
    results.llfObs[t] = 0
    this.keepState(t)
    results.M?.set(this.M, t * a.length)
  }

  private keepState(t: number): void {
    this.results.predictedState?.set(this.a, t * this.a.length)
    this.results.predictedStateCov?.set(this.P, t * this.P.length)
  }

  private likelihood(t: number): void {
    const { F } = this
    const v = this.results.forecastsError[t]
    const square = (v * v) / F
    this.scaleObs[t] = square
    const counted = this.model.concentrateScale ? 0 : square
    this.results.llfObs[t] = -0.5 * (Math.log(2 * Math.PI * F) + counted)
  }

  /** The same in a diffuse period; 0 also where all was done here. */
  private updateDiffuse(t: number): number {
    const { results, a, F, M, MInf, P } = this
    const FInf = this.timesDesign(this.PInf!, t, MInf)
    results.forecastsErrorDiffuseCov[t] = FInf
    results.MInf?.set(MInf, t * a.length)
    if (FInf <= toleranceDiffuse) {
      if (F <= toleranceDiffuse) return 0
      this.likelihood(t)
      return 1 / F
    }
    results.llfObs[t] = -0.5 * Math.log(2 * Math.PI * FInf)
    const step = results.forecastsError[t] / FInf
    for (let i = 0; i < a.length; i++) a[i] += MInf[i] * step
    rankTwo(P, -1 / FInf, M, MInf)
    rankTwo(P, Math.max(F, 0) / (2 * FInf * FInf), MInf, MInf)
    rankTwo(this.PInf!, -1 / (2 * FInf), MInf, MInf)
    return 0
  }

  /** Puts the concentrated scale in, clears the burned observations and adds up. */
  private finish(): FilterResults {
    const { model, results } = this
    const { llfObs } = results
    this.keepState(llfObs.length)
    if (model.concentrateScale) concentrateScale(model, results, this.scaleObs, this.singular)
    llfObs.fill(0, 0, Math.min(model.loglikelihoodBurn, llfObs.length))
    results.llf = llfObs.reduce((sum, value) => sum + value, 0)
    return results
  }
}
