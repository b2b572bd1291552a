/** What both kinds of AdaBoost do alike (scikit-learn 1.2, `sklearn/ensemble/_weight_boosting.py`). */
import { ValueError } from '$lib/estimator/exceptions'
import { estimator, integer, none, option, randomState, real } from '$lib/estimator/params'
import { pacer } from '$lib/numeric/pacer'
import { checkRandomState, type RandomState } from '$lib/numeric/random/RandomState'
import { clone, type FitOptions } from '../base'
import { sum } from '../utils/mean'
import { setRandomStates } from '../utils/randomStates'
import { checkSampleWeight } from '../utils/validation'
import type { Baggable } from './_bagging'

export interface AdaBoostParams {
  estimator: Baggable | null
  n_estimators: number
  learning_rate: number
  random_state: number | null
  base_estimator: Baggable | 'deprecated'
}

/** The table's entries that both have. */
export const adaBoostTable = {
  estimator: { default: null, kinds: [estimator, none] },
  n_estimators: { default: 50, kinds: [integer(1)] },
  learning_rate: { default: 1, kinds: [real(0, Infinity, 'neither')] },
  random_state: { default: null, kinds: randomState },
  base_estimator: { default: 'deprecated' as const, kinds: [estimator, option('deprecated')] }
}

/** What a fit leaves behind. */
export interface AdaBoosted {
  readonly estimators_: Baggable[]
  /** Shape (n_estimators,); 0 for those that were not needed. */
  readonly estimator_weights_: Float64Array
  /** Shape (n_estimators,); 1 for those that were not needed. */
  readonly estimator_errors_: Float64Array
}

/** A step of boosting: what its estimator counts, and its error; null for one that is no better than chance. */
export type Step = { readonly weight: number; readonly error: number } | null

/**
 * Weights of the rows that sum to 1. Throws ValueError for negative ones, and where none counts.
 */
export function rowWeights(given: ArrayLike<number> | undefined, rows: number): Float64Array {
  const weights = checkSampleWeight(given, rows)
  const negative = weights.findIndex((weight) => weight < 0)
  if (negative >= 0)
    throw new ValueError(
      `The sample weight of row ${negative} is ${weights[negative]}`,
      'AdaBoost needs weights of at least 0.'
    )
  const total = sum(weights)
  if (total === 0) throw new ValueError('All sample weights are 0', 'At least one row must count.')
  return weights.map((weight) => weight / total)
}

/**
 * Fits estimators one after another, each with more weight on the rows that those before it got wrong.
 *
 * @param weights of the rows; `step` changes them in place for the next
 * @param step fits an estimator. `isLast` tells that nobody needs new weights
 */
export async function boostWeights(
  base: Baggable,
  params: AdaBoostParams,
  weights: Float64Array,
  step: (estimator: Baggable, random: RandomState, isLast: boolean, done: number) => Promise<Step>,
  { signal, onProgress, warn }: FitOptions
): Promise<AdaBoosted> {
  const total = params.n_estimators
  const random = checkRandomState(params.random_state)
  const estimators_: Baggable[] = []
  const estimator_weights_ = new Float64Array(total)
  const estimator_errors_ = new Float64Array(total).fill(1)
  const counts = weights.map((weight) => Number(weight !== 0))
  const due = pacer(signal)
  for (let i = 0; i < total; i++) {
    onProgress?.({ phase: 'Boosting', done: i, total })
    // Rows that once counted keep counting.
    for (let r = 0; r < weights.length; r++) if (counts[r]) weights[r] = Math.max(weights[r], Number.EPSILON)
    const estimator = clone(base)
    setRandomStates(estimator, random)
    const found = await step(estimator, random, i === total - 1, estimators_.length)
    if (!found) {
      // No better than chance: the fit ends, with this one only if there is no other.
      if (!estimators_.length) estimators_.push(estimator)
      break
    }
    estimators_.push(estimator)
    estimator_weights_[i] = found.weight
    estimator_errors_[i] = found.error
    if (found.error === 0) break
    const sumOfWeights = sum(weights)
    if (!Number.isFinite(sumOfWeights)) {
      warn?.({
        category: 'UserWarning',
        message: `The sample weights have become infinite at iteration ${i}: boosting ends. Try a lower learning_rate.`
      })
      break
    }
    if (sumOfWeights <= 0) break
    if (i < total - 1) for (let r = 0; r < weights.length; r++) weights[r] /= sumOfWeights
    const rest = due()
    if (rest) await rest
  }
  return { estimators_, estimator_weights_, estimator_errors_ }
}

/** The mean of the estimators' importances by weight, shape (n_features,); undefined where they have none. */
export function weightedImportances({
  estimators_,
  estimator_weights_
}: AdaBoosted): Float64Array | undefined {
  const total = sum(estimator_weights_)
  const all = estimators_.map((each) => (each as { feature_importances_?: unknown }).feature_importances_)
  if (!all.every((own) => own instanceof Float64Array)) return undefined
  return all[0].map((_, f) => all.reduce((sum, own, t) => sum + estimator_weights_[t] * own[f], 0) / total)
}

/** Puts what a fit found into a model, in place of what an earlier one did. */
export function adoptBoosted(
  model: AdaBoosted & { feature_importances_?: Float64Array; estimator_: Baggable; n_features_in_: number },
  found: AdaBoosted,
  base: Baggable,
  nFeatures: number
): void {
  const importances = weightedImportances(found)
  delete model.feature_importances_
  Object.assign(model, found, importances && { feature_importances_: importances })
  model.estimator_ = base
  model.n_features_in_ = nFeatures
}
