/**
 * The state space form of structural models (Harvey 1989, chapter 2; Durbin & Koopman 2012, 3.2): the observation is a
 * sum of components, each with states of its own. States and parameters are in statsmodels' order.
 */
import type { FitWarning } from '$lib/estimator/progress'
import { matvec } from '$lib/numeric/linalg'
import { laggedCovariance } from './initialization'
import type { ParameterLayout } from './parameters'
import { entryAt, sparseRows, type Shock, type StateSpace } from './representation'
import type { Sample, System } from './system'
import type { UnobservedSpecification } from './unobservedSpecification'
import { componentsOf, layoutOf, rotation, upTo } from './_components'
import { unobservedStartParams } from './_unobservedStart'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

export class UnobservedSystem implements System {
  readonly layout: ParameterLayout
  readonly stateNames: readonly string[]
  /** Each component's states: which of them the observation sums, and which the component shows. */
  readonly places: readonly { name: string; states: readonly number[] }[]
  private readonly model: Mutable<StateSpace>
  private readonly shocksOf: readonly { term: string; shocks: readonly Shock[] }[]
  private readonly cycleSlots: readonly number[]
  private readonly arSlots: readonly number[]
  private readonly arFirst: number

  constructor(
    readonly spec: UnobservedSpecification,
    readonly sample: Sample
  ) {
    const components = componentsOf(spec)
    const kBeta = spec.mleRegression ? 0 : sample.exogNames.length
    const first = new Map<string, number>()
    let m = 0
    for (const { name, states } of components) {
      first.set(name, m)
      m += states.length
    }
    const kComponents = m
    m += kBeta
    const unused = m === 0
    if (unused) m = 1
    const betas = upTo(kBeta).map((i) => `beta.${sample.exogNames[i]}`)
    this.stateNames = unused ? ['dummy'] : [...components.flatMap(({ states }) => states), ...betas]
    this.layout = layoutOf(spec, components, sample)
    const at = (name: string): number => first.get(name) ?? 0

    const transition = sparseRows(m, [
      ...components.flatMap(({ name, transition }) =>
        transition.map(([i, j, value]) => [at(name) + i, at(name) + j, value] as const)
      ),
      ...upTo(kBeta).map((i) => [kComponents + i, kComponents + i, 1] as const)
    ])
    const cycle = at('cycle')
    this.cycleSlots = spec.cycle ? rotation(cycle, 0, 1).map(([i, j]) => entryAt(transition, i, j)) : []
    this.arFirst = at('autoregressive')
    this.arSlots = upTo(spec.autoregressive).map((j) => entryAt(transition, this.arFirst, this.arFirst + j))
    this.shocksOf = components.map(({ name, shocked, term }) => ({
      term,
      shocks: shocked.map((i) => ({
        state: Int32Array.of(at(name) + i),
        loading: Float64Array.of(1),
        variance: 1
      }))
    }))
    this.places = components.map(({ name, observed }) => ({
      name,
      states: (name === 'trend' ? [0] : observed).map((i) => at(name) + i)
    }))
    const isAr = (i: number): boolean => i >= this.arFirst && i < this.arFirst + spec.autoregressive
    const nobs = sample.endog.length
    this.model = {
      kStates: m,
      endog: sample.endog,
      design: designOf(
        components.flatMap(({ name, observed }) => observed.map((i) => at(name) + i)),
        upTo(kBeta).map((i) => kComponents + i),
        sample
      ),
      obsIntercept: spec.mleRegression && sample.exog ? new Float64Array(nobs) : null,
      obsCov: 0,
      transition,
      stateIntercept: null,
      shocks: this.shocksOf.flatMap(({ shocks }) => shocks),
      initialization: {
        mean: new Float64Array(m),
        cov: new Float64Array(m * m),
        diffuse: Uint8Array.from({ length: m }, (_, i) => Number(!unused && !isAr(i))),
        diffuseVariance: spec.exactDiffuse ? Infinity : 1e6
      },
      loglikelihoodBurn: spec.exactDiffuse || unused ? 0 : m - spec.autoregressive,
      concentrateScale: false
    }
  }

  startParams(_warn: (warning: FitWarning) => void): Float64Array {
    return unobservedStartParams(this.spec, this.layout, this.sample)
  }

  update(params: Float64Array): StateSpace {
    const { spec, model, sample } = this
    const pick = (term: string): Float64Array => this.layout.pick(params, term)
    const { value } = model.transition
    model.obsCov = pick('irregular_var')[0] ?? 0
    for (const { term, shocks } of this.shocksOf) for (const shock of shocks) shock.variance = pick(term)[0]
    if (spec.cycle) {
      const damping = pick('cycle_damp')[0] ?? 1
      rotation(0, pick('cycle_freq')[0], damping).forEach(
        ([, , entry], i) => (value[this.cycleSlots[i]] = entry)
      )
    }
    const phi = pick('ar_coeff')
    phi.forEach((coefficient, j) => (value[this.arSlots[j]] = coefficient))
    if (phi.length > 0) this.setStationary(phi, pick('ar_var')[0])
    if (model.obsIntercept) model.obsIntercept.set(matvec(sample.exog!, pick('reg_coeff')))
    return model
  }

  private setStationary(phi: Float64Array, variance: number): void {
    const p = phi.length
    const { cov } = this.model.initialization
    const m = this.model.kStates
    const block = laggedCovariance(phi, p)
    for (let i = 0; i < p; i++)
      for (let k = 0; k < p; k++) cov[(this.arFirst + i) * m + this.arFirst + k] = variance * block[i * p + k]
  }
}

/** Z: ones for what is summed, the regressors for their coefficients. */
function designOf(
  summed: readonly number[],
  betas: readonly number[],
  { exog, endog }: Sample
): StateSpace['design'] {
  const k = betas.length
  if (!exog || k === 0)
    return { state: Int32Array.from(summed), weight: new Float64Array(summed.length).fill(1) }
  const width = summed.length + k
  const weight = new Float64Array(endog.length * width).fill(1)
  for (let t = 0; t < endog.length; t++)
    weight.set(exog.data.subarray(t * k, (t + 1) * k), t * width + summed.length)
  return { state: Int32Array.from([...summed, ...betas]), weight }
}
