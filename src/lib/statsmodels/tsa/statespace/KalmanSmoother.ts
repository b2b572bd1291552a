/**
 * The smoother: the states given all observations, by the recursions of Durbin & Koopman (2012), 4.4 and 4.5.3 (means by
 * way of the disturbances, which needs no stored covariances), 4.4.3 (variances), 5.3 (exact diffuse start).
 */
import { dot } from '$lib/numeric/linalg'
import { toleranceDiffuse, type FilterResults } from './filterResults'
import { KalmanFilter, singularVariance } from './KalmanFilter'
import { multiply, multiplyTransposed, type SparseRows, type StateSpace } from './representation'
import { addOuter, addSymmetric, timesVector, transformBack } from './_smootherCovariance'

export interface SmootherOptions {
  /** The states whose variances are wanted; they take the memory of a covariance for each observation. */
  readonly variancesOf?: readonly number[]
}

export interface SmootherResults {
  /** One row an observation. */
  readonly smoothedState: Float64Array
  /** One row an observation, one column for each element of variancesOf. */
  readonly smoothedStateVariance: Float64Array
  readonly filtered: FilterResults
}

/** Z_t as a dense vector. */
function designAt({ design: { state, weight } }: StateSpace, t: number, z: Float64Array): void {
  z.fill(0)
  const at = weight.length === state.length ? 0 : t * state.length
  for (let j = 0; j < state.length; j++) z[state[j]] += weight[at + j]
}

/** What runs backwards: weighted sums of later errors (r), and with `covariances` their variances (N). */
class Backward {
  readonly r: Float64Array
  readonly rInf: Float64Array
  readonly N: Float64Array | null
  readonly N1: Float64Array | null
  readonly N2: Float64Array | null
  private readonly scratch: Float64Array

  constructor(
    private readonly T: SparseRows,
    private readonly m: number,
    covariances: boolean
  ) {
    const square = (): Float64Array | null => (covariances ? new Float64Array(m * m) : null)
    this.r = new Float64Array(m)
    this.rInf = new Float64Array(m)
    this.scratch = new Float64Array(m)
    this.N = square()
    this.N1 = square()
    this.N2 = square()
  }

  /** From what follows t to what follows the observation at t: by Tᵀ. */
  throughTime(): void {
    for (const r of [this.r, this.rInf]) {
      this.scratch.set(r)
      multiplyTransposed(this.T, this.scratch, r)
    }
    for (const N of [this.N, this.N1, this.N2]) if (N) transformBack(this.T, N, this.m)
  }

  /** Past an observation with error v, variance F and M = P Zᵀ. */
  observe(z: Float64Array, v: number, F: number, M: Float64Array): void {
    const K = M.map((value) => value / F)
    const weight = v / F - dot(K, this.r)
    for (let i = 0; i < z.length; i++) this.r[i] += z[i] * weight
    if (!this.N) return
    if (this.N1) addOuter(this.N1, -1, timesVector(this.N1, K), z)
    const u = timesVector(this.N, K)
    addSymmetric(this.N, -1, z, u)
    addOuter(this.N, dot(K, u) + 1 / F, z, z)
  }

  /** Past one whose variance is infinite. */
  observeDiffuse(
    z: Float64Array,
    v: number,
    F: number,
    FInf: number,
    M: Float64Array,
    MInf: Float64Array
  ): void {
    const { r, rInf, N, N1, N2 } = this
    const K0 = MInf.map((value) => value / FInf)
    const K1 = M.map((value, i) => (value - K0[i] * F) / FInf)
    const weight = v / FInf - dot(K0, rInf) - dot(K1, r)
    const finite = dot(K0, r)
    for (let i = 0; i < z.length; i++) {
      rInf[i] += z[i] * weight
      r[i] -= z[i] * finite
    }
    if (!N || !N1 || !N2) return
    const [n0, n1] = [timesVector(N, K0), timesVector(N, K1)]
    const [right, left, crossed] = [timesVector(N1, K0), timesVector(N1, K0, true), timesVector(N1, K1)]
    const second = timesVector(N2, K0)
    addSymmetric(N2, -1, z, second)
    addSymmetric(N2, -1, z, crossed)
    addOuter(N2, dot(K0, second) + 2 * dot(K0, crossed) + dot(K1, n1) - F / (FInf * FInf), z, z)
    addOuter(N1, -1, z, left)
    addOuter(N1, -1, right, z)
    addOuter(N1, -1, z, n1)
    addOuter(N1, dot(K0, right) + dot(K1, n0) + 1 / FInf, z, z)
    addSymmetric(N, -1, z, n0)
    addOuter(N, dot(K0, n0), z, z)
  }

