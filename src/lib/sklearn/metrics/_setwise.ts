import { ValueError } from '$lib/estimator/exceptions'
import type { Label, Target } from '../base'
import { checkSampleWeight } from '../utils/validation'
import { checkTargets, sameLabel, type CheckedTargets, type Warn } from './_targets'

/** How scores of several classes become one: of the positive class only, or a mean over classes, or from pooled counts. */
export type Average = 'binary' | 'micro' | 'macro' | 'weighted' | 'samples'

export interface SetwiseOptions {
  /** Which classes count; else all that occur. */
  readonly labels?: readonly Label[]
  /** The positive class when `average` is 'binary' = 1. */
  readonly posLabel?: Label | null
  readonly sampleWeight?: ArrayLike<number>
  /** What 0 / 0 gives; 'warn' = 0 with a warning. */
  readonly zeroDivision?: 'warn' | 0 | 1
  readonly warn?: Warn
}

/** Per class: how much was right, how much was predicted, how much was true (support). */
export interface ClassCounts {
  readonly right: Float64Array
  readonly predicted: Float64Array
  readonly support: Float64Array
}

/** The counts over which a score is taken. Throws ValueError for an average that the target's kind does not allow. */
export function classCounts(
  yTrue: Target,
  yPred: Target,
  average: Average | null,
  options: SetwiseOptions
): ClassCounts {
  const targets = checkTargets(yTrue, yPred, options.sampleWeight)
  const labels =
    average === 'binary' ? [positive(targets, options.posLabel ?? 1)] : (options.labels ?? targets.labels)
  if (average === 'samples')
    throw new ValueError(
      'An average over samples needs several labels a row',
      'Use macro, micro or weighted.'
    )
  const counts = countByClass(yTrue, yPred, labels, options.sampleWeight)
  return average === 'micro' ? pooled(counts) : counts
}

function positive({ type, labels }: CheckedTargets, wanted: Label): Label {
  const hint = "Use the score's _macro, _micro or _weighted variant."
  if (type === 'multiclass')
    throw new ValueError(`The target has ${labels.length} classes; a binary score needs two`, hint)
  const found = labels.find((label) => sameLabel(label, wanted))
  if (found === undefined && labels.length >= 2)
    throw new ValueError(
      `The positive label ${JSON.stringify(wanted)} is not among ${labels.map((l) => JSON.stringify(l)).join(', ')}`,
      `Code the target as 0 and 1. ${hint}`
    )
  return found ?? wanted
}

function countByClass(
  yTrue: Target,
  yPred: Target,
  labels: readonly Label[],
  sampleWeight?: ArrayLike<number>
): ClassCounts {
  const index = new Map(labels.map((label, k) => [label, k]))
  const weights = checkSampleWeight(sampleWeight, yTrue.length)
  const [right, predicted, support] = Array.from({ length: 3 }, () => new Float64Array(labels.length))
  for (let i = 0; i < yTrue.length; i++) {
    const truth = index.get(yTrue[i])
    const guess = index.get(yPred[i])
    if (truth !== undefined) support[truth] += weights[i]
    if (guess !== undefined) predicted[guess] += weights[i]
    if (truth !== undefined && truth === guess) right[truth] += weights[i]
  }
  return { right, predicted, support }
}

function pooled({ right, predicted, support }: ClassCounts): ClassCounts {
  const sum = (values: Float64Array): Float64Array => Float64Array.of(values.reduce((a, b) => a + b, 0))
  return { right: sum(right), predicted: sum(predicted), support: sum(support) }
}

/** Class by class `part / whole`; where the whole is 0, what `zeroDivision` says. */
export function ratios(
  part: Float64Array,
  whole: Float64Array,
  { zeroDivision = 'warn', warn }: SetwiseOptions,
  /** Says what is undefined and why, as in "precision: no predicted samples"; null where nobody needs to know. */
  undefinedWhen: string | null
): Float64Array {
  const empty = whole.some((value) => value === 0)
  if (empty && zeroDivision === 'warn' && undefinedWhen)
    warn?.({
      category: 'UndefinedMetricWarning',
      message: `Undefined and set to 0: ${undefinedWhen}${part.length > 1 ? ' in some class' : ''}`
    })
  return part.map((value, k) => (whole[k] === 0 ? (zeroDivision === 1 ? 1 : 0) : value / whole[k]))
}
