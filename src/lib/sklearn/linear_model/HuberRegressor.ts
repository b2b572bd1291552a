import { ValueError } from '$lib/estimator/exceptions'
import { boolean, integer, real, type ParamTable } from '$lib/estimator/params'
import type { LinearOperator } from '$lib/numeric/backend'
import type { Matrix } from '$lib/numeric/matrix'
import { minimizeLbfgsb, type Evaluation } from '$lib/numeric/optimize/lbfgsb'
import type { FitOptions, Target } from '../base'
import { LinearModel } from './_LinearModel'
import { solveOn, type Start } from './_onDevice'

export interface HuberRegressorParams {
  epsilon: number
  max_iter: number
  alpha: number
  warm_start: boolean
  fit_intercept: boolean
  tol: number
}

/**
 * Linear regression that outliers move little: residuals count squared up to `epsilon` scales and linearly beyond, and the
 * scale is estimated with the coefficients (Owen, "A robust hybrid of lasso and ridge regression", 2006; Huber & Ronchetti,
 * Robust Statistics, 2nd ed., 2009, p. 172). L2 penalty.
 *
 * Algorithm: L-BFGS-B with the scale bounded from 0. Source: scikit-learn 1.2, `sklearn.linear_model.HuberRegressor`.
 *
 * Parameters
 * - `epsilon` = 1.35: where an outlier begins, in scales; 1 and more, the smaller the more robust
 * - `max_iter` = 100
 * - `alpha` = 1e-4: strength of the penalty
 * - `warm_start` = false: start from the last fit
 * - `fit_intercept` = true
 * - `tol` = 1e-5: the fit ends when no component of the projected gradient exceeds it
 *
 * Attributes: `coef_` (n_features), `intercept_` (number), `scale_` (number), `n_iter_`, `outliers_` (n_samples; 1 for an
 * outlier), `n_features_in_`.
 *
 * Errors: ValueError when the line search fails. Warns when max_iter was too little.
 */
export class HuberRegressor extends LinearModel<HuberRegressorParams> {
  static override readonly className = 'HuberRegressor'
  static override readonly module = 'sklearn.linear_model'
  static override readonly params: ParamTable<HuberRegressorParams> = {
    epsilon: { default: 1.35, kinds: [real(1, Infinity, 'left')] },
    max_iter: { default: 100, kinds: [integer(0)] },
    alpha: { default: 0.0001, kinds: [real(0, Infinity, 'left')] },
    warm_start: { default: false, kinds: [boolean] },
    fit_intercept: { default: true, kinds: [boolean] },
    tol: { default: 1e-5, kinds: [real(0, Infinity, 'left')] }
  }

  declare scale_: number
  declare n_iter_: number
  declare outliers_: Uint8Array

  async fit(X: Matrix, y?: Target, options: FitOptions = {}): Promise<this> {
    const { y: target, weights } = this.check(X, y, options)
    const { epsilon, alpha, fit_intercept, max_iter, tol } = this.params
    const features = X.shape[1]
    const start = this.start(features)
    const weight = weights ?? new Float64Array(target.length).fill(1)
    const problem = { y: target, weight, epsilon, alpha, fitIntercept: fit_intercept }
    const minimise = async (operator: LinearOperator, { x, maxIter, ftolFactor }: Start) => {
      const result = await minimizeLbfgsb((at) => huberLoss({ ...problem, operator }, at), x, {
        bounds: Array.from(start, (_, i) => [i === start.length - 1 ? 10 * Number.EPSILON : null, null]),
        maxiter: maxIter,
        gtol: tol,
        ftol: Math.max(ftolFactor * 1e7 * Number.EPSILON, operator.roundoff),
        signal: options.signal,
        callback: (_x, _f, nit) => options.onProgress?.({ phase: 'fit', done: nit, total: max_iter })
      })
      return { coef: result.x, nIter: result.nit, result }
    }
    const plan = { products: 60, columns: 60 }
    const { result, nIter } = await solveOn(X, options, plan, { x: start, maxIter: max_iter }, minimise)
    if (result.status === 2)
      throw new ValueError(
        `HuberRegressor did not converge: ${result.message}`,
        'Scale the data, or raise tol.'
      )
    if (result.status === 1)
      options.warn?.({
        category: 'ConvergenceWarning',
        message: `lbfgs failed to converge: ${result.message}. Increase max_iter or scale the data.`
      })
    this.coef_ = result.x.slice(0, features)
    this.intercept_ = fit_intercept ? result.x[features] : 0
    this.scale_ = result.x[result.x.length - 1]
    this.n_iter_ = Math.min(nIter, max_iter)
    this.n_features_in_ = features
    const limit = this.scale_ * epsilon
    this.outliers_ = Uint8Array.from(this.linear(X), (p, i) => Number(Math.abs(target[i] - p) > limit))
    return this
  }

  /** Coefficients, the intercept if one is fitted, the scale. */
  private start(features: number): Float64Array {
    const { warm_start, fit_intercept } = this.params
    const warm = warm_start && this.isFitted && this.n_features_in_ === features
    const start = new Float64Array(features + Number(fit_intercept) + 1)
    if (warm) start.set(this.coef_)
    if (warm && fit_intercept) start[features] = this.intercept_
    start[start.length - 1] = warm ? this.scale_ : 1
    return start
  }
}

interface HuberProblem {
  readonly operator: LinearOperator
  readonly y: Float64Array
  readonly weight: Float64Array
  readonly epsilon: number
  readonly alpha: number
  readonly fitIntercept: boolean
}

/** Σ w·(σ + σ·H(r/σ)) + alpha·‖coef‖² with H Huber's function, and its gradient by coefficients, intercept and σ. */
async function huberLoss(problem: HuberProblem, x: Float64Array): Promise<Evaluation> {
  const { operator, y, weight, epsilon, alpha, fitIntercept } = problem
  const features = operator.shape[1]
  const coef = x.subarray(0, features)
  const intercept = fitIntercept ? x[features] : 0
  const sigma = x[x.length - 1]
  const prediction = await operator.matmat(coef, 1)
  const pull = new Float64Array(y.length)
  let total = 0
  let squares = 0
  let outlierWeight = 0
  let outlierSum = 0
  let pullSum = 0
  for (let i = 0; i < y.length; i++) {
    const r = y[i] - prediction[i] - intercept
    total += weight[i]
    if (Math.abs(r) > epsilon * sigma) {
      outlierWeight += weight[i]
      outlierSum += weight[i] * Math.abs(r)
      pull[i] = -2 * epsilon * weight[i] * Math.sign(r)
    } else {
      squares += weight[i] * r * r
      pull[i] = (-2 / sigma) * weight[i] * r
    }
    pullSum += pull[i]
  }
  const g = new Float64Array(x.length)
  g.set(await operator.rmatmat(pull, 1))
  let norm = 0
  for (let j = 0; j < features; j++) {
    norm += coef[j] * coef[j]
    g[j] += 2 * alpha * coef[j]
  }
  if (fitIntercept) g[features] = pullSum
  g[x.length - 1] = total - outlierWeight * epsilon * epsilon - squares / sigma / sigma
  const outliers = 2 * epsilon * outlierSum - sigma * outlierWeight * epsilon * epsilon
  return { f: total * sigma + squares / sigma + outliers + alpha * norm, g }
}
