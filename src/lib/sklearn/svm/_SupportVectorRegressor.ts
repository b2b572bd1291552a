import { dot } from '$lib/numeric/linalg'
import { matrix, takeRows, type Matrix } from '$lib/numeric/matrix'
import { Regressor, type AskOptions, type FitOptions, type Target } from '../base'
import { checkArray, checkFeatures, checkSampleWeight, checkTarget, numericTarget } from '../utils/validation'
import { eachRow } from './_decision'
import type { regressEpsilon } from './_formulations'
import {
  checkFinite,
  checkSquare,
  gammaOf,
  kernelOf,
  settingsOf,
  warnEarly,
  weighted,
  type KernelParams,
  type SolverParams
} from './_params'

export type RegressorParams = KernelParams & SolverParams & { C: number }

/** Regressors whose value is a sum of kernels with support vectors. */
export abstract class SupportVectorRegressor<
  P extends RegressorParams & { nu?: number; epsilon?: number }
> extends Regressor<P> {
  declare support_: Int32Array
  declare support_vectors_: Matrix
  /** Shape (1). */
  declare n_support_: Int32Array
  /** Shape (1, n_SV). */
  declare dual_coef_: Matrix
  /** Shape (1, n_features), for a linear kernel. */
  declare coef_: Matrix
  /** Shape (1). */
  declare intercept_: Float64Array
  declare fit_status_: number
  declare n_iter_: number
  declare shape_fit_: number[]
  declare n_features_in_: number
  declare _gamma: number

  protected abstract readonly regress: typeof regressEpsilon

  async fit(X: Matrix, y?: Target, options: FitOptions = {}): Promise<this> {
    this.checkParams()
    const { params } = this
    const { className } = this.meta
    checkArray(X, className)
    checkTarget(X, y, className)
    checkSquare(params, X)
    const target = numericTarget(y, className)
    const weight = checkSampleWeight(options.sampleWeight, X.shape[0])
    const rows = weighted(weight)
    const gamma = gammaOf(params, X)
    const machine = await this.regress(
      { X, rows, weight: Float64Array.from(rows, (i) => weight[i]) },
      Float64Array.from(rows, (i) => target[i]),
      settingsOf(params, kernelOf(params, gamma), options)
    )
    checkFinite(machine.coef, Float64Array.of(machine.rho))
    warnEarly(machine.timedOut, params.max_iter, options)
    const kept = machine.coef.filter((coef) => coef !== 0)
    this.support_ = rows.filter((_, i) => machine.coef[i] !== 0)
    this.support_vectors_ = params.kernel === 'precomputed' ? matrix(0, 0) : takeRows(X, this.support_)
    this.n_support_ = Int32Array.of(kept.length)
    this.dual_coef_ = matrix(1, kept.length, kept)
    this.intercept_ = Float64Array.of(-machine.rho)
    this.fit_status_ = Number(machine.timedOut)
    this.n_iter_ = machine.nIter
    this.shape_fit_ = [...X.shape]
    this.n_features_in_ = X.shape[1]
    this._gamma = gamma
    if (params.kernel === 'linear') this.coef_ = weights(kept, this.support_vectors_)
    return this
  }

  async predict(X: Matrix, { signal }: AskOptions = {}): Promise<Float64Array> {
    this.checkFitted()
    const { className } = this.meta
    checkFeatures(checkArray(X, className), this.n_features_in_, className)
    const { dual_coef_, support_, support_vectors_ } = this
    const out = new Float64Array(X.shape[0]).fill(this.intercept_[0])
    const vectors = {
      kernel: kernelOf(this.params, this._gamma),
      vectors: support_vectors_,
      support: support_
    }
    await eachRow(X, vectors, (i, kernel) => (out[i] += dot(dual_coef_.data, kernel)), signal)
    return out
  }
}

/** The features' weights: the sum of the support vectors by their coefficients. */
function weights(coef: Float64Array, { data, shape: [, cols] }: Matrix): Matrix {
  const out = matrix(1, cols)
  for (let s = 0, at = 0; s < coef.length; s++)
    for (let f = 0; f < cols; f++, at++) out.data[f] += coef[s] * data[at]
  return out
}
