import { ValueError } from '$lib/estimator/exceptions'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import type { Label, Target } from '../base'
import { checkSampleWeight } from '../utils/validation'
import { checkTargets } from './_targets'

export interface ConfusionOptions {
  /** Which classes, in which order; else all that occur, sorted. */
  readonly labels?: readonly Label[]
  readonly sampleWeight?: ArrayLike<number>
  /** Shares of the true class (rows), of the predicted class (columns) or of all, in place of counts. */
  readonly normalize?: 'true' | 'pred' | 'all' | null
}

/**
 * Counts (or sums of weights) by true class, in rows, and predicted class, in columns. Rows of the data whose true or
 * predicted label is not among `labels` are left out.
 *
 * Source: scikit-learn 1.2, `sklearn.metrics.confusion_matrix`.
 * Errors: ValueError when no label given occurs among the true ones.
 */
export function confusionMatrix(yTrue: Target, yPred: Target, options: ConfusionOptions = {}): Matrix {
  const present = checkTargets(yTrue, yPred, options.sampleWeight).labels
  const labels = options.labels ?? present
  const index = new Map(labels.map((label, k) => [label, k]))
  const weights = checkSampleWeight(options.sampleWeight, yTrue.length)
  const n = labels.length
  const counts = matrix(n, n)
  let known = false
  for (let i = 0; i < yTrue.length; i++) {
    const row = index.get(yTrue[i])
    const col = index.get(yPred[i])
    known ||= row !== undefined
    if (row !== undefined && col !== undefined) counts.data[row * n + col] += weights[i]
  }
  if (!known)
    throw new ValueError(
      'None of the labels given is among the true ones',
      `They are: ${present.join(', ')}.`
    )
  return options.normalize ? normalized(counts, options.normalize) : counts
}

function normalized(counts: Matrix, by: 'true' | 'pred' | 'all'): Matrix {
  const n = counts.shape[0]
  const { rows, cols } = marginals(counts)
  const all = rows.reduce((a, b) => a + b, 0)
  const whole = { true: (i: number) => rows[i], pred: (_i: number, j: number) => cols[j], all: () => all }[by]
  const share = counts.data.map((count, at) => count / whole(Math.floor(at / n), at % n))
  return matrix(
    n,
    n,
    share.map((value) => (Number.isNaN(value) ? 0 : value))
  )
}

/** The sums of a confusion matrix by true class (rows) and by predicted class (cols). */
export function marginals(counts: Matrix): { rows: Float64Array; cols: Float64Array } {
  const n = counts.shape[0]
  const rows = new Float64Array(n)
  const cols = new Float64Array(n)
  counts.data.forEach((count, at) => {
    rows[Math.floor(at / n)] += count
    cols[at % n] += count
  })
  return { rows, cols }
}
