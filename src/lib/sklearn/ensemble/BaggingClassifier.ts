import type { ParamTable } from '$lib/estimator/params'
import { matrix, takeRows, type Matrix } from '$lib/numeric/matrix'
import { Classifier, type FitOptions, type Label, type Table, type Target } from '../base'
import { accuracyScore } from '../metrics/accuracy'
import { argmax, checkRows } from '../tree/_base'
import { DecisionTreeClassifier } from '../tree/DecisionTreeClassifier'
import { encodeClasses } from '../utils/labels'
import { checkArray, checkSampleWeight, checkTarget } from '../utils/validation'
import { baggingTable, chooseBase, fitAll, planDraws, type Baggable, type BaggingParams } from './_bagging'
import { drawBag, takeColumns, type Draws } from './_bag'
import { drawSeeds, warnOfFewEstimators } from './_forest'
import { addVotes, decides, leftOut } from './_votes'

/**
 * Classifiers fitted to random parts of the data, which vote by their mean probability (or, where they have none, by
 * their number).
 *
 * Algorithm: Breiman, "Bagging predictors", Machine Learning 24(2), 1996, p. 123; with parts of the features Ho, "The random
 * subspace method", IEEE TPAMI 20(8), 1998, p. 832; after scikit-learn 1.2's `sklearn/ensemble/_bagging.py`, with its seeds.
 *
 * Parameters: `estimator` = null (a DecisionTreeClassifier); `n_estimators` = 10; `max_samples` = 1 and `max_features` = 1: how
 * many rows and features each draws, a share in (0, 1] or a count > 1; `bootstrap` = true and `bootstrap_features` = false:
 * draw with replacement; `oob_score` = false: score each row on the estimators that did not draw it; `warm_start` = false:
 * keep the estimators and add more; `random_state` = null: an integer seed; `base_estimator`: the old name of `estimator`;
 * `n_jobs`, `verbose`: of no effect, the pool decides.
 *
 * Attributes: `estimator_`; `estimators_` (fitted to class indices); `estimators_features_` (the columns of each);
 * `estimators_samples_` (the rows of each, drawn anew when asked for); `classes_`; `n_classes_`; `n_features_in_`; with
 * `oob_score`: `oob_score_` (accuracy) and `oob_decision_function_`, shape (n_samples, n_classes), NaN in rows that all drew.
 *
 * Errors: InvalidParameterError; ValueError for what X or y must not hold, and for parameters that contradict each other.
 * Differs from scikit-learn: no missing values in X; `max_samples: 1` and `max_features: 1` are shares, as 1.0 is in Python.
 */
export class BaggingClassifier extends Classifier<BaggingParams> {
  static override readonly className = 'BaggingClassifier'
  static override readonly module = 'sklearn.ensemble'
  static override readonly params: ParamTable<BaggingParams> = baggingTable

  declare estimator_: Baggable
  declare estimators_: Baggable[]
  declare estimators_features_: Int32Array[]
  declare n_classes_: number
  declare n_features_in_: number
  declare oob_score_: number
  declare oob_decision_function_: Matrix
  declare _seeds: number[]
  declare _draws: Draws

  async fit(X: Matrix | Table, y?: Target, options: FitOptions = {}): Promise<this> {
    this.checkParams()
    const { params } = this
    const { className } = this.meta
    const rows = checkArray(X, className)
    checkTarget(rows, y, className)
    const { classes, codes } = encodeClasses(y, className)
    const draws = planDraws(params, ...rows.shape)
    const base = chooseBase(params, new DecisionTreeClassifier(), options)
    const weights = options.sampleWeight ? checkSampleWeight(options.sampleWeight, rows.shape[0]) : null
    const warm = params.warm_start && this.isFitted
    const kept = warm ? this.estimators_ : []
    const seeds = drawSeeds(params, kept.length, options)
    const fitted = await fitAll(base, { X: rows, y: codes, weights, draws }, seeds, options)
    const features = seeds.map((seed) => drawBag(seed, draws).features)
    this.classes_ = classes
    this.n_classes_ = classes.length
    this.n_features_in_ = rows.shape[1]
    this.estimator_ = base
    this.estimators_ = [...kept, ...fitted]
    this.estimators_features_ = warm ? [...this.estimators_features_, ...features] : features
    this._seeds = seeds
    this._draws = draws
    if (params.oob_score) await this.scoreOutOfBag(rows, codes, options)
    return this
  }

  /** The rows that each estimator of the last fit drew. */
  get estimators_samples_(): Int32Array[] {
    return this._seeds.map((seed) => drawBag(seed, this._draws).samples)
  }

  async predict(X: Matrix): Promise<Label[]> {
    return Array.from(argmax(await this.predict_proba(X)), (k) => this.classes_[k])
  }

  /** The mean of the estimators' probabilities, or their votes' shares, shape (n_samples, n_classes). */
  async predict_proba(X: Matrix): Promise<Matrix> {
    this.checkFitted()
    const rows = checkRows(X, this)
    const sum = matrix(rows.shape[0], this.n_classes_)
    const all = Int32Array.from({ length: rows.shape[0] }, (_, i) => i)
    for (const [t, estimator] of this.estimators_.entries())
      await addVotes(estimator, takeColumns(rows, this.estimators_features_[t]), all, sum)
    return matrix(
      ...sum.shape,
      sum.data.map((votes) => votes / this.estimators_.length)
    )
  }

  async predict_log_proba(X: Matrix): Promise<Matrix> {
    const { data, shape } = await this.predict_proba(X)
    return matrix(...shape, data.map(Math.log))
  }

  /** The mean of the estimators' decision functions; undefined when they have none. */
  get decision_function(): ((X: Matrix) => Promise<Matrix>) | undefined {
    if (this.isFitted && !decides(this.estimators_[0])) return undefined
    return async (X) => {
      this.checkFitted()
      const rows = checkRows(X, this)
      const parts = await Promise.all(
        this.estimators_.map((estimator, t) =>
          estimator.decision_function!(takeColumns(rows, this.estimators_features_[t]))
        )
      )
      const [first, ...others] = parts
      const mean = first.data.map(
        (value, i) => others.reduce((sum, { data }) => sum + data[i], value) / parts.length
      )
      return matrix(...first.shape, mean)
    }
  }

  private async scoreOutOfBag(X: Matrix, codes: Int32Array, { warn }: FitOptions): Promise<void> {
    const votes = matrix(X.shape[0], this.n_classes_)
    for (const [t, samples] of this.estimators_samples_.entries()) {
      const left = leftOut(samples, X.shape[0])
      await addVotes(
        this.estimators_[t],
        takeColumns(takeRows(X, left), this.estimators_features_[t]),
        left,
        votes
      )
    }
    const cols = this.n_classes_
    const shares = matrix(X.shape[0], cols)
    for (let i = 0; i < X.shape[0]; i++) {
      const total = votes.data.subarray(i * cols, (i + 1) * cols).reduce((sum, vote) => sum + vote, 0)
      for (let k = 0; k < cols; k++) shares.data[i * cols + k] = votes.data[i * cols + k] / total
    }
    if (shares.data.some(Number.isNaN)) warnOfFewEstimators(warn)
    this.oob_decision_function_ = shares
    this.oob_score_ = accuracyScore(codes, argmax(votes))
  }
}
