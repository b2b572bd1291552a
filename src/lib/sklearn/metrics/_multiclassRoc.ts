import { ValueError } from '$lib/estimator/exceptions'
import { column, type Matrix } from '$lib/numeric/matrix'
import type { Label, Target } from '../base'
import { average as mean, checkLengths, uniqueLabels } from './_targets'
import { auc, rocCurve } from './curves'
import type { ProbabilityOptions } from './probability'

export interface MulticlassOptions extends ProbabilityOptions {
  /** = 'raise' */
  readonly multiClass?: 'raise' | 'ovr' | 'ovo'
  /** = 'macro'; 'micro' for ovr only. */
  readonly average?: 'macro' | 'weighted' | 'micro'
}

/** The classes that the score's columns stand for. Throws ValueError when they are not as many. */
export function classesOf(yTrue: Target, columns: number, labels?: readonly Label[]): Label[] {
  const present = uniqueLabels(yTrue)
  const classes = labels ? uniqueLabels(labels) : present
  if (classes.length !== columns)
    throw new ValueError(
      `The scores are of ${columns} classes, but the labels of ${classes.length}: ${classes.join(', ')}`,
      'Score rows of all classes.'
    )
  const unknown = present.find((label) => !classes.includes(label))
  if (unknown !== undefined)
    throw new ValueError(`The true label "${unknown}" is not among ${classes.join(', ')}`)
  return classes
}

export function multiclassRocAuc(yTrue: Target, scores: Matrix, options: MulticlassOptions): number {
  const { multiClass = 'raise', average = 'macro', sampleWeight } = options
  if (multiClass === 'raise')
    throw new ValueError('ROC AUC of several classes has two meanings', 'Use roc_auc_ovr or roc_auc_ovo.')
  checkLengths(yTrue.length, { length: scores.shape[0] }, sampleWeight)
  checkProbabilities(scores)
  const classes = classesOf(yTrue, scores.shape[1], options.labels)
  if (multiClass === 'ovr') return oneAgainstRest(yTrue, scores, classes, average, sampleWeight)
  if (sampleWeight)
    throw new ValueError(
      'One-against-one ROC AUC takes no sample weights',
      'Use roc_auc_ovr, or leave them out.'
    )
  if (average === 'micro')
    throw new ValueError('One-against-one ROC AUC averages by macro or weighted, not micro')
  return oneAgainstOne(yTrue, scores, classes, average)
}

function checkProbabilities({ data, shape: [rows, cols] }: Matrix): void {
  for (let i = 0; i < rows; i++) {
    const sum = data.subarray(i * cols, (i + 1) * cols).reduce((a, b) => a + b, 0)
    if (!(Math.abs(1 - sum) <= 1e-8 + 1e-5 * Math.abs(sum)))
      throw new ValueError(
        `Row ${i}: the classes' scores sum to ${sum}`,
        'ROC AUC of several classes needs probabilities.'
      )
  }
}

function area(
  isPositive: readonly boolean[],
  scores: ArrayLike<number>,
  sampleWeight?: ArrayLike<number>
): number {
  if (new Set(isPositive).size < 2)
    throw new ValueError(
      'ROC AUC is not defined: one of the classes has no row',
      'Score rows of all classes.'
    )
  const { fpr, tpr } = rocCurve(isPositive, scores, { posLabel: true, sampleWeight })
  return auc(fpr, tpr)
}

function oneAgainstRest(
  yTrue: Target,
  scores: Matrix,
  classes: readonly Label[],
  average: 'macro' | 'weighted' | 'micro',
  sampleWeight?: ArrayLike<number>
): number {
  const labels = Array.from(yTrue)
  const n = classes.length
  if (average === 'micro')
    return area(
      labels.flatMap((label) => classes.map((c) => c === label)),
      scores.data,
      sampleWeight && Float64Array.from(scores.data, (_, at) => sampleWeight[Math.floor(at / n)])
    )
  const areas = classes.map((c, k) =>
    area(
      labels.map((label) => label === c),
      column(scores, k),
      sampleWeight
    )
  )
  const share = (c: Label): number =>
    labels.reduce((sum: number, label, i) => sum + (label === c ? (sampleWeight?.[i] ?? 1) : 0), 0)
  return mean(areas, average === 'weighted' ? classes.map(share) : undefined)
}

function oneAgainstOne(
  yTrue: Target,
  scores: Matrix,
  classes: readonly Label[],
  average: 'macro' | 'weighted'
): number {
  const rowsOf = classes.map((c) => Array.from(yTrue).flatMap((label, i) => (label === c ? [i] : [])))
  const areas: number[] = []
  const prevalence: number[] = []
  const present = classes.map((_, k) => k).filter((k) => rowsOf[k].length > 0)
  for (const a of present)
    for (const b of present.filter((k) => k > a)) {
      const rows = [...rowsOf[a], ...rowsOf[b]]
      const against = (k: number): number => {
        const scored = column(scores, k)
        return area(
          rows.map((i) => yTrue[i] === classes[k]),
          rows.map((i) => scored[i])
        )
      }
      areas.push((against(a) + against(b)) / 2)
      prevalence.push(rows.length / yTrue.length)
    }
  return mean(areas, average === 'weighted' ? prevalence : undefined)
}
