import { none, real, type ParamTable } from '$lib/estimator/params'
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

export interface BernoulliNBParams extends DiscreteNBParams {
  binarize: number | null
}

/**
 * Naive Bayes over features that are there or not; that one is absent counts too.
 *
 * Algorithm: Manning, Raghavan & Schütze, Introduction to Information Retrieval (2008), pages 234–265.
 * Source: scikit-learn 1.2, `sklearn.naive_bayes.BernoulliNB`.
 *
 * Parameters
 * - `alpha` number ≥ 0 or one a feature = 1: what is added to each count
 * - `force_alpha` boolean or 'warn' = 'warn': false raises alpha to 1e-10 where it is less
 * - `binarize` number ≥ 0 or null = 0: what is greater counts as 1, the rest as 0; null: X is 0 and 1 already
 * - `fit_prior` boolean = true: learn the classes' shares; else they are even
 * - `class_prior` one probability a class, or null = null
 *
 * Attributes: `classes_`, `class_count_`, `class_log_prior_` (classes), `feature_count_`, `feature_log_prob_`
 * (classes × features), `n_features_in_`.
 *
 * Errors: ValueError for a prior or alpha of the wrong length.
 * Differs: an alpha for each feature works (in scikit-learn 1.2 the shapes do not fit).
 */
export class BernoulliNB extends BaseDiscreteNB<BernoulliNBParams> {
  static override readonly className = 'BernoulliNB'
  static override readonly module = 'sklearn.naive_bayes'
  static override readonly params: ParamTable<BernoulliNBParams> = {
    ...discreteParams,
    binarize: { default: 0, kinds: [none, real(0, Infinity, 'left')] }
  }

  declare feature_count_: Matrix
  declare feature_log_prob_: Matrix

  protected override checkRows(X: Matrix | Table): Matrix {
    const rows = super.checkRows(X)
    const { binarize } = this.params
    return binarize === null ? rows : mapCounts(rows, (value) => Number(value > binarize))
  }

  protected reset(): void {
    this.feature_count_ = matrix(this.classes_.length, this.n_features_in_)
  }

  protected count(rows: Labelled): void {
    addByClass(this.feature_count_, rows)
  }

  protected updateFeatureLogProb(alpha: Float64Array): void {
    const cols = this.n_features_in_
    this.feature_log_prob_ = matrix(
      this.classes_.length,
      cols,
      this.feature_count_.data.map((count, at) => {
        const smoothing = alpha[at % cols]
        return (
          Math.log(count + smoothing) - Math.log(this.class_count_[Math.floor(at / cols)] + 2 * smoothing)
        )
      })
    )
  }

  protected jointLogLikelihood(X: Matrix): Matrix {
    const absent = mapCounts(this.feature_log_prob_, (logProb) => Math.log(1 - Math.exp(logProb)))
    const odds = matrix(
      ...absent.shape,
      absent.data.map((logAbsent, at) => this.feature_log_prob_.data[at] - logAbsent)
    )
    const constant = rowSums(absent).map((sum, k) => this.class_log_prior_[k] + sum)
    return linearScores(X, odds, constant)
  }
}
