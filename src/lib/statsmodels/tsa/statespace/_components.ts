/** The parts that a structural model adds up, and their parameters (Harvey 1989, chapter 2). */
import { between, free, ParameterLayout, positive, stationary, type Block } from './parameters'
import type { Sample } from './system'
import type { UnobservedSpecification } from './unobservedSpecification'

/** A component's place among the states: what it adds to the observation, and what disturbs it. */
export interface Component {
  readonly name: string
  readonly states: readonly string[]
  /** Offsets of the states that the observation sums. */
  readonly observed: readonly number[]
  readonly transition: readonly (readonly [number, number, number])[]
  /** Offsets of the states that shocks enter, all of one variance; `term` is its parameter. */
  readonly shocked: readonly number[]
  readonly term: string
}

export const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i)

/** The bounds of a cycle's frequency: those of its period turned over, by the calendar where none are given. */
export function cycleFrequencies(spec: UnobservedSpecification, freq: string | null): [number, number] {
  const years = { A: 1, Q: 4, M: 12 }[freq?.[0] ?? '']
  const [low, high] = spec.cycleBounds ?? (years ? [1.5 * years, 12 * years] : [2, Infinity])
  return [(2 * Math.PI) / high, (2 * Math.PI) / low]
}

/** The components of a model, in the order of their states. */
export function componentsOf(spec: UnobservedSpecification): Component[] {
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

/** Entries that turn two states by an angle. */
export const rotation = (at: number, angle: number, by: number): [number, number, number][] => [
  [at, at, by * Math.cos(angle)],
  [at, at + 1, by * Math.sin(angle)],
  [at + 1, at, -by * Math.sin(angle)],
  [at + 1, at + 1, by * Math.cos(angle)]
]

/** The parameters: variances, then the cycle's, the autoregression's, the regression's. */
export function layoutOf(
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
