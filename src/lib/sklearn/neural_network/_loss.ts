/** What the last layer of a network says, and how far that is from what it should say (scikit-learn's `_base.py`). */
import { row, type Matrix } from '$lib/numeric/matrix'
import { activations } from '$lib/numeric/layers'
import { softmax } from '../linear_model/_LinearClassifier'

/** By the kind of target: numbers, one of two classes, one of several. */
export type OutActivation = 'identity' | 'logistic' | 'softmax'

/** Turns the last layer's sums into outputs, in place. */
export function applyOut(out: Matrix, activation: OutActivation): void {
  if (activation !== 'softmax') return activations[activation].apply(out.data)
  for (let i = 0; i < out.shape[0]; i++) softmax(row(out, i))
}

/** The mean loss of the rows: half the squared error, or the negative log-likelihood. */
export function meanLoss(target: Matrix, out: Matrix, activation: OutActivation): number {
  return total[activation](target.data, out.data) / out.shape[0]
}

/** Probabilities keep this far from 0 and 1. */
const clipped = (p: number): number => Math.min(Math.max(p, Number.EPSILON), 1 - Number.EPSILON)

const total: Readonly<Record<OutActivation, (y: Float64Array, out: Float64Array) => number>> = {
  // There is one output: its mean is the rows'.
  identity: (y, out) => {
    let sum = 0
    for (let i = 0; i < y.length; i++) sum += (y[i] - out[i]) ** 2
    return sum / 2
  },
  logistic: (y, out) => {
    let sum = 0
    for (let i = 0; i < y.length; i++) sum -= Math.log(y[i] === 1 ? clipped(out[i]) : 1 - clipped(out[i]))
    return sum
  },
  softmax: (y, out) => {
    let sum = 0
    for (let i = 0; i < y.length; i++) if (y[i] === 1) sum -= Math.log(clipped(out[i]))
    return sum
  }
}
