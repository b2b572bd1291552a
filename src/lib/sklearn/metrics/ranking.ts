import { ValueError } from '$lib/estimator/exceptions'
import { column, isMatrix, type Matrix } from '$lib/numeric/matrix'
import type { Label, Target } from '../base'
import { average, sameLabel, typeOfTarget, uniqueLabels, type Warn } from './_targets'
import { auc, precisionRecallCurve, rocCurve, type CurveOptions } from './curves'
import type { ProbabilityOptions, Scores } from './probability'
import { classesOf, multiclassRocAuc, type MulticlassOptions } from './_multiclassRoc'

/** One number a row, of what may be a matrix with one column. */
const flat = (scores: Scores): ArrayLike<number> => (isMatrix(scores) ? scores.data : scores)

/**
 * The area under the receiver operating characteristic. For several classes each is set against the others
 * (`multiClass` 'ovr') or each against each (Hand & Till 2001, 'ovo'), averaged evenly ('macro') or by frequency ('weighted').
 *
 * Source: scikit-learn 1.2, `sklearn.metrics.roc_auc_score`.
 * Errors: ValueError when only one class occurs, when several classes meet `multiClass` 'raise' (the default) or when
 * their scores are no probabilities.
 */
export function rocAucScore(
  yTrue: Target,
  scores: Scores,
  options: MulticlassOptions & { readonly maxFpr?: number | null } = {}
): number {
  const type = typeOfTarget(yTrue)
  if (type === 'multiclass' || (type === 'binary' && isMatrix(scores) && scores.shape[1] > 2)) {
    if (options.maxFpr !== null && options.maxFpr !== undefined && options.maxFpr !== 1)
      throw new ValueError('A partial area is not defined for several classes', 'Leave maxFpr out.')
    if (!isMatrix(scores)) throw new ValueError('ROC AUC of several classes needs a score for each')
    return multiclassRocAuc(yTrue, scores, options)
  }
  if (type === 'continuous')
    throw new ValueError('ROC AUC needs classes, not numbers with fractions', 'Use r2.')
  return binaryRocAuc(yTrue, flat(scores), options.sampleWeight, options.maxFpr)
}

function binaryRocAuc(
  yTrue: Target,
  scores: ArrayLike<number>,
  sampleWeight?: ArrayLike<number>,
  maxFpr?: number | null
): number {
  const classes = uniqueLabels(yTrue)
  if (classes.length !== 2)
    throw new ValueError(
      `ROC AUC is not defined: all rows are of class "${classes[0]}"`,
      'Score rows of both classes.'
    )
  const { fpr, tpr } = rocCurve(yTrue, scores, { posLabel: classes[1], sampleWeight })
  if (maxFpr === null || maxFpr === undefined || maxFpr === 1) return auc(fpr, tpr)
  if (!(maxFpr > 0 && maxFpr <= 1)) throw new ValueError(`maxFpr = ${maxFpr} is not in (0, 1]`)
  const stop = fpr.findIndex((rate) => rate > maxFpr)
  const share = (maxFpr - fpr[stop - 1]) / (fpr[stop] - fpr[stop - 1])
  const last = tpr[stop - 1] + share * (tpr[stop] - tpr[stop - 1])
  const area = auc([...fpr.subarray(0, stop), maxFpr], [...tpr.subarray(0, stop), last])
  const least = 0.5 * maxFpr ** 2
  return 0.5 * (1 + (area - least) / (maxFpr - least))
}

/**
 * The precision at each threshold weighed by the recall it adds: the area under the precision-recall curve in steps.
 * Source: scikit-learn 1.2, `sklearn.metrics.average_precision_score`, binary targets.
 */
export function averagePrecisionScore(yTrue: Target, scores: Scores, options: CurveOptions = {}): number {
  const type = typeOfTarget(yTrue)
  if (type !== 'binary')
    throw new ValueError(`Average precision needs a target of two classes; this one is ${type}`)
  const { posLabel = 1 } = options
  const classes = uniqueLabels(yTrue)
  if (posLabel !== null && classes.length === 2 && !classes.some((label) => sameLabel(label, posLabel)))
    throw new ValueError(
      `The positive label ${JSON.stringify(posLabel)} is not among ${classes.map((l) => JSON.stringify(l)).join(', ')}`,
      'Code the target as 0 and 1.'
    )
  const { precision, recall } = precisionRecallCurve(yTrue, flat(scores), { ...options, posLabel })
  let sum = 0
  for (let i = 0; i + 1 < recall.length; i++) sum -= (recall[i + 1] - recall[i]) * precision[i]
  return sum
}

export interface TopKOptions extends ProbabilityOptions {
  /** = 2 */
  readonly k?: number
  readonly warn?: Warn
}

/**
 * The share of rows whose true class is among the `k` best scored. Of equal scores the class that sorts last is the better.
 * Source: scikit-learn 1.2, `sklearn.metrics.top_k_accuracy_score`.
 */
export function topKAccuracyScore(yTrue: Target, scores: Scores, options: TopKOptions = {}): number {
  const { k = 2, sampleWeight, warn } = options
  const several = isMatrix(scores) && scores.shape[1] > 2
  const classes = classesOf(yTrue, several ? scores.shape[1] : 2, options.labels)
  if (k >= classes.length)
    warn?.({
      category: 'UndefinedMetricWarning',
      message: `The best ${k} of ${classes.length} classes always hold the true one: the score says nothing`
    })
  const hits = several
    ? hitsAmongBest(yTrue, scores, classes, k)
    : binaryHits(yTrue, flat(scores), classes, k)
  return average(hits, sampleWeight)
}

function binaryHits(
  yTrue: Target,
  scores: ArrayLike<number>,
  classes: readonly Label[],
  k: number
): Float64Array {
  const values = Float64Array.from(scores)
  if (k > 1) return values.fill(1)
  const threshold = values.every((score) => score >= 0 && score <= 1) ? 0.5 : 0
  return values.map((score, i) => Number(yTrue[i] === classes[Number(score > threshold)]))
}

function hitsAmongBest(yTrue: Target, scores: Matrix, classes: readonly Label[], k: number): Float64Array {
  const columns = classes.map((_, c) => column(scores, c))
  const index = new Map(classes.map((label, c) => [label, c]))
  return Float64Array.from({ length: yTrue.length }, (_, i) => {
    const truth = index.get(yTrue[i])!
    const better = columns.filter(
      (scored, c) => scored[i] > columns[truth][i] || (scored[i] === columns[truth][i] && c > truth)
    )
    return Number(better.length < k)
  })
}
