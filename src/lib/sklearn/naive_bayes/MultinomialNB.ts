import type { ParamTable } from '$lib/estimator/params'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import type { Table } from '../base'
import {
  addByClass,
  BaseDiscreteNB,
  discreteParams,
  linearScores,
  mapCounts,
  rowSums,
  type DiscreteNBParams
} from './_BaseDiscreteNB'
import type { Labelled } from './_BaseNB'

/**
 * Naive Bayes over multinomial counts, such as how often each word occurs in a text.
 *
 * Algorithm: Manning, Raghavan & Schütze, Introduction to Information Retrieval (2008), pages 234–265.
 * Source: scikit-learn 1.2, `sklearn.naive_bayes.MultinomialNB`.
 *
 * Parameters
 * - `alpha` number ≥ 0 or one a feature = 1: what is added to each count (0: no smoothing)
 * - `force_alpha` boolean or 'warn' = 'warn' (false with a warning): false raises alpha to 1e-10 where it is less
 * - `fit_prior` boolean = true: learn the classes' shares; else they are even
 * - `class_prior` one probability a class, or null = null
 *
 * Attributes: `classes_`, `class_count_`, `class_log_prior_` (classes), `feature_count_`, `feature_log_prob_`
 * (classes × features), `n_features_in_`.
 *
 * Errors: ValueError for negative values in X, a prior or alpha of the wrong length.
 */
export class MultinomialNB extends BaseDiscreteNB<DiscreteNBParams> {
  static override readonly className = 'MultinomialNB'
  static override readonly module = 'sklearn.naive_bayes'
  static override readonly params: ParamTable<DiscreteNBParams> = discreteParams

  declare feature_count_: Matrix
  declare feature_log_prob_: Matrix

  protected override checkRows(X: Matrix | Table): Matrix {
    return this.checkCounts(X)
  }

  protected reset(): void {
    this.feature_count_ = matrix(this.classes_.length, this.n_features_in_)
  }

  protected count(rows: Labelled): void {
    addByClass(this.feature_count_, rows)
  }

  protected updateFeatureLogProb(alpha: Float64Array): void {
    const smoothed = mapCounts(this.feature_count_, (count, j) => count + alpha[j])
    const logTotals = rowSums(smoothed).map(Math.log)
    const cols = this.n_features_in_
    this.feature_log_prob_ = matrix(
      this.classes_.length,
      cols,
      smoothed.data.map((count, at) => Math.log(count) - logTotals[Math.floor(at / cols)])
    )
  }

  protected jointLogLikelihood(X: Matrix): Matrix {
    return linearScores(X, this.feature_log_prob_, this.class_log_prior_)
  }
}
