/** The parameters of least squared one-step errors: a search over a grid, then least squares from its best points. */
import { ValueError } from '$lib/estimator/exceptions'
import { pacer } from '$lib/numeric/pacer'
import type { FitOptions } from '../../base'
import { boxLeastSquares, sumOfSquares, type Solution } from './_leastSquares'
import { ALPHA, BETA, GAMMA, LEVEL, PHI, SEASONS, TREND, smooth, type Form } from './_smoother'

export type Bound = readonly [low: number | null, high: number | null]

export interface Estimation {
  readonly form: Form
  readonly y: Float64Array
  /** Where to start, and what stays as it is. */
  readonly start: Float64Array
  /** Which parameters are to be estimated. */
  readonly free: readonly boolean[]
  /** Bounds beyond those that the form has, by statsmodels' names. */
  readonly bounds: Readonly<Record<string, Bound>>
  /** Search a grid for the smoothing parameters first. */
  readonly brute: boolean
  readonly options: FitOptions
}

/** The names under which bounds are given, in the order of the parameters. */
export const boundNames = (m: number): string[] => [
  'smoothing_level',
  'smoothing_trend',
  'smoothing_seasonal',
  'initial_level',
  'initial_trend',
  'damping_trend',
  ...Array.from({ length: m }, (_, j) => `initial_seasonal.${j}`)
]

/** The smoothing of the level keeps this far from 0 and 1. */
const MARGIN = Math.sqrt(Number.EPSILON)

interface Box {
  readonly lower: Float64Array
  readonly upper: Float64Array
}

/** Positive where a multiplicative component needs it, 0 to 1 for smoothing, 0.8 to 0.995 for damping; or as given. */
function boundaries({ form, bounds }: Estimation): Box {
  const { trend, seasonal, m } = form
  const lower = new Float64Array(SEASONS + m).fill(seasonal === 'mul' ? 0 : -Infinity)
  const upper = new Float64Array(SEASONS + m).fill(Infinity)
  lower[LEVEL] = trend === 'mul' || seasonal === 'mul' ? 0 : -Infinity
  lower[TREND] = trend === 'mul' ? 0 : -Infinity
  lower.fill(0, ALPHA, GAMMA + 1)
  upper.fill(1, ALPHA, GAMMA + 1)
  lower[PHI] = 0.8
  upper[PHI] = 0.995
  boundNames(m).forEach((name, j) => {
    const given = bounds[name]
    if (!given) return
    lower[j] = given[0] ?? -Infinity
    upper[j] = given[1] ?? Infinity
  })
  if (lower[BETA] > upper[ALPHA] || lower[GAMMA] > 1 - lower[ALPHA])
    throw new ValueError(
      'The bounds leave no smoothing parameters that fit together',
      'smoothing_trend is at most smoothing_level, smoothing_seasonal at most 1 − smoothing_level.'
    )
  return { lower, upper }
}

/**
 * The smoothing parameters as parts of what they may be: β lies below α and γ below 1 − α, so that a box holds all three.
 */
class Constraint {
  constructor(
    private readonly free: readonly boolean[],
    private readonly box: Box
  ) {}

  private range(p: Float64Array, j: number): [low: number, high: number] {
    const { lower, upper } = this.box
    if (j === ALPHA) return [Math.max(MARGIN, lower[j]), Math.min(1 - MARGIN, upper[j])]
    return [lower[j], Math.max(lower[j], Math.min(j === BETA ? p[ALPHA] : 1 - p[ALPHA], upper[j]))]
  }

  /** Replaces parts by parameters. */
  toParams(p: Float64Array): void {
    for (const j of [ALPHA, BETA, GAMMA]) {
      if (!this.free[j]) continue
      const [low, high] = this.range(p, j)
      p[j] = low + p[j] * (high - low)
    }
  }

  /** Replaces parameters by parts. */
  toParts(p: Float64Array): void {
    for (const j of [GAMMA, BETA, ALPHA]) {
      if (!this.free[j]) continue
      const [low, high] = this.range(p, j)
      p[j] = high > low ? Math.min(1, Math.max(0, (p[j] - low) / (high - low))) : 0
    }
  }
}

const linspace = (low: number, high: number, n: number): number[] =>
  n === 1 ? [low] : Array.from({ length: n }, (_, i) => low + ((high - low) * i) / (n - 1))

