import { ValueError } from '$lib/estimator/exceptions'
import type { FitWarning } from '$lib/estimator/progress'
import type { Label, Target } from '../base'
import { compareLabels } from '../utils/labels'

export type Warn = (warning: FitWarning) => void

/** What a target is, judged by its values. */
export type TargetType = 'binary' | 'multiclass' | 'continuous'

/** At most two distinct labels are binary, more are multiclass; a number with a fraction makes it continuous. */
export function typeOfTarget(y: Target): TargetType {
  const seen = new Set<Label>()
  for (let i = 0; i < y.length; i++) {
    if (typeof y[i] === 'number' && !Number.isInteger(y[i])) return 'continuous'
    seen.add(y[i])
  }
  return seen.size > 2 ? 'multiclass' : 'binary'
}

/** Throws ValueError unless all have the same number of rows, at least one. */
export function checkLengths(rows: number, ...others: (ArrayLike<unknown> | undefined)[]): void {
  if (rows === 0) throw new ValueError('A metric was given no rows', 'At least one row is needed.')
  for (const other of others)
    if (other && other.length !== rows)
      throw new ValueError(
        `A metric was given ${rows} true values and ${other.length} of another kind`,
        'Targets, predictions and weights must have one value a row.'
      )
}

/** The distinct labels of several lists, sorted. Throws ValueError when texts and numbers are mixed. */
export function uniqueLabels(...lists: readonly Target[]): Label[] {
  const seen = new Set<Label>()
  for (const y of lists) for (let i = 0; i < y.length; i++) seen.add(y[i])
  const labels = [...seen].sort(compareLabels)
  if (labels.length && (typeof labels[0] === 'string') !== (typeof labels[labels.length - 1] === 'string'))
    throw new ValueError(
      `Labels mix numbers and texts: ${labels.map((label) => JSON.stringify(label)).join(', ')}`,
      'True and predicted labels must be of one type.'
    )
  return labels
}

export interface CheckedTargets {
  readonly type: 'binary' | 'multiclass'
  /** The sorted distinct labels of both. */
  readonly labels: Label[]
}

/** Checks true and predicted classes against each other, as each classification metric does first. */
export function checkTargets(yTrue: Target, yPred: Target, sampleWeight?: ArrayLike<number>): CheckedTargets {
  checkLengths(yTrue.length, yPred, sampleWeight)
  for (const y of [yTrue, yPred])
    if (typeOfTarget(y) === 'continuous')
      throw new ValueError(
        `${y === yTrue ? 'The true values are' : 'The predictions are'} numbers with fractions, not classes`,
        'Use a metric for regression, such as r2 or neg_mean_squared_error.'
      )
  const labels = uniqueLabels(yTrue, yPred)
  return { type: labels.length > 2 ? 'multiclass' : 'binary', labels }
}

/** Equal labels: as in Python true equals 1 and false equals 0. */
export const sameLabel = (a: Label, b: Label): boolean =>
  a === b || (typeof a !== 'string' && typeof b !== 'string' && Number(a) === Number(b))

/** The weighted mean. */
export function average(values: ArrayLike<number>, weights?: ArrayLike<number>): number {
  let sum = 0
  let total = 0
  for (let i = 0; i < values.length; i++) {
    const weight = weights ? weights[i] : 1
    sum += weight * values[i]
    total += weight
  }
  return sum / total
}

/** The label that counts as positive where none was named: 1, if the labels are among −1, 0 and 1. */
export function positiveLabel(posLabel: Label | null | undefined, y: Target): Label {
  if (posLabel !== null && posLabel !== undefined) return posLabel
  const classes = uniqueLabels(y)
  const known = [[0, 1], [-1, 1], [0], [-1], [1]]
  const plain = known.some(
    (list) => list.length === classes.length && list.every((v, i) => sameLabel(v, classes[i]))
  )
  if (!plain)
    throw new ValueError(
      `It is not clear which of the labels ${classes.map((label) => JSON.stringify(label)).join(', ')} is the positive one`,
      'Code the target as 0 and 1, or name the positive label.'
    )
  return 1
}
