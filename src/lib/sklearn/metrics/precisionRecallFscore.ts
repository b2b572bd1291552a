import type { Target } from '../base'
import { classCounts, ratios, type Average, type ClassCounts, type SetwiseOptions } from './_setwise'
import { average as mean } from './_targets'

export interface FscoreOptions extends SetwiseOptions {
  /** The weight of recall against precision = 1. */
  readonly beta?: number
}

export interface ScoreOptions extends SetwiseOptions {
  /** = 'binary' */
  readonly average?: Average
}

/** One value a class. */
export interface PrecisionRecallFscore {
  readonly precision: Float64Array
  readonly recall: Float64Array
  readonly fscore: Float64Array
  /** How many rows (what weight) have the class. */
  readonly support: Float64Array
}

type ScoreName = 'precision' | 'recall' | 'fscore'

/**
 * Precision, recall, F-score and support of each class.
 *
 * Source: scikit-learn 1.2, `sklearn.metrics.precision_recall_fscore_support` with `average=None`.
 */
export function precisionRecallFscoreSupport(
  yTrue: Target,
  yPred: Target,
  options: FscoreOptions = {}
): PrecisionRecallFscore {
  return fromCounts(classCounts(yTrue, yPred, null, options), options, ['precision', 'recall', 'fscore'])
}

function fromCounts(
  counts: ClassCounts,
  options: FscoreOptions,
  warnFor: readonly ScoreName[]
): PrecisionRecallFscore {
  const { right, predicted, support } = counts
  const told = (name: ScoreName, reason: string): string | null =>
    warnFor.includes(name) ? `${name}, ${reason}` : null
  const precision = ratios(right, predicted, options, told('precision', 'no sample was predicted'))
  const recall = ratios(right, support, options, told('recall', 'no sample is true'))
  const beta2 = (options.beta ?? 1) ** 2
  const fscore = precision.map((p, k) => {
    if (beta2 === Infinity) return recall[k]
    const denominator = beta2 * p + recall[k]
    return ((1 + beta2) * p * recall[k]) / (denominator === 0 ? 1 : denominator)
  })
  if (
    warnFor.length === 1 &&
    warnFor[0] === 'fscore' &&
    support.some((s, k) => s === 0 && predicted[k] === 0)
  )
    ratios(right, new Float64Array(right.length), options, 'fscore, no sample is true or predicted')
  return { precision, recall, fscore, support }
}

/** The three scores averaged over the classes (`support` is the classes' own). */
export function averagedScores(
  yTrue: Target,
  yPred: Target,
  average: Average,
  options: FscoreOptions,
  warnFor: readonly ScoreName[]
): Record<ScoreName, number> {
  const counts = classCounts(yTrue, yPred, average, options)
  const scores = fromCounts(counts, options, warnFor)
  if (average === 'weighted' && counts.support.every((value) => value === 0))
    return withoutSupport(counts, options)
  const weights = average === 'weighted' ? counts.support : undefined
  return {
    precision: mean(scores.precision, weights),
    recall: mean(scores.recall, weights),
    fscore: mean(scores.fscore, weights)
  }
}

/** Nothing to weigh by: none of the classes asked for is true anywhere. */
function withoutSupport(
  { predicted }: ClassCounts,
  { zeroDivision }: FscoreOptions
): Record<ScoreName, number> {
  const empty = zeroDivision === 1 ? 1 : 0
  const silent = predicted.every((value) => value === 0) ? empty : 0
  return { precision: silent, recall: empty, fscore: silent }
}

const scoreOf =
  (name: ScoreName) =>
  (
    yTrue: Target,
    yPred: Target,
    { average = 'binary', ...options }: ScoreOptions & FscoreOptions = {}
  ): number =>
    averagedScores(yTrue, yPred, average, options, [name])[name]

/** The share of what was predicted that is true, tp / (tp + fp). */
export const precisionScore: (yTrue: Target, yPred: Target, options?: ScoreOptions) => number =
  scoreOf('precision')

/** The share of what is true that was predicted, tp / (tp + fn). */
export const recallScore: (yTrue: Target, yPred: Target, options?: ScoreOptions) => number = scoreOf('recall')

/** The harmonic mean of precision and recall, recall weighing `beta` (= 1) times as much. */
export const fbetaScore: (yTrue: Target, yPred: Target, options?: ScoreOptions & FscoreOptions) => number =
  scoreOf('fscore')

/** The harmonic mean of precision and recall. */
export const f1Score: (yTrue: Target, yPred: Target, options?: ScoreOptions) => number = fbetaScore

/** Jaccard's index, tp / (tp + fp + fn). */
export function jaccardScore(yTrue: Target, yPred: Target, options: ScoreOptions = {}): number {
  const { average = 'binary' } = options
  const { right, predicted, support } = classCounts(yTrue, yPred, average, options)
  const union = right.map((value, k) => predicted[k] + support[k] - value)
  const scores = ratios(right, union, options, 'jaccard, no sample is true or predicted')
  return mean(scores, average === 'weighted' && support.some((value) => value !== 0) ? support : undefined)
}