/** The best point of a grid over the smoothing parameters that are free. It has about 87, 87² / 4 or 29³ / 2 points. */
async function gridSearch(
  e: Estimation,
  box: Box,
  pace: () => Promise<void> | undefined
): Promise<Float64Array> {
  const { form, y, start, free } = e
  const n = Math.floor(87 / [ALPHA, BETA, GAMMA].filter((j) => free[j]).length)
  const fitted = new Float64Array(y.length)
  const p = start.slice()
  const axis = (j: number, limit: number): number[] => {
    if (!free[j]) return [start[j]]
    const edge = j === ALPHA ? 0.005 * (box.upper[j] - box.lower[j]) : 0
    const high = Math.min(box.upper[j] - edge, limit)
    const points = j === ALPHA || !free[ALPHA] ? n : Math.ceil(n * Math.sqrt(limit))
    return high < box.lower[j] ? [] : linspace(box.lower[j] + edge, high, points)
  }
  let best = start
  let least = Infinity
  for (const alpha of axis(ALPHA, 1)) {
    p[ALPHA] = alpha
    for (const beta of axis(BETA, alpha)) {
      p[BETA] = beta
      for (const gamma of axis(GAMMA, 1 - alpha)) {
        p[GAMMA] = gamma
        smooth(form, p, y, fitted)
        for (let i = 0; i < y.length; i++) fitted[i] -= y[i]
        const sse = sumOfSquares(fitted)
        if (sse < least) {
          least = sse
          best = p.slice()
        }
      }
      const due = pace()
      if (due) await due
    }
  }
  return best
}

/** A free parameter on or beyond a bound starts a little inside of it. */
function inside(p: Float64Array, free: readonly boolean[], { lower, upper }: Box): Float64Array {
  const span = (j: number): number => Math.min(upper[j], lower[j] + 100) - Math.max(lower[j], upper[j] - 100)
  return p.map((value, j) => {
    if (!free[j]) return value
    if (value <= lower[j]) return lower[j] + 1e-4 * span(j)
    return value >= upper[j] ? upper[j] - 1e-4 * span(j) : value
  })
}

/**
 * Can what is added to the first level be taken from all first seasons, or what it is multiplied by divide them, with
 * nothing changed? Then one of them stays, else the search would drift along that line.
 */
const isRedundant = ({ trend, seasonal }: Form, j: number): boolean =>
  j === LEVEL && seasonal !== null && !(seasonal === 'add' && trend === 'mul')

/** The estimates, in the order of the parameters; those that were not free are as they were. */
export async function estimate(e: Estimation): Promise<Solution> {
  const { form, y, free, options } = e
  const pace = pacer(options.signal)
  const box = boundaries(e)
  const constraint = new Constraint(free, box)
  const bounded = Object.keys(e.bounds).some((name) => name.startsWith('initial'))
  const chosen = free.flatMap((is, j) => (is && (bounded || !isRedundant(form, j)) ? [j] : []))
  const p = e.start.slice()
  const assign = (x: Float64Array): void => {
    chosen.forEach((j, i) => (p[j] = x[i]))
    constraint.toParams(p)
  }
  const problem = {
    residuals: (x: Float64Array, out: Float64Array): void => {
      assign(x)
      smooth(form, p, y, out)
      for (let i = 0; i < y.length; i++) out[i] -= y[i]
    },
    count: y.length,
    lower: Float64Array.from(chosen, (j) => (j <= GAMMA ? 0 : box.lower[j])),
    upper: Float64Array.from(chosen, (j) => (j <= GAMMA ? 1 : box.upper[j])),
    pace,
    onIteration: (done: number) => options.onProgress?.({ phase: 'fit', done, total: 500 })
  }
  const smoothing = [ALPHA, BETA, GAMMA].some((j) => free[j])
  const starts = [e.start]
  if (e.brute && smoothing) {
    starts.push(await gridSearch(e, box, pace))
    // Strong damping is another valley.
    const damped = Float64Array.from(e.start, (value, j) => (j === PHI ? 0.85 : value))
    if (free[PHI]) starts.push(await gridSearch({ ...e, start: damped }, box, pace))
  }
  let best: Solution | null = null
  for (const start of starts) {
    const parts = inside(start, free, box)
    constraint.toParts(parts)
    const found = await boxLeastSquares(
      problem,
      Float64Array.from(chosen, (j) => parts[j])
    )
    if (!best || found.sse < best.sse) best = found
  }
  const solution = best as Solution
  assign(solution.x)
  return { ...solution, x: p }
}
