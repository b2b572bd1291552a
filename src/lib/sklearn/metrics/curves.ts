import { ValueError } from '$lib/estimator/exceptions'
import type { Label, Target } from '../base'
import { checkLengths, positiveLabel, sameLabel, typeOfTarget, type Warn } from './_targets'

export interface CurveOptions {
  /** The positive class; else 1 where the labels are among −1, 0 and 1. */
  readonly posLabel?: Label | null
  readonly sampleWeight?: ArrayLike<number>
  readonly warn?: Warn
}

/** False and true positives (weights) when everything that scores at least the threshold is called positive. */
interface Counts {
  readonly fps: Float64Array
  readonly tps: Float64Array
  /** Falling. */
  readonly thresholds: Float64Array
}

function countByThreshold(yTrue: Target, scores: ArrayLike<number>, options: CurveOptions): Counts {
  const { posLabel = null, sampleWeight } = options
  const type = typeOfTarget(yTrue)
  if (type === 'continuous' || (type === 'multiclass' && posLabel === null))
    throw new ValueError(`A curve needs a target of two classes; this one is ${type}`)
  checkLengths(yTrue.length, scores, sampleWeight)
  const order = Array.from({ length: yTrue.length }, (_, i) => i).filter(
    (i) => !sampleWeight || sampleWeight[i] !== 0
  )
  for (const i of order)
    if (!Number.isFinite(scores[i])) throw new ValueError(`Row ${i}: the score ${scores[i]} is not finite`)
  const positive = positiveLabel(
    posLabel,
    order.map((i) => yTrue[i])
  )
  order.sort((a, b) => scores[b] - scores[a] || b - a)
  const fps: number[] = []
  const tps: number[] = []
  const thresholds: number[] = []
  let fp = 0
  let tp = 0
  order.forEach((i, at) => {
    const weight = sampleWeight ? sampleWeight[i] : 1
    if (sameLabel(yTrue[i], positive)) tp += weight
    else fp += weight
    if (at + 1 < order.length && scores[order[at + 1]] === scores[i]) return
    fps.push(fp)
    tps.push(tp)
    thresholds.push(scores[i])
  })
  return {
    fps: Float64Array.from(fps),
    tps: Float64Array.from(tps),
    thresholds: Float64Array.from(thresholds)
  }
}

function joined(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  const out = new Float64Array(a.length + b.length)
  out.set(a)
  out.set(b, a.length)
  return out
}

/** Where a curve turns: both ends, and every point off the line between its neighbours. */
function corners({ fps, tps, thresholds }: Counts): Counts {
  const bends = (v: Float64Array, i: number): boolean => v[i + 1] - v[i] - (v[i] - v[i - 1]) !== 0
  const kept = (_: number, i: number): boolean =>
    i === 0 || i === fps.length - 1 || bends(fps, i) || bends(tps, i)
  return { fps: fps.filter(kept), tps: tps.filter(kept), thresholds: thresholds.filter(kept) }
}

/**
 * The receiver operating characteristic: false and true positive rate at each falling threshold. The first point, (0, 0),
 * has the threshold max(score) + 1. Points on a straight line are dropped unless `dropIntermediate` is false.
 * Source: scikit-learn 1.2, `sklearn.metrics.roc_curve`.
 */
export function rocCurve(
  yTrue: Target,
  scores: ArrayLike<number>,
  options: CurveOptions & { readonly dropIntermediate?: boolean } = {}
): { fpr: Float64Array; tpr: Float64Array; thresholds: Float64Array } {
  const all = countByThreshold(yTrue, scores, options)
  const { fps, tps, thresholds } =
    (options.dropIntermediate ?? true) && all.fps.length > 2 ? corners(all) : all
  const rate = (counts: Float64Array, name: string): Float64Array => {
    const total = counts[counts.length - 1]
    if (total > 0)
      return joined(
        [0],
        counts.map((count) => count / total)
      )
    options.warn?.({
      category: 'UndefinedMetricWarning',
      message: `There is no ${name} row: its rate means nothing`
    })
    return new Float64Array(counts.length + 1).fill(NaN)
  }
  return {
    fpr: rate(fps, 'negative'),
    tpr: rate(tps, 'positive'),
    thresholds: joined([thresholds[0] + 1], thresholds)
  }
}

/**
 * Precision and recall at each rising threshold; the last point, (1, 0), has none.
 * Source: scikit-learn 1.2, `sklearn.metrics.precision_recall_curve`.
 */
export function precisionRecallCurve(
  yTrue: Target,
  scores: ArrayLike<number>,
  options: CurveOptions = {}
): { precision: Float64Array; recall: Float64Array; thresholds: Float64Array } {
  const { fps, tps, thresholds } = countByThreshold(yTrue, scores, options)
  const total = tps[tps.length - 1]
  if (total === 0)
    options.warn?.({
      category: 'UserWarning',
      message: 'There is no positive row: recall is 1 at every threshold'
    })
  const precision = tps.map((tp, i) => (tp + fps[i] === 0 ? 0 : tp / (tp + fps[i])))
  const recall = tps.map((tp) => (total === 0 ? 1 : tp / total))
  return {
    precision: joined(precision.reverse(), [1]),
    recall: joined(recall.reverse(), [0]),
    thresholds: thresholds.reverse()
  }
}

/** The area under a curve by trapezia. Throws ValueError unless x rises or falls throughout. */
export function auc(x: ArrayLike<number>, y: ArrayLike<number>): number {
  checkLengths(x.length, y)
  if (x.length < 2) throw new ValueError(`An area needs two points at least, not ${x.length}`)
  let area = 0
  let rises = false
  let falls = false
  for (let i = 1; i < x.length; i++) {
    const width = x[i] - x[i - 1]
    rises ||= width > 0
    falls ||= width < 0
    area += (width * (y[i] + y[i - 1])) / 2
  }
  if (rises && falls)
    throw new ValueError('The area under a curve whose x both rises and falls is not defined')
  return falls ? -area : area
}
