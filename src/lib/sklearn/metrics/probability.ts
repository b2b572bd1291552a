import { ValueError } from '$lib/estimator/exceptions'
import { isMatrix, type Matrix } from '$lib/numeric/matrix'
import type { Label, Target } from '../base'
import { encodeLabels } from '../utils/labels'
import { average, checkLengths, positiveLabel, sameLabel, typeOfTarget, uniqueLabels } from './_targets'

/** Scores of two classes as one number a row, of several classes as a column each. */
export type Scores = ArrayLike<number> | Matrix

export interface ProbabilityOptions {
  readonly sampleWeight?: ArrayLike<number>
  /** All classes, where the true labels may lack some. */
  readonly labels?: readonly Label[]
}

/** A matrix of probabilities with a column a class, from what a metric was given. */
function withAllClasses(scores: Scores): Matrix {
  if (isMatrix(scores) && scores.shape[1] > 1) return scores
  const positive = isMatrix(scores) ? scores.data : scores
  const data = new Float64Array(positive.length * 2)
  for (let i = 0; i < positive.length; i++) data.set([1 - positive[i], positive[i]], 2 * i)
  return { data, shape: [positive.length, 2] }
}

/**
 * The mean of −log p of the true class (cross-entropy); p is kept between `eps` and 1 − `eps` and the rows are rescaled
 * to sum to 1.
 * Source: scikit-learn 1.2, `sklearn.metrics.log_loss`. Errors: ValueError when classes and columns differ in number.
 */
export function logLoss(
  yTrue: Target,
  probabilities: Scores,
  { sampleWeight, labels, eps = Number.EPSILON }: ProbabilityOptions & { readonly eps?: number } = {}
): number {
  const rows = isMatrix(probabilities) ? probabilities.shape[0] : probabilities.length
  checkLengths(yTrue.length, { length: rows }, sampleWeight)
  const classes = labels ? uniqueLabels(labels) : encodeLabels(yTrue).classes
  if (classes.length < 2)
    throw new ValueError(
      `Log loss needs two classes at least, not only "${classes[0]}"`,
      'Score rows of several classes.'
    )
  const clipped = (p: number): number => Math.min(Math.max(p, eps), 1 - eps)
  const flat = isMatrix(probabilities) ? probabilities.data : probabilities
  const kept = Float64Array.from(flat, clipped)
  const { data, shape } = withAllClasses(
    isMatrix(probabilities) ? { data: kept, shape: probabilities.shape } : kept
  )
  const n = shape[1]
  if (n !== classes.length)
    throw new ValueError(
      `The model knows ${n} classes, but the true labels are of ${classes.length}: ${classes.join(', ')}`,
      'Score rows of all classes.'
    )
  const index = new Map(classes.map((label, k) => [label, k]))
  const losses = Float64Array.from({ length: rows }, (_, i) => {
    let sum = 0
    for (let k = 0; k < n; k++) sum += data[i * n + k]
    return -Math.log(data[i * n + index.get(yTrue[i])!] / sum)
  })
  return average(losses, sampleWeight)
}

/**
 * The mean squared difference between the probability of the positive class and what came: 1 or 0 (Brier 1950).
 * Source: scikit-learn 1.2, `sklearn.metrics.brier_score_loss`. Errors: ValueError unless the target is binary.
 */
export function brierScoreLoss(
  yTrue: Target,
  probabilities: Scores,
  {
    sampleWeight,
    posLabel = null
  }: { readonly sampleWeight?: ArrayLike<number>; readonly posLabel?: Label | null } = {}
): number {
  const type = typeOfTarget(yTrue)
  if (type !== 'binary' || (isMatrix(probabilities) && probabilities.shape[1] > 1))
    throw new ValueError(
      `The Brier score needs a target of two classes; this one is ${type}`,
      'Use neg_log_loss.'
    )
  const flat = isMatrix(probabilities) ? probabilities.data : probabilities
  checkLengths(yTrue.length, flat, sampleWeight)
  for (let i = 0; i < flat.length; i++)
    if (!(flat[i] >= 0 && flat[i] <= 1)) throw new ValueError(`Row ${i}: ${flat[i]} is no probability`)
  const classes = uniqueLabels(yTrue)
  const last = classes[classes.length - 1]
  const positive =
    posLabel === null && typeof last !== 'string'
      ? positiveNumber(yTrue, last)
      : positiveLabel(posLabel, yTrue)
  return average(
    Float64Array.from(flat, (p, i) => (Number(sameLabel(yTrue[i], positive)) - p) ** 2),
    sampleWeight
  )
}

/** 1 where the labels are among −1, 0 and 1, else the greatest. */
function positiveNumber(y: Target, greatest: Label): Label {
  try {
    return positiveLabel(null, y)
  } catch {
    return greatest
  }
}
