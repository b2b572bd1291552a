/**
 * The state space form of structural models (Harvey 1989, chapter 2; Durbin & Koopman 2012, 3.2): the observation is a
 * sum of components, each with states of its own. States and parameters are in statsmodels' order.
 */
import { matvec } from '$lib/numeric/linalg'
import type { FitWarning } from '../../base'
import { laggedCovariance } from './initialization'
import { between, free, ParameterLayout, positive, stationary, type Block } from './parameters'
import { entryAt, sparseRows, type Shock, type StateSpace } from './representation'
import type { Sample, System } from './system'
import type { UnobservedSpecification } from './unobservedSpecification'
import { unobservedStartParams } from './_unobservedStart'

/** A component's place among the states: what it adds to the observation, and what disturbs it. */
interface Component {
  readonly name: string
  readonly states: readonly string[]
  /** Offsets of the states that the observation sums. */
  readonly observed: readonly number[]
  readonly transition: readonly (readonly [number, number, number])[]
  /** Offsets of the states that shocks enter, all of one variance; `term` is its parameter. */
  readonly shocked: readonly number[]
  readonly term: string
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i)

/** The bounds of a cycle's frequency: those of its period turned over, by the calendar where none are given. */
export function cycleFrequencies(spec: UnobservedSpecification, freq: string | null): [number, number] {
  const years = { A: 1, Q: 4, M: 12 }[freq?.[0] ?? '']
  const [low, high] = spec.cycleBounds ?? (years ? [1.5 * years, 12 * years] : [2, Infinity])
  return [(2 * Math.PI) / high, (2 * Math.PI) / low]
}

function componentsOf(spec: UnobservedSpecification): Component[] {
  const out: Component[] = []
  const { seasonal: s, autoregressive: p } = spec
  if (spec.level)
    out.push({
      name: 'level',
      states: ['level'],
      observed: [0],
      transition: [[0, 0, 1], ...(spec.trend ? [[0, 1, 1] as const] : [])],
      shocked: spec.stochasticLevel ? [0] : [],
      term: 'level_var'
    })
  if (spec.trend)
    out.push({
      name: 'trend',
      states: ['trend'],
      observed: [],
      transition: [[0, 0, 1]],
      shocked: spec.stochasticTrend ? [0] : [],
      term: 'trend_var'
    })
  if (s > 0)
    out.push({
      name: 'seasonal',
      states: upTo(s - 1).map((i) => (i ? `seasonal.L${i}` : 'seasonal')),
      observed: [0],
      transition: [
        ...upTo(s - 1).map((j) => [0, j, -1] as const),
        ...upTo(s - 2).map((i) => [i + 1, i, 1] as const)
      ],
      shocked: spec.stochasticSeasonal ? [0] : [],
      term: 'seasonal_var'
    })
  spec.freqSeasonal.forEach(({ period, harmonics, stochastic }, index) => {
    const before = spec.freqSeasonal.slice(0, index).reduce((sum, other) => sum + 2 * other.harmonics, 0)
    out.push({
      name: `freq_seasonal_${index}`,
      states: upTo(2 * harmonics).map((i) => `freq_seasonal.${before + i}`),
      observed: upTo(harmonics).map((i) => 2 * i),
      transition: upTo(harmonics).flatMap((i) => rotation(2 * i, (2 * Math.PI * (i + 1)) / period, 1)),
      shocked: stochastic ? upTo(2 * harmonics) : [],
      term: `freq_seasonal_var_${index}`
    })
  })
  if (spec.cycle)
    out.push({
      name: 'cycle',
      states: ['cycle', 'cycle.auxilliary'],
      observed: [0],
      transition: rotation(0, 1, 1),
      shocked: spec.stochasticCycle ? [0, 1] : [],
      term: 'cycle_var'
    })
  if (p > 0)
    out.push({
      name: 'autoregressive',
      states: upTo(p).map((i) => `ar.L${i + 1}`),
      observed: [0],
      transition: [
        ...upTo(p).map((j) => [0, j, 0] as const),
        ...upTo(p - 1).map((i) => [i + 1, i, 1] as const)
      ],
      shocked: [0],
      term: 'ar_var'
    })
  return out
}

const rotation = (at: number, angle: number, by: number): [number, number, number][] => [
  [at, at, by * Math.cos(angle)],
  [at, at + 1, by * Math.sin(angle)],
  [at + 1, at, -by * Math.sin(angle)],
  [at + 1, at + 1, by * Math.cos(angle)]
]

function layoutOf(
  spec: UnobservedSpecification,
  components: readonly Component[],
  sample: Sample
): ParameterLayout {
  const names: Record<string, string> = {
    level_var: 'sigma2.level',
    trend_var: 'sigma2.trend',
    seasonal_var: 'sigma2.seasonal',
    cycle_var: 'sigma2.cycle',
    ar_var: 'sigma2.ar'
  }
  spec.freqSeasonal.forEach(({ period, harmonics }, i) => {
    names[`freq_seasonal_var_${i}`] = `sigma2.freq_seasonal_${period}(${harmonics})`
  })
  const blocks: Block[] = [
    { term: 'irregular_var', names: spec.irregular ? ['sigma2.irregular'] : [], constraint: positive },
    ...components
      .filter(({ shocked }) => shocked.length > 0)
      .map(({ term }) => ({ term, names: [names[term]], constraint: positive })),
    {
      term: 'cycle_freq',
      names: spec.cycle ? ['frequency.cycle'] : [],
      constraint: between(...cycleFrequencies(spec, sample.freq))
    },
    {
      term: 'cycle_damp',
      names: spec.cycle && spec.dampedCycle ? ['damping.cycle'] : [],
      constraint: between(0, 1)
    },
    {
      term: 'ar_coeff',
      names: upTo(spec.autoregressive).map((i) => `ar.L${i + 1}`),
      constraint: stationary
    },
    {
      term: 'reg_coeff',
      names: spec.mleRegression ? sample.exogNames.map((name) => `beta.${name}`) : [],
      constraint: free
    }
  ]
  return new ParameterLayout(blocks)
}

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
