/** Elastic net solutions for one penalty after another, each starting from the one before. */
import { ValueError } from '$lib/estimator/exceptions'
import type { FitWarning } from '$lib/estimator/progress'
import { dot, matvec, outerGram } from '$lib/numeric/linalg'
import { row, type Matrix } from '$lib/numeric/matrix'
import { checkRandomState } from '$lib/numeric/random/RandomState'
import { dataFit, descend, gramFit } from './_coordinateDescent'
import { givenGram } from './_greedy'

/** A choice, or the Gram matrix XᵀX itself as rows. */
export type Precompute = boolean | 'auto' | readonly (readonly number[])[]

export interface PathOptions {
  readonly l1Ratio: number
  /** In the order to be taken: best from large to small. */
  readonly alphas: ArrayLike<number>
  readonly precompute: Precompute
  readonly maxIter: number
  readonly tol: number
  readonly positive: boolean
  readonly selection: 'cyclic' | 'random'
  readonly randomState: number | null
  readonly start?: Float64Array
  readonly warn?: (warning: FitWarning) => void
  readonly due: () => Promise<void> | undefined
}

export interface EnetPath {
  /** One vector of coefficients for each alpha. */
  readonly coefs: Float64Array[]
  readonly dualGaps: Float64Array
  readonly nIters: number[]
}

/** Throws unless one entry of the caller's Gram matrix is that of the data. */
function checkGram(G: Matrix, columns: Matrix): void {
  const n = columns.shape[0]
  const i = n >> 1
  const j = Math.min(i + 1, n - 1)
  const given = G.data[i * n + j]
  if (Math.abs(given - dot(row(columns, i), row(columns, j))) > 1e-5 + 1e-7 * Math.abs(given))
    throw new ValueError(
      `precompute has ${given} at (${i}, ${j}), which is not XᵀX`,
      'Let it be computed: true.'
    )
}

/** The Gram matrix to work on, if any. */
function gramOf(
  columns: Matrix,
  { precompute, warn }: PathOptions,
  xOffset: Float64Array
): Matrix | undefined {
  let choice = precompute
  if (typeof choice === 'object' && xOffset.some((value) => Math.abs(value) > 1e-8)) {
    warn?.({
      category: 'UserWarning',
      message: 'The given Gram matrix is not used: X was centred to fit the intercept.'
    })
    choice = 'auto'
  }
  if (typeof choice === 'object') {
    const G = givenGram(choice, columns.shape[0])
    checkGram(G, columns)
    return G
  }
  const [features, samples] = columns.shape
  return choice === true || (choice === 'auto' && samples > features) ? outerGram(columns) : undefined
}

/** `columns` is the centred, weighted X by columns (features × samples); xOffset is what was subtracted from it. */
export async function enetPath(
  columns: Matrix,
  y: Float64Array,
  xOffset: Float64Array,
  options: PathOptions
): Promise<EnetPath> {
  const { alphas, l1Ratio, selection, randomState } = options
  const [features, samples] = columns.shape
  const yy = dot(y, y)
  const w = options.start?.slice() ?? new Float64Array(features)
  const G = gramOf(columns, options, xOffset)
  const q = G && matvec(columns, y)
  const rng = selection === 'random' ? checkRandomState(randomState) : undefined
  const coefs: Float64Array[] = []
  const dualGaps = new Float64Array(alphas.length)
  const nIters: number[] = []
  for (let k = 0; k < alphas.length; k++) {
    const l1 = alphas[k] * l1Ratio * samples
    const l2 = alphas[k] * (1 - l1Ratio) * samples
    if (l1 === 0 && (G || l2 === 0))
      options.warn?.({
        category: 'UserWarning',
        message:
          'Coordinate descent without an L1 penalty may converge badly; Ridge or LinearRegression fit better.'
      })
    // The smooth part is set up anew for each penalty: what rounding gathered in it is thrown away.
    const fit = G && q ? gramFit(G, q, yy, w) : dataFit(columns, y, w)
    const { gap, nIter } = await descend(fit, w, yy, { ...options, l1, l2, rng })
    coefs.push(w.slice())
    dualGaps[k] = gap / samples
    nIters.push(nIter)
  }
  return { coefs, dualGaps, nIters }
}

/** The smallest number that numpy counts as different from zero. */
const RESOLUTION = 1e-15

/** Penalties from the least that leaves every coefficient zero down to eps times that, evenly spaced in logarithms. */
export function alphaGrid(
  columns: Matrix,
  y: Float64Array,
  l1Ratio: number,
  eps: number,
  count: number
): Float64Array {
  if (l1Ratio === 0)
    throw new ValueError(
      'There is no grid of alphas for l1_ratio = 0',
      'Give the alphas yourself, or a larger ratio.'
    )
  const largest = matvec(columns, y).reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const top = largest / (y.length * l1Ratio)
  if (top <= RESOLUTION) return new Float64Array(count).fill(RESOLUTION)
  const from = Math.log10(top * eps)
  const step = (Math.log10(top) - from) / Math.max(1, count - 1)
  return Float64Array.from({ length: count }, (_, k) => 10 ** (from + (count - 1 - k) * step))
}
