/**
 * The state space form of SARIMAX: Harvey's (Durbin & Koopman 2012, 3.4), or Hamilton's (Time Series Analysis, 1994,
 * 13.1), with differencing and, if wanted, the regression inside the state. States: differences, seasonal differences,
 * ARMA, regression coefficients, as in statsmodels.
 */
import type { FitWarning } from '$lib/estimator/progress'
import { matvec } from '$lib/numeric/linalg'
import { matrix } from '$lib/numeric/matrix'
import { harveyCovariance, harveyMean, laggedCovariance } from './initialization'
import { free, invertible, ParameterLayout, positive, stationary } from './parameters'
import { entryAt, sparseRows, type Shock, type StateSpace } from './representation'
import { designOf, polynomialLags, transitionEntries } from './_sarimaxMatrices'
import { sarimaxStartParams } from './_sarimaxStart'
import { namesOfTrend, type SarimaxSpecification } from './sarimaxSpecification'
import type { Sample, System } from './system'
import { diff, diffColumns, polymul, trendData } from './tools'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

const place = (lags: readonly number[], values: Float64Array, sign: 1 | -1, unit: number): Float64Array => {
  const out = new Float64Array((lags.at(-1) ?? 0) * unit + 1)
  out[0] = 1
  lags.forEach((lag, i) => (out[lag * unit] = sign * values[i]))
  return out
}

export class SarimaxSystem implements System {
  readonly layout: ParameterLayout
  readonly stateNames: readonly string[]
  readonly sample: Sample
  private readonly trend: ReturnType<typeof trendData>
  private readonly model: Mutable<StateSpace>
  private readonly arSlots: readonly { lag: number; slot: number }[]
  private readonly armaShock: Shock | null
  private readonly exogShocks: readonly Shock[]
  /** The state at which the ARMA part begins. */
  private readonly first: number

  constructor(
    readonly spec: SarimaxSpecification,
    sample: Sample
  ) {
    const d = spec.simpleDifferencing ? spec : { ...spec, kDiff: 0, kSeasonalDiff: 0 }
    const exog = sample.exog && spec.simpleDifferencing ? diffColumns(sample.exog, d) : sample.exog
    this.sample = { ...sample, endog: diff(sample.endog, d), exog }
    const nobs = this.sample.endog.length
    this.trend = trendData(spec.trend, nobs, spec.trendOffset + sample.offset)
    this.layout = layoutOf(spec, sample.exogNames)
    this.first = spec.kStatesDiff
    const { kOrder, kStates, kExog, first } = { ...spec, first: this.first }
    const betas = spec.stateRegression ? sample.exogNames.map((name) => `beta.${name}`) : []
    this.stateNames = [...Array.from({ length: first + kOrder }, (_, i) => `state.${i}`), ...betas]

    const arLags = polynomialLags(spec.arLags, spec.seasonalArLags, spec.seasonalPeriods)
    const maLags = polynomialLags(spec.maLags, spec.seasonalMaLags, spec.seasonalPeriods)
    const at = (lag: number): [number, number] =>
      spec.hamilton ? [first, first + lag - 1] : [first + lag - 1, first]
    const transition = sparseRows(kStates, [
      ...transitionEntries(spec),
      ...arLags.map((lag) => [...at(lag), 0] as const)
    ])
    this.arSlots = arLags.map((lag) => ({ lag, slot: entryAt(transition, ...at(lag)) }))
    const loaded = spec.hamilton ? [0] : [0, ...maLags]
    this.armaShock =
      kOrder > 0
        ? {
            state: Int32Array.from(loaded, (lag) => first + lag),
            loading: new Float64Array(loaded.length).fill(1),
            variance: 1
          }
        : null
    this.exogShocks =
      spec.stateRegression && spec.timeVaryingRegression
        ? Array.from({ length: kExog }, (_, i) => ({
            state: Int32Array.of(first + kOrder + i),
            loading: Float64Array.of(1),
            variance: 1
          }))
        : []
    const varies = spec.kTrend > 0
    this.model = {
      kStates,
      endog: this.sample.endog,
      design: designOf(spec, spec.hamilton ? maLags : [], this.sample.exog, nobs),
      obsIntercept: spec.mleRegression || (varies && spec.hamilton) ? new Float64Array(nobs) : null,
      obsCov: 0,
      transition,
      stateIntercept: varies && !spec.hamilton ? { state: first, value: new Float64Array(nobs) } : null,
      shocks: [...(this.armaShock ? [this.armaShock] : []), ...this.exogShocks],
      initialization: {
        mean: new Float64Array(kStates),
        cov: new Float64Array(kStates * kStates),
        diffuse: this.diffuseStates(),
        diffuseVariance: spec.exactDiffuse ? Infinity : spec.stateRegression ? 1e10 : 1e6
      },
      loglikelihoodBurn: spec.exactDiffuse ? 0 : kStates - (spec.enforceStationarity ? kOrder : 0),
      concentrateScale: spec.concentrateScale
    }
  }

  /** Entries of T: what a step of the filter costs. */
  get entries(): number {
    return this.model.transition.value.length
  }

  startParams(warn: (warning: FitWarning) => void): Float64Array {
    return sarimaxStartParams(this.spec, this.sample, this.trend, warn)
  }

