/**
 * What training in the browser changes: a multinomial logistic regression over what the frozen model says of each
 * example, its scores and its hidden states. With few examples the scores decide, and the head does as the model did;
 * with more the hidden states teach it the new domain, or labels that the model never knew.
 */
import type { Progress } from '$lib/estimator/progress'
import { minimizeLbfgsb } from '$lib/numeric/optimize/lbfgsb'
import { logSoftmax, softmax } from './functions'

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

/** Fits a head by maximum likelihood with an L2 penalty, `penalty`/2 · |weights of the hidden states|² (L-BFGS). */
export async function fitHead(
  examples: Examples,
  labels: readonly string[],
  penalty: number,
  options: { signal?: AbortSignal; onProgress?: (progress: Progress) => void } = {}
): Promise<HeadState> {
  const { count, scores, targets } = examples
  const width = examples.inputs.length / count
  const { inputs, mean, spread } = standardise(examples.inputs, count, width)
  const k = labels.length
  const stride = width + 1
  const gradient = new Float64Array(k * stride)
  const objective = (w: Float64Array) => {
    let loss = 0
    for (let label = 0; label < k; label++)
      for (let d = 0, at = label * stride; d < width; d++, at++) {
        const strength = d < scores ? SCORE_PENALTY : penalty
        loss += (strength * w[at] * w[at]) / 2
        gradient[at] = strength * w[at]
      }
    for (let label = 0; label < k; label++) gradient[label * stride + width] = 0
    const p = new Float64Array(k)
    for (let row = 0; row < count; row++) {
      const x = inputs.subarray(row * width, (row + 1) * width)
      for (let label = 0; label < k; label++) p[label] = dot(w, label * stride, x) + w[label * stride + width]
      softmax(p)
      loss -= Math.log(Math.max(p[targets[row]], 1e-300))
      p[targets[row]] -= 1
      for (let label = 0; label < k; label++) {
        const [error, at] = [p[label], label * stride]
        if (Math.abs(error) < 1e-7) continue
        for (let d = 0; d < width; d++) gradient[at + d] += error * x[d]
        gradient[at + width] += error
      }
    }
    return { f: loss / count, g: gradient.map((g) => g / count) }
  }
  const { x } = await minimizeLbfgsb(objective, new Float64Array(k * stride), {
    maxiter: ROUNDS,
    ftol: 1e-7,
    gtol: 1e-6,
    signal: options.signal,
    callback: (_x, _f, round) => options.onProgress?.({ phase: 'fit', done: round, total: ROUNDS })
  })
  const weights = new Float32Array(k * width)
  for (let label = 0; label < k; label++)
    weights.set(x.subarray(label * stride, label * stride + width), label * width)
  return {
    labels,
    mean,
    spread,
    weights,
    bias: Float32Array.from(labels, (_, label) => x[label * stride + width])
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

function dot(w: Float64Array, at: number, x: Float32Array): number {
  let sum = 0
  for (let d = 0; d < x.length; d++) sum += w[at + d] * x[d]
  return sum
}

function standardise(rows: Float32Array, count: number, width: number) {
  const mean = new Float64Array(width)
  const square = new Float64Array(width)
  for (let i = 0; i < rows.length; i++) mean[i % width] += rows[i] / count
  for (let i = 0; i < rows.length; i++) square[i % width] += (rows[i] - mean[i % width]) ** 2 / count
  const spread = Float32Array.from(square, (v) => Math.sqrt(v) || 1)
  const inputs = rows.map((v, i) => (v - mean[i % width]) / spread[i % width])
  return { inputs, mean: Float32Array.from(mean), spread }
}