  /** The smoothed variance of state i, from its row of P_t and, in a diffuse period, of its diffuse part. */
  variance(p: number, row: Float64Array, rowInf: Float64Array | null): number {
    let out = p - dot(row, timesVector(this.N!, row))
    if (rowInf)
      out -= 2 * dot(rowInf, timesVector(this.N1!, row)) + dot(rowInf, timesVector(this.N2!, rowInf))
    return out
  }
}

/** Filters and smooths. The states' means need n × states numbers, variances n × states². */
export function kalmanSmoother(
  model: StateSpace,
  { variancesOf = [] }: SmootherOptions = {}
): SmootherResults {
  const { kStates: m, endog, transition, shocks } = model
  const n = endog.length
  const wanted = variancesOf.length
  const filter = new KalmanFilter(model, { keep: wanted ? 'covariances' : 'states' })
  const filtered = filter.run()
  const { forecastsError, forecastsErrorCov, forecastsErrorDiffuseCov, nobsDiffuse, scale } = filtered
  const { predictedState, predictedStateCov, predictedDiffuseStateCov } = filtered
  const row = (values: Float64Array, t: number): Float64Array => values.subarray(t * m, (t + 1) * m)
  const back = new Backward(transition, m, wanted > 0)
  const disturbances = new Float64Array(n * shocks.length)
  const variances = new Float64Array(n * wanted)
  const z = new Float64Array(m)
  for (let t = n - 1; t >= 0; t--) {
    shocks.forEach(({ state, loading, variance }, k) => {
      let sum = 0
      for (let i = 0; i < state.length; i++) sum += loading[i] * back.r[state[i]]
      disturbances[t * shocks.length + k] = variance * scale * sum
    })
    back.throughTime()
    const F = forecastsErrorCov[t]
    const FInf = t < nobsDiffuse ? forecastsErrorDiffuseCov[t] : 0
    if (!Number.isNaN(endog[t])) {
      designAt(model, t, z)
      const [v, M] = [forecastsError[t], row(filtered.M!, t)]
      if (FInf > toleranceDiffuse) back.observeDiffuse(z, v, F, FInf, M, row(filtered.MInf!, t))
      else if (F >= singularVariance * scale) back.observe(z, v, F, M)
    }
    variancesOf.forEach((i, k) => {
      const P = row(predictedStateCov!, t * m + i)
      const PInf = t < nobsDiffuse ? row(predictedDiffuseStateCov[t], i) : null
      variances[t * wanted + k] = back.variance(P[i], P, PInf)
    })
  }

  const smoothed = new Float64Array(n * m)
  const state = new Float64Array(m)
  const before = row(predictedState!, 0).slice()
  const { cov, diffuse, diffuseVariance } = model.initialization
  for (let i = 0; i < m; i++) {
    before[i] += scale * dot(cov.subarray(i * m, (i + 1) * m), back.r)
    if (diffuse[i])
      before[i] += diffuseVariance === Infinity ? back.rInf[i] : scale * diffuseVariance * back.r[i]
  }
  for (let t = 0; t < n; t++) {
    smoothed.set(before, t * m)
    multiply(transition, before, state)
    if (model.stateIntercept) state[model.stateIntercept.state] += model.stateIntercept.value[t]
    shocks.forEach((shock, k) => {
      const disturbance = disturbances[t * shocks.length + k]
      shock.state.forEach((at, i) => (state[at] += shock.loading[i] * disturbance))
    })
    before.set(state)
  }
  return { smoothedState: smoothed, smoothedStateVariance: variances, filtered }
}