  update(params: Float64Array): StateSpace {
    const { spec, layout, model } = this
    const pick = (term: string): Float64Array => layout.pick(params, term)
    const s = spec.seasonalPeriods
    const ar = polymul(
      place(spec.arLags, pick('ar'), -1, 1),
      place(spec.seasonalArLags, pick('seasonal_ar'), -1, s)
    )
    const ma = polymul(
      place(spec.maLags, pick('ma'), 1, 1),
      place(spec.seasonalMaLags, pick('seasonal_ma'), 1, s)
    )
    const phi = new Float64Array(Math.max(spec.kOrder, ar.length - 1))
    for (let lag = 1; lag < ar.length; lag++) phi[lag - 1] = -ar[lag]
    const theta = new Float64Array(Math.max(spec.kOrder, ma.length))
    theta.set(ma)

    for (const { lag, slot } of this.arSlots) model.transition.value[slot] = phi[lag - 1]
    this.setMovingAverage(theta)
    this.setIntercepts(pick('exog'), pick('trend'), ar)
    model.obsCov = pick('measurement_variance')[0] ?? 0
    if (this.armaShock) this.armaShock.variance = spec.concentrateScale ? 1 : pick('variance')[0]
    pick('exog_variance').forEach((variance, i) => (this.exogShocks[i].variance = variance))
    if (spec.enforceStationarity && spec.kOrder > 0) this.setStationary(phi, theta)
    return model
  }

  private setMovingAverage(theta: Float64Array): void {
    const { spec, model, first, armaShock } = this
    if (!armaShock) return
    if (!spec.hamilton) armaShock.state.forEach((state, i) => (armaShock.loading[i] = theta[state - first]))
    else {
      const { state, weight } = model.design
      for (let at = 0; at < weight.length; at++) {
        const lag = state[at % state.length] - first
        if (lag > 0 && lag < spec.kOrder) weight[at] = theta[lag]
      }
    }
  }

  /** Regression enters the observation; the trend enters the first ARMA state, or in Hamilton's form the mean. */
  private setIntercepts(beta: Float64Array, trend: Float64Array, ar: Float64Array): void {
    const { spec, model, sample } = this
    if (spec.mleRegression) model.obsIntercept!.set(matvec(sample.exog!, beta))
    if (spec.kTrend === 0) return
    const values = matvec(this.trend, trend)
    if (!spec.hamilton) return model.stateIntercept!.value.set(values)
    const atOne = ar.reduce((sum, value) => sum + value, 0)
    values.forEach((value, t) => {
      model.obsIntercept![t] = (spec.mleRegression ? model.obsIntercept![t] : 0) + value / atOne
    })
  }

  private setStationary(phi: Float64Array, theta: Float64Array): void {
    const { spec, model, first } = this
    const { kOrder: r, kStates: m } = spec
    const { cov, mean } = model.initialization
    const variance = this.armaShock!.variance
    const block = spec.hamilton ? laggedCovariance(phi, r) : harveyCovariance(phi, theta)
    for (let i = 0; i < r; i++)
      for (let k = 0; k < r; k++) cov[(first + i) * m + first + k] = variance * block[i * r + k]
    if (!model.stateIntercept) return
    const intercept = model.stateIntercept.value[0]
    // statsmodels takes an intercept this small for none.
    mean.set(Math.abs(intercept) > 1e-9 ? harveyMean(phi, intercept) : new Float64Array(r), first)
  }

  /** Differences and regression coefficients start diffuse; so does all else where nothing makes it stationary. */
  private diffuseStates(): Uint8Array {
    const { first, spec } = this
    const isArma = (i: number): boolean => i >= first && i < first + spec.kOrder
    return Uint8Array.from({ length: spec.kStates }, (_, i) =>
      Number(!(spec.enforceStationarity && isArma(i)))
    )
  }
}

function layoutOf(spec: SarimaxSpecification, exogNames: readonly string[]): ParameterLayout {
  const roots = (enforced: boolean, constraint: typeof stationary): typeof stationary =>
    enforced ? constraint : free
  const named = (prefix: string, lags: readonly number[], unit = 1): string[] =>
    lags.map((lag) => `${prefix}${lag * unit}`)
  const s = spec.seasonalPeriods
  const variance = spec.concentrateScale ? 'snr' : 'var'
  const varying = spec.stateRegression && spec.timeVaryingRegression
  return new ParameterLayout([
    { term: 'trend', names: namesOfTrend(spec.trend), constraint: free },
    { term: 'exog', names: spec.mleRegression ? exogNames : [], constraint: free },
    {
      term: 'ar',
      names: named('ar.L', spec.arLags),
      constraint: roots(spec.enforceStationarity, stationary)
    },
    {
      term: 'ma',
      names: named('ma.L', spec.maLags),
      constraint: roots(spec.enforceInvertibility, invertible)
    },
    {
      term: 'seasonal_ar',
      names: named('ar.S.L', spec.seasonalArLags, s),
      constraint: roots(spec.enforceStationarity, stationary)
    },
    {
      term: 'seasonal_ma',
      names: named('ma.S.L', spec.seasonalMaLags, s),
      constraint: roots(spec.enforceInvertibility, invertible)
    },
    {
      term: 'exog_variance',
      names: varying ? exogNames.map((name) => `${variance}.${name}`) : [],
      constraint: positive
    },
    {
      term: 'measurement_variance',
      names: spec.measurementError ? [`${variance}.measurement_error`] : [],
      constraint: positive
    },
    {
      term: 'variance',
      names: spec.kOrder > 0 && !spec.concentrateScale ? ['sigma2'] : [],
      constraint: positive
    }
  ])
}

/** A sample without observations, for what can be told from the orders alone. */
export const emptySample = (kExog: number): Sample => ({
  endog: new Float64Array(0),
  exog: kExog ? matrix(0, kExog) : null,
  exogNames: Array.from({ length: kExog }, (_, i) => `x${i + 1}`),
  freq: null,
  offset: 0
})
