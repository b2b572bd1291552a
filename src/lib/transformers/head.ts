/**
 * What training in the browser changes: a multinomial logistic regression over what the frozen model says of each
 * example, its scores and its hidden states. With few examples the scores decide, and the head does as the model did;
 * with more the hidden states teach it the new domain, or labels that the model never knew.
 */
import type { Progress } from '$lib/estimator/progress'
import { minimizeLbfgsb } from '$lib/numeric/optimize/lbfgsb'
import { logSoftmax } from './functions'
import { logisticLoss } from './logisticLoss'
import { fromSpan, rowSpan } from './rowSpan'

/** Plain data: cloned between threads and stored as it is. */
export interface HeadState {
  readonly labels: readonly string[]
  /** Per input: its mean and its spread in training; inputs are standardised with them. */
  readonly mean: Float32Array
  readonly spread: Float32Array
  /** (labels, inputs) and one bias a label. */
  readonly weights: Float32Array
  readonly bias: Float32Array
}

export interface Examples {
  /** Rows of inputs, (count, inputs). */
  readonly inputs: Float32Array
  readonly count: number
  /** How many of the first inputs are the model's own scores. */
  readonly scores: number
  /** For each row the number of its label. */
  readonly targets: ArrayLike<number>
}

/** The scores are trusted: whatever the penalty on the hidden states' weights, theirs stays this low. */
const SCORE_PENALTY = 1
const ROUNDS = 60

interface FitOptions {
  signal?: AbortSignal
  onProgress?: (progress: Progress) => void
}

/** Fits a head by maximum likelihood with an L2 penalty, `penalty`/2 · |weights of the hidden states|² (L-BFGS). */
export async function fitHead(
  examples: Examples,
  labels: readonly string[],
  penalty: number,
  options: FitOptions = {}
): Promise<HeadState> {
  const fit = await headFitter(examples, labels, options)
  return fit(penalty)
}

/** `fitHead` on the same examples with one penalty after another. */
export async function headFitter(
  examples: Examples,
  labels: readonly string[],
  { signal, onProgress }: FitOptions
): Promise<(penalty: number) => Promise<HeadState>> {
  const { count, scores, targets } = examples
  const width = examples.inputs.length / count
  const { rows, mean, spread } = standardise(examples.inputs, count, width)
  // Where rows are few their hidden states are taken in the span of the rows, with as many numbers as there are rows.
  const span =
    2 * count <= width
      ? await rowSpan(
          rows.map((row) => row.subarray(scores)),
          signal
        )
      : null
  const hidden = span ? span.rank : width - scores
  // One input more, always 1, has the biases for its weights.
  const stride = scores + hidden + 1
  const inputs = new Float32Array(Math.ceil(count / 4) * 4 * stride)
  rows.forEach((row, i) => {
    const own = span ? span.coordinates.subarray(i * hidden, (i + 1) * hidden) : row.subarray(scores)
    inputs.set(row.subarray(0, scores), i * stride)
    inputs.set(own, i * stride + scores)
    inputs[(i + 1) * stride - 1] = 1
  })
  const k = labels.length

  return async (penalty) => {
    const penalties = new Float64Array(stride).fill(penalty).fill(SCORE_PENALTY, 0, scores)
    penalties[stride - 1] = 0
    const loss = logisticLoss({ inputs, count, width: stride, targets, penalties }, k)
    const { x } = await minimizeLbfgsb(loss, new Float64Array(k * stride), {
      maxiter: ROUNDS,
      ftol: 1e-7,
      gtol: 1e-6,
      signal,
      callback: (_x, _f, round) => onProgress?.({ phase: 'fit', done: round, total: ROUNDS })
    })
    const weights = new Float32Array(k * width)
    const bias = new Float32Array(k)
    for (let label = 0; label < k; label++) {
      const found = x.subarray(label * stride, (label + 1) * stride)
      const ofHidden = found.subarray(scores, -1)
      weights.set(found.subarray(0, scores), label * width)
      weights.set(span ? fromSpan(span, ofHidden) : ofHidden, label * width + scores)
      bias[label] = found[stride - 1]
    }
    return { labels, mean, spread, weights, bias }
  }
}

/** Log-probabilities of the head's labels for one row of inputs. */
export function headScores(head: HeadState, inputs: Float32Array): Float64Array {
  const { mean, spread, weights } = head
  const width = mean.length
  const scores = Float64Array.from(head.bias, (sum, label) => {
    for (let d = 0, at = label * width; d < width; d++, at++)
      sum += (weights[at] * (inputs[d] - mean[d])) / spread[d]
    return sum
  })
  return logSoftmax(scores)
}

function standardise(rows: Float32Array, count: number, width: number) {
  const mean = new Float64Array(width)
  const square = new Float64Array(width)
  for (let i = 0; i < rows.length; i++) mean[i % width] += rows[i] / count
  for (let i = 0; i < rows.length; i++) square[i % width] += (rows[i] - mean[i % width]) ** 2 / count
  const spread = Float32Array.from(square, (v) => Math.sqrt(v) || 1)
  const inputs = rows.map((v, i) => (v - mean[i % width]) / spread[i % width])
  return {
    rows: Array.from({ length: count }, (_, row) => inputs.subarray(row * width, (row + 1) * width)),
    mean: Float32Array.from(mean),
    spread
  }
}
