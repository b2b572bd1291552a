import { boolean, type ParamTable } from '$lib/estimator/params'
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

export interface ComplementNBParams extends DiscreteNBParams {
  norm: boolean
}

/**
 * Naive Bayes that estimates each class from all the rows that are not of it: steadier than MultinomialNB where classes
 * are of unequal size.
 *
 * Algorithm: Rennie, Shih, Teevan & Karger, Tackling the poor assumptions of naive Bayes text classifiers (ICML 2003).
 * Source: scikit-learn 1.2, `sklearn.naive_bayes.ComplementNB`.
 *
 * Parameters
 * - `alpha` number ≥ 0 or one a feature = 1: what is added to each count
 * - `force_alpha` boolean or 'warn' = 'warn': false raises alpha to 1e-10 where it is less
 * - `fit_prior` boolean = true, `class_prior` array or null = null: matter only where there is a single class
 * - `norm` boolean = false: divide each class's weights by their sum
 *
 * Attributes: `classes_`, `class_count_`, `class_log_prior_` (classes), `feature_count_`, `feature_log_prob_` weights
 * (classes × features), `feature_all_` (features), `n_features_in_`.
 *
 * Errors: ValueError for negative values in X, a prior or alpha of the wrong length.
 */
export class ComplementNB extends BaseDiscreteNB<ComplementNBParams> {
  static override readonly className = 'ComplementNB'
  static override readonly module = 'sklearn.naive_bayes'
  static override readonly params: ParamTable<ComplementNBParams> = {
    ...discreteParams,
    norm: { default: false, kinds: [boolean] }
  }

  declare feature_count_: Matrix
  declare feature_all_: Float64Array
  declare feature_log_prob_: Matrix

  protected override checkRows(X: Matrix | Table): Matrix {
    return this.checkCounts(X)
  }

  protected reset(): void {
    this.feature_count_ = matrix(this.classes_.length, this.n_features_in_)
    this.feature_all_ = new Float64Array(this.n_features_in_)
  }

  protected count(rows: Labelled): void {
    addByClass(this.feature_count_, rows)
    const cols = this.n_features_in_
    this.feature_all_ = new Float64Array(cols)
    this.feature_count_.data.forEach((count, at) => (this.feature_all_[at % cols] += count))
  }

  protected updateFeatureLogProb(alpha: Float64Array): void {
    const complement = mapCounts(this.feature_count_, (count, j) => this.feature_all_[j] + alpha[j] - count)
    const totals = rowSums(complement)
    const cols = this.n_features_in_
    const logged = matrix(
      this.classes_.length,
      cols,
      complement.data.map((count, at) => Math.log(count / totals[Math.floor(at / cols)]))
    )
    const divisors = this.params.norm ? rowSums(logged) : new Float64Array(this.classes_.length).fill(-1)
    this.feature_log_prob_ = matrix(
      this.classes_.length,
      cols,
      logged.data.map((value, at) => value / divisors[Math.floor(at / cols)])
    )
  }

  protected jointLogLikelihood(X: Matrix): Matrix {
    return linearScores(
      X,
      this.feature_log_prob_,
      this.classes_.length === 1 ? this.class_log_prior_ : undefined
    )
  }
}
