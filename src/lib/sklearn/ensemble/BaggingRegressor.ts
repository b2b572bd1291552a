import type { ParamTable } from '$lib/estimator/params'
import { takeRows, type Matrix } from '$lib/numeric/matrix'
import { Regressor, type FitOptions, type Table, type Target } from '../base'
import { r2Score } from '../metrics/r2'
import { checkRows } from '../tree/_base'
import { DecisionTreeRegressor } from '../tree/DecisionTreeRegressor'
import { checkArray, checkSampleWeight, checkTarget, numericTarget } from '../utils/validation'
import { baggingTable, chooseBase, fitAll, planDraws, type Baggable, type BaggingParams } from './_bagging'
import { drawBag, takeColumns, type Draws } from './_bag'
import { drawSeeds, warnOfFewEstimators } from './_forest'
import { leftOut } from './_votes'

/**
 * Regressors fitted to random parts of the data; their mean is predicted.
 *
 * Algorithm: Breiman, "Bagging predictors", Machine Learning 24(2), 1996, p. 123; with parts of the features Ho, "The random
 * subspace method", IEEE TPAMI 20(8), 1998, p. 832; after scikit-learn 1.2's `sklearn/ensemble/_bagging.py`, with its seeds.
 *
 * Parameters: `estimator` = null (a DecisionTreeRegressor); the others as BaggingClassifier's.
 *
 * Attributes: `estimator_`; `estimators_`; `estimators_features_` (the columns of each); `estimators_samples_` (the rows of
 * each, drawn anew when asked for); `n_features_in_`; with `oob_score`: `oob_score_` (R²) and `oob_prediction_`, shape
 * (n_samples,), 0 in rows that all drew.
 *
 * Errors: InvalidParameterError; ValueError for what X or y must not hold, and for parameters that contradict each other.
 * Differs from scikit-learn: no missing values in X; `max_samples: 1` and `max_features: 1` are shares, as 1.0 is in Python.
 */
export class BaggingRegressor extends Regressor<BaggingParams> {
  static override readonly className = 'BaggingRegressor'
  static override readonly module = 'sklearn.ensemble'
  static override readonly params: ParamTable<BaggingParams> = baggingTable

  declare estimator_: Baggable
  declare estimators_: Baggable[]
  declare estimators_features_: Int32Array[]
  declare n_features_in_: number
  declare oob_score_: number
  declare oob_prediction_: Float64Array
  declare _seeds: number[]
  declare _draws: Draws

  async fit(X: Matrix | Table, y?: Target, options: FitOptions = {}): Promise<this> {
    this.checkParams()
    const { params } = this
    const { className } = this.meta
    const rows = checkArray(X, className)
    checkTarget(rows, y, className)
    const target = numericTarget(y, className)
    const draws = planDraws(params, ...rows.shape)
    const base = chooseBase(params, new DecisionTreeRegressor(), options)
    const weights = options.sampleWeight ? checkSampleWeight(options.sampleWeight, rows.shape[0]) : null
    const warm = params.warm_start && this.isFitted
    const kept = warm ? this.estimators_ : []
    const seeds = drawSeeds(params, kept.length, options)
    const fitted = await fitAll(base, { X: rows, y: target, weights, draws }, seeds, options)
    const features = seeds.map((seed) => drawBag(seed, draws).features)
    this.n_features_in_ = rows.shape[1]
    this.estimator_ = base
    this.estimators_ = [...kept, ...fitted]
    this.estimators_features_ = warm ? [...this.estimators_features_, ...features] : features
    this._seeds = seeds
    this._draws = draws
    if (params.oob_score) await this.scoreOutOfBag(rows, target, options)
    return this
  }

  /** The rows that each estimator of the last fit drew. */
  get estimators_samples_(): Int32Array[] {
    return this._seeds.map((seed) => drawBag(seed, this._draws).samples)
  }

  /** The mean of the estimators' predictions, shape (n_samples,). */
  async predict(X: Matrix): Promise<Float64Array> {
    this.checkFitted()
    const rows = checkRows(X, this)
    const sum = new Float64Array(rows.shape[0])
    for (const [t, estimator] of this.estimators_.entries()) {
      const predicted = await estimator.predict(takeColumns(rows, this.estimators_features_[t]))
      for (let i = 0; i < sum.length; i++) sum[i] += Number(predicted[i])
    }
    return sum.map((total) => total / this.estimators_.length)
  }

  private async scoreOutOfBag(X: Matrix, y: Float64Array, { warn }: FitOptions): Promise<void> {
    const sum = new Float64Array(X.shape[0])
    const votes = new Float64Array(X.shape[0])
    for (const [t, samples] of this.estimators_samples_.entries()) {
      const left = leftOut(samples, X.shape[0])
      if (!left.length) continue
      const rows = takeColumns(takeRows(X, left), this.estimators_features_[t])
      const predicted = await this.estimators_[t].predict(rows)
      left.forEach((i, at) => {
        sum[i] += Number(predicted[at])
        votes[i]++
      })
    }
    if (votes.includes(0)) warnOfFewEstimators(warn)
    this.oob_prediction_ = sum.map((total, i) => total / Math.max(1, votes[i]))
    this.oob_score_ = r2Score(y, this.oob_prediction_)
  }
}
