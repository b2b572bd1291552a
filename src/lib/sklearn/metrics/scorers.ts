/** The scorer names of scikit-learn 1.2 (`sklearn.metrics.get_scorer_names()`): what each asks of an estimator and computes. */
import { ValueError } from '$lib/estimator/exceptions'
import { nearest } from '$lib/estimator/nearest'
import type { Target } from '../base'
import { numericTarget } from '../utils/validation'
import { accuracyScore } from './accuracy'
import { balancedAccuracyScore, classLikelihoodRatios, matthewsCorrcoef } from './classification'
import { meanGammaDeviance, meanPoissonDeviance } from './deviance'
import { f1Score, jaccardScore, precisionScore, recallScore } from './precisionRecallFscore'
import { brierScoreLoss, logLoss, type Scores } from './probability'
import { r2Score } from './r2'
import { averagePrecisionScore, rocAucScore, topKAccuracyScore } from './ranking'
import * as regression from './regression'
import { checkTargets, type Warn } from './_targets'

export interface MetricOptions {
  readonly sampleWeight?: ArrayLike<number>
  readonly warn?: Warn
}

type PredictMetric = (yTrue: Target, yPred: Target, options: MetricOptions) => number
type ScoresMetric = (yTrue: Target, scores: Scores, options: MetricOptions) => number

/**
 * A metric with what it needs: the estimator's `predict`, its `predict_proba`, or `threshold`: its `decision_function`
 * (`predict_proba` where it has none). `sign` −1 turns a loss round, so that greater is better.
 */
export type Scorer = { readonly task: 'classification' | 'regression'; readonly sign: 1 | -1 } & (
  | { readonly needs: 'predict'; readonly metric: PredictMetric }
  | { readonly needs: 'proba' | 'threshold'; readonly metric: ScoresMetric }
)

const classes = (metric: PredictMetric, sign: 1 | -1 = 1): Scorer => ({
  task: 'classification',
  sign,
  needs: 'predict',
  metric
})

const scores = (needs: 'proba' | 'threshold', metric: ScoresMetric, sign: 1 | -1 = 1): Scorer => ({
  task: 'classification',
  sign,
  needs,
  metric
})

const numbers = (metric: regression.RegressionMetric, sign: 1 | -1): Scorer => ({
  task: 'regression',
  sign,
  needs: 'predict',
  metric: (yTrue, yPred, { sampleWeight }) =>
    metric(numericTarget(yTrue, 'The metric'), numericTarget(yPred, 'The metric'), sampleWeight)
})

const accuracy: PredictMetric = (yTrue, yPred, { sampleWeight }) => {
  checkTargets(yTrue, yPred, sampleWeight)
  return accuracyScore(yTrue, yPred, sampleWeight)
}

/** Each score of sets in its variants: `f1` of the positive class, `f1_macro` … over all classes. */
const setwise = Object.entries({
  precision: precisionScore,
  recall: recallScore,
  f1: f1Score,
  jaccard: jaccardScore
}).flatMap(([name, metric]) =>
  (['binary', 'macro', 'micro', 'samples', 'weighted'] as const).map((average) => [
    average === 'binary' ? name : `${name}_${average}`,
    classes((yTrue, yPred, options) => metric(yTrue, yPred, { ...options, average }))
  ])
)

const rocAuc = (multiClass: 'ovr' | 'ovo', average: 'macro' | 'weighted'): Scorer =>
  scores('proba', (yTrue, proba, { sampleWeight }) =>
    rocAucScore(yTrue, proba, { sampleWeight, multiClass, average })
  )

export const scorers: Readonly<Record<string, Scorer>> = {
  accuracy: classes(accuracy),
  balanced_accuracy: classes(balancedAccuracyScore),
  matthews_corrcoef: classes(matthewsCorrcoef),
  positive_likelihood_ratio: classes(
    (y, predicted, options) => classLikelihoodRatios(y, predicted, options).positive
  ),
  neg_negative_likelihood_ratio: classes(
    (y, predicted, options) => classLikelihoodRatios(y, predicted, options).negative,
    -1
  ),
  ...Object.fromEntries(setwise),
  average_precision: scores('threshold', averagePrecisionScore),
  roc_auc: scores('threshold', (y, values, { sampleWeight }) => rocAucScore(y, values, { sampleWeight })),
  roc_auc_ovr: rocAuc('ovr', 'macro'),
  roc_auc_ovr_weighted: rocAuc('ovr', 'weighted'),
  roc_auc_ovo: rocAuc('ovo', 'macro'),
  roc_auc_ovo_weighted: rocAuc('ovo', 'weighted'),
  top_k_accuracy: scores('threshold', topKAccuracyScore),
  neg_log_loss: scores('proba', logLoss, -1),
  neg_brier_score: scores('proba', brierScoreLoss, -1),
  r2: numbers(r2Score, 1),
  explained_variance: numbers(regression.explainedVarianceScore, 1),
  d2_absolute_error_score: numbers(regression.d2AbsoluteErrorScore, 1),
  max_error: numbers(regression.maxError, -1),
  neg_mean_absolute_error: numbers(regression.meanAbsoluteError, -1),
  neg_mean_absolute_percentage_error: numbers(regression.meanAbsolutePercentageError, -1),
  neg_mean_gamma_deviance: numbers(meanGammaDeviance, -1),
  neg_mean_poisson_deviance: numbers(meanPoissonDeviance, -1),
  neg_mean_squared_error: numbers(regression.meanSquaredError, -1),
  neg_mean_squared_log_error: numbers(regression.meanSquaredLogError, -1),
  neg_median_absolute_error: numbers(regression.medianAbsoluteError, -1),
  neg_root_mean_squared_error: numbers(regression.rootMeanSquaredError, -1)
}

/** Scorers of scikit-learn that compare clusterings; they are known, but there is nothing here for them to judge. */
export const clusteringScorers: readonly string[] = [
  'adjusted_mutual_info_score',
  'adjusted_rand_score',
  'completeness_score',
  'fowlkes_mallows_score',
  'homogeneity_score',
  'mutual_info_score',
  'normalized_mutual_info_score',
  'rand_score',
  'v_measure_score'
]

/** The scorer of that name. Throws ValueError that names the nearest, or says why a known one does not fit. */
export function getScorer(name: string): Scorer {
  if (Object.hasOwn(scorers, name)) return scorers[name]
  const names = Object.keys(scorers)
  if (clusteringScorers.includes(name))
    throw new ValueError(
      `The metric ${name} compares clusterings`,
      `For classes and numbers there are: ${names.join(', ')}.`
    )
  const close = nearest(name, names)
  throw new ValueError(
    `There is no metric "${name}"`,
    close.length ? `Did you mean ${close.join(', ')}?` : `There are: ${names.join(', ')}.`
  )
}
