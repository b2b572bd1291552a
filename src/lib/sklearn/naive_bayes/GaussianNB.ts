import { ValueError } from '$lib/estimator/exceptions'
import { array, none, real, type ParamTable } from '$lib/estimator/params'
import { matrix, row, type Matrix } from '$lib/numeric/matrix'
import type { FitOptions } from '../base'
import { BaseNB, type Labelled } from './_BaseNB'

export interface GaussianNBParams {
  priors: ArrayLike<number> | null
  var_smoothing: number
}

/**
 * Naive Bayes with normally distributed features.
 *
 * Algorithm: mean and variance of each feature in each class; more rows are merged in by Chan, Golub & LeVeque's update
 * (Stanford STAN-CS-79-773, 1979). Source: scikit-learn 1.2, `sklearn.naive_bayes.GaussianNB`.
 *
 * Parameters
 * - `priors` one probability a class, or null = null: the classes' shares of the rows
 * - `var_smoothing` number ≥ 0 = 1e-9: the share of the greatest variance of any feature that is added to all variances
 *
 * Attributes: `classes_`, `class_count_`, `class_prior_` (classes), `theta_` means and `var_` variances
 * (classes × features), `epsilon_` what was added to the variances, `n_features_in_`.
 *
 * Errors: ValueError for priors that are negative, not one a class or do not sum to 1.
 */
export class GaussianNB extends BaseNB<GaussianNBParams> {
  static override readonly className = 'GaussianNB'
  static override readonly module = 'sklearn.naive_bayes'
  static override readonly params: ParamTable<GaussianNBParams> = {
    priors: { default: null, kinds: [array, none] },
    var_smoothing: { default: 1e-9, kinds: [real(0, Infinity, 'left')] }
  }

  declare class_prior_: Float64Array
  declare theta_: Matrix
  declare var_: Matrix
  declare epsilon_: number

  protected reset(): void {
    const classes = this.classes_.length
    this.class_prior_ = this.params.priors
      ? checkPriors(this.params.priors, classes)
      : new Float64Array(classes)
    this.theta_ = matrix(classes, this.n_features_in_)
    this.var_ = matrix(classes, this.n_features_in_)
  }

  protected learn(rows: Labelled, _options: FitOptions): void {
    this.epsilon_ = this.params.var_smoothing * greatestVariance(rows.X)
    // What was added before is taken away by the new rows' measure, not by its own: so does scikit-learn.
    if (this.class_count_.some((count) => count > 0))
      for (let at = 0; at < this.var_.data.length; at++) this.var_.data[at] -= this.epsilon_
    for (let k = 0; k < this.classes_.length; k++) this.merge(rows, k)
    for (let at = 0; at < this.var_.data.length; at++) this.var_.data[at] += this.epsilon_
    if (this.params.priors) return
    const total = this.class_count_.reduce((a, b) => a + b, 0)
    this.class_prior_ = this.class_count_.map((count) => count / total)
  }

  /** Takes the rows of class k into its means and variances. */
  private merge({ X, codes, weights }: Labelled, k: number): void {
    const cols = X.shape[1]
    let added = 0
    const mean = new Float64Array(cols)
    for (let i = 0; i < codes.length; i++) {
      if (codes[i] !== k) continue
      added += weights[i]
      for (let j = 0; j < cols; j++) mean[j] += weights[i] * X.data[i * cols + j]
    }
    if (added <= 1e-8) return
    for (let j = 0; j < cols; j++) mean[j] /= added
    const squares = new Float64Array(cols)
    for (let i = 0; i < codes.length; i++)
      if (codes[i] === k)
        for (let j = 0; j < cols; j++) squares[j] += weights[i] * (X.data[i * cols + j] - mean[j]) ** 2
    const past = this.class_count_[k]
    const total = past + added
    const theta = row(this.theta_, k)
    const variance = row(this.var_, k)
    for (let j = 0; j < cols; j++) {
      const apart = ((added * past) / total) * (theta[j] - mean[j]) ** 2
      variance[j] = (past * variance[j] + squares[j] + apart) / total
      theta[j] = (added * mean[j] + past * theta[j]) / total
    }
    this.class_count_[k] = total
  }

  protected jointLogLikelihood(X: Matrix): Matrix {
    const [rows, cols] = X.shape
    const classes = this.classes_.length
    const out = matrix(rows, classes)
    for (let k = 0; k < classes; k++) {
      const theta = row(this.theta_, k)
      const variance = row(this.var_, k)
      const norm = variance.reduce((sum, v) => sum + Math.log(2 * Math.PI * v), 0)
      const constant = Math.log(this.class_prior_[k]) - 0.5 * norm
      for (let i = 0, at = 0; i < rows; i++) {
        let sum = 0
        for (let j = 0; j < cols; j++, at++) sum += (X.data[at] - theta[j]) ** 2 / variance[j]
        out.data[i * classes + k] = constant - 0.5 * sum
      }
    }
    return out
  }
}

function checkPriors(priors: ArrayLike<number>, classes: number): Float64Array {
  const values = Float64Array.from(priors)
  const sum = values.reduce((a, b) => a + b, 0)
  if (values.length !== classes)
    throw new ValueError(`priors has ${values.length} values for ${classes} classes`)
  if (!(Math.abs(sum - 1) <= 1e-5)) throw new ValueError(`priors sum to ${sum}`, 'They must sum to 1.')
  if (values.some((value) => value < 0))
    throw new ValueError('priors has a negative value', 'They are probabilities.')
  return values
}

function greatestVariance(X: Matrix): number {
  const [rows, cols] = X.shape
  let greatest = 0
  for (let j = 0; j < cols; j++) {
    let mean = 0
    for (let at = j; at < X.data.length; at += cols) mean += X.data[at]
    mean /= rows
    let squares = 0
    for (let at = j; at < X.data.length; at += cols) squares += (X.data[at] - mean) ** 2
    greatest = Math.max(greatest, squares / rows)
  }
  return greatest
}
