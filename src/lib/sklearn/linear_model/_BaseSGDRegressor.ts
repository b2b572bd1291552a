import { matvec } from '$lib/numeric/linalg'
import { takeRows, type Matrix } from '$lib/numeric/matrix'
import { checkRandomState } from '$lib/numeric/random/RandomState'
import { Regressor, type FitOptions, type Target } from '../base'
import { r2Score } from '../metrics/r2'
import { checkArray, checkFeatures, checkSampleWeight, checkTarget, numericTarget } from '../utils/validation'
import { plainSgd, type SgdParams, type SgdRun, type SgdSettings } from './_sgd'
import { checkPartialFit, notConverged, type AverageParams } from './_sgdParams'
import { heldRows } from './_sgdValidation'

const MAX_INT = 0x7fffffff

/** Regressors by stochastic gradient descent. The fields that begin with `_` are scikit-learn's: partial_fit goes on from them. */
export abstract class BaseSGDRegressor<P extends SgdParams & AverageParams> extends Regressor<P> {
  /** Shape (n_features). */
  declare coef_: Float64Array
  /** Shape (1). */
  declare intercept_: Float64Array
  /** Epochs. */
  declare n_iter_: number
  /** Updates made, plus 1. */
  declare t_: number
  declare n_features_in_: number
  declare _standard_coef: Float64Array
  declare _standard_intercept: Float64Array
  declare _average_coef: Float64Array
  declare _average_intercept: Float64Array

  /** What is minimised; throws ValueError for parameters that do not go together. */
  protected abstract settings(): SgdSettings

  async fit(X: Matrix, y?: Target, options: FitOptions = {}): Promise<this> {
    const target = this.checkInput(X, y)
    const { max_iter, tol, warm_start } = this.params
    if (warm_start && this.isFitted) checkFeatures(X, this.n_features_in_, this.meta.className)
    else this.allocate(X.shape[1])
    this.t_ = 1
    await this.learn(X, target, max_iter, options)
    if (tol !== null && this.n_iter_ === max_iter) options.warn?.(notConverged)
    return this
  }

  /** One epoch on these rows, going on from what was learned. */
  async partial_fit(X: Matrix, y: Target, options: FitOptions = {}): Promise<this> {
    const target = this.checkInput(X, y)
    if (this.isFitted) checkFeatures(X, this.n_features_in_, this.meta.className)
    else {
      checkPartialFit(this.params)
      this.allocate(X.shape[1])
      this.t_ = 1
    }
    await this.learn(X, target, 1, options)
    return this
  }

  async predict(X: Matrix): Promise<Float64Array> {
    this.checkFitted()
    const { className } = this.meta
    checkFeatures(checkArray(X, className), this.n_features_in_, className)
    return matvec(X, this.coef_).map((value) => value + this.intercept_[0])
  }

  private checkInput(X: Matrix, y: Target | undefined): Float64Array {
    this.checkParams()
    const { className } = this.meta
    checkArray(X, className)
    checkTarget(X, y, className)
    return numericTarget(y, className)
  }

  private allocate(features: number): void {
    this.n_features_in_ = features
    this.coef_ = this._standard_coef = new Float64Array(features)
    this.intercept_ = this._standard_intercept = new Float64Array(1)
    this._average_coef = new Float64Array(features)
    this._average_intercept = new Float64Array(1)
  }

  private async learn(X: Matrix, y: Float64Array, maxIter: number, options: FitOptions): Promise<void> {
    const { params } = this
    const from = Number(params.average)
    const weight = checkSampleWeight(options.sampleWeight, X.shape[0])
    const coef = from > 0 ? this._standard_coef : this.coef_
    const { intercept, averageIntercept, nIter } = await plainSgd({
      X,
      y,
      weight,
      positiveWeight: 1,
      negativeWeight: 1,
      settings: this.settings(),
      params,
      maxIter,
      coef,
      intercept: (from > 0 ? this._standard_intercept : this.intercept_)[0],
      average:
        from > 0 ? { from, coef: this._average_coef, intercept: this._average_intercept[0] } : undefined,
      validation: params.early_stopping ? validation(X, y, weight, params) : undefined,
      t: this.t_,
      seed: checkRandomState(params.random_state).randint(0, MAX_INT),
      options
    })
    this.n_iter_ = nIter
    this.t_ += nIter * X.shape[0]
    this.intercept_ = Float64Array.of(intercept)
    if (from === 0) return
    this._standard_intercept = this.intercept_
    this._average_intercept = Float64Array.of(averageIntercept)
    const averaged = from <= this.t_ - 1
    this.coef_ = averaged ? this._average_coef : coef
    if (averaged) this.intercept_ = this._average_intercept
  }
}

/** The rows held back and their R². */
function validation(
  X: Matrix,
  y: Float64Array,
  weight: Float64Array,
  params: SgdParams
): SgdRun['validation'] {
  const held = heldRows(weight, params)
  const rows = Array.from(held.keys()).filter((i) => held[i])
  const [part, target, weights] = [takeRows(X, rows), rows.map((i) => y[i]), rows.map((i) => weight[i])]
  return {
    held,
    score: (coef, intercept) =>
      r2Score(
        target,
        matvec(part, coef).map((value) => value + intercept),
        weights
      )
  }
}
