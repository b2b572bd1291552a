import { ValueError } from '$lib/estimator/exceptions'
import { array, integer, none, real, type ParamTable } from '$lib/estimator/params'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import type { Table } from '../base'
import { BaseDiscreteNB, discreteParams, mapCounts, rowSums, type DiscreteNBParams } from './_BaseDiscreteNB'
import type { Labelled } from './_BaseNB'

export interface CategoricalNBParams extends DiscreteNBParams {
  min_categories: number | ArrayLike<number> | null
}

/**
 * Naive Bayes over categories, coded 0 … n − 1 in each column (OrdinalEncoder does that).
 *
 * Source: scikit-learn 1.2, `sklearn.naive_bayes.CategoricalNB`.
 *
 * Parameters
 * - `alpha` number ≥ 0 = 1: what is added to each count
 * - `force_alpha` boolean or 'warn' = 'warn': false raises alpha to 1e-10 where it is less
 * - `fit_prior` boolean = true: learn the classes' shares; else they are even
 * - `class_prior` one probability a class, or null = null
 * - `min_categories` integer ≥ 1, one a feature, or null = null: at least so many categories a feature, seen or not
 *
 * Attributes: `classes_`, `class_count_`, `class_log_prior_` (classes), `category_count_`, `feature_log_prob_` (for each
 * feature a matrix, classes × categories), `n_categories_` (features), `n_features_in_`.
 *
 * Errors: ValueError for negative values, and in predict for a category greater than any seen (scikit-learn: IndexError).
 * Fractions are cut off, as there.
 */
export class CategoricalNB extends BaseDiscreteNB<CategoricalNBParams> {
  static override readonly className = 'CategoricalNB'
  static override readonly module = 'sklearn.naive_bayes'
  static override readonly params: ParamTable<CategoricalNBParams> = {
    ...discreteParams,
    alpha: { default: 1, kinds: [real(0, Infinity, 'left')] },
    min_categories: { default: null, kinds: [none, array, integer(1, Infinity, 'left')] }
  }

  declare category_count_: Matrix[]
  declare feature_log_prob_: Matrix[]
  declare n_categories_: Int32Array

  protected override checkRows(X: Matrix | Table): Matrix {
    return mapCounts(this.checkCounts(X), Math.trunc)
  }

  protected reset(): void {
    this.category_count_ = Array.from({ length: this.n_features_in_ }, () => matrix(this.classes_.length, 0))
  }

  protected count({ X, codes, weights }: Labelled): void {
    const cols = this.n_features_in_
    this.n_categories_ = this.categoriesNeeded(X)
    this.category_count_ = this.category_count_.map((counts, j) => {
      const wider = widened(counts, this.n_categories_[j])
      for (let i = 0; i < codes.length; i++)
        wider.data[codes[i] * wider.shape[1] + X.data[i * cols + j]] += weights[i]
      return wider
    })
  }

  private categoriesNeeded(X: Matrix): Int32Array {
    const { min_categories: least } = this.params
    const cols = X.shape[1]
    if (least !== null && typeof least !== 'number') {
      if (least.length !== cols)
        throw new ValueError(`min_categories has ${least.length} values for ${cols} features`)
      for (let j = 0; j < cols; j++)
        if (!Number.isInteger(least[j])) throw new ValueError(`min_categories: ${least[j]} is no integer`)
    }
    const needed = Int32Array.from({ length: cols }, (_, j) =>
      typeof least === 'number' ? least : (least?.[j] ?? 0)
    )
    X.data.forEach((category, at) => (needed[at % cols] = Math.max(needed[at % cols], category + 1)))
    return needed
  }

  protected updateFeatureLogProb(alpha: Float64Array): void {
    this.feature_log_prob_ = this.category_count_.map((counts, j) => {
      const smoothed = mapCounts(counts, (count) => count + alpha[j])
      const logTotals = rowSums(smoothed).map(Math.log)
      const categories = counts.shape[1]
      return matrix(
        ...counts.shape,
        smoothed.data.map((count, at) => Math.log(count) - logTotals[Math.floor(at / categories)])
      )
    })
  }

  protected jointLogLikelihood(X: Matrix): Matrix {
    const [rows, cols] = X.shape
    const classes = this.classes_.length
    const out = matrix(rows, classes)
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < cols; j++) {
        const { data, shape } = this.feature_log_prob_[j]
        const category = X.data[i * cols + j]
        if (category >= shape[1])
          throw new ValueError(
            `Row ${i}: feature ${j} is ${category}, but the greatest category trained on is ${shape[1] - 1}`,
            'Set min_categories to allow for categories that were not seen.'
          )
        for (let k = 0; k < classes; k++) out.data[i * classes + k] += data[k * shape[1] + category]
      }
      for (let k = 0; k < classes; k++) out.data[i * classes + k] += this.class_log_prior_[k]
    }
    return out
  }
}

/** The same counts with columns of 0 added up to that many. */
function widened(counts: Matrix, cols: number): Matrix {
  const [rows, had] = counts.shape
  const out = matrix(rows, Math.max(cols, had))
  for (let k = 0; k < rows; k++) out.data.set(counts.data.subarray(k * had, (k + 1) * had), k * out.shape[1])
  return out
}
