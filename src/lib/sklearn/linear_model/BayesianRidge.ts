import { boolean, integer, none, real, type ParamTable } from '$lib/estimator/params'
import { axpy, dot, matvec, scale, svdProject } from '$lib/numeric/linalg'
import { matrix, row, type Matrix } from '$lib/numeric/matrix'
import { pacer } from '$lib/numeric/pacer'
import type { FitOptions, Target } from '../base'
import { average } from '../utils/mean'
import { LinearModel, requireNonNegative } from './_LinearModel'
import { centre } from './_preprocess'

export interface BayesianRidgeParams {
  n_iter: number
  tol: number
  alpha_1: number
  alpha_2: number
  lambda_1: number
  lambda_2: number
  alpha_init: number | null
  lambda_init: number | null
  compute_score: boolean
  fit_intercept: boolean
  copy_X: boolean
  verbose: boolean | number
}

const prior = { default: 1e-6, kinds: [real(0, Infinity, 'left')] }
const start = { default: null, kinds: [none, real(0, Infinity, 'left')] }

/**
 * Ridge regression whose penalty is learnt from the data by maximising the marginal likelihood: the noise has precision
 * alpha, the coefficients precision lambda (MacKay, Neural Computation 4(3), 1992; updates as in Tipping, J. Mach. Learn.
 * Res. 1, 2001, appendix A).
 *
 * Parameters
 * - n_iter (integer ≥ 1, 300): the most updates.
 * - tol (number > 0, 1e-3): stops when the coefficients change by less, summed.
 * - alpha_1, alpha_2, lambda_1, lambda_2 (numbers ≥ 0, 1e-6): shape and rate of the gamma priors over alpha and lambda.
 * - alpha_init (number ≥ 0 or null, null: 1 / variance of y), lambda_init (number ≥ 0 or null, null: 1): where to start.
 * - compute_score (boolean, false): keep the log marginal likelihood of each step.
 * - fit_intercept (boolean, true): fit a constant; without it the data is taken as centred.
 * - copy_X, verbose: accepted for compatibility.
 *
 * Attributes: coef_ (n_features), intercept_ (number), alpha_ (number), lambda_ (number), sigma_ (n_features × n_features,
 * the coefficients' covariance), scores_ (n_iter_ + 1 with compute_score, else empty), n_iter_, X_offset_ (n_features),
 * X_scale_ (n_features, ones), n_features_in_.
 *
 * Errors: ValueError for NaN or infinity in X or y. Differs from scikit-learn: the standard deviation of predictions has a
 * method of its own, predict_std, in place of predict's return_std.
 */
export class BayesianRidge extends LinearModel<BayesianRidgeParams> {
  static override readonly className = 'BayesianRidge'
  static override readonly module = 'sklearn.linear_model'
  static override readonly params: ParamTable<BayesianRidgeParams> = {
    n_iter: { default: 300, kinds: [integer(1)] },
    tol: { default: 1e-3, kinds: [real(0, Infinity, 'neither')] },
    alpha_1: prior,
    alpha_2: prior,
    lambda_1: prior,
    lambda_2: prior,
    alpha_init: start,
    lambda_init: start,
    compute_score: { default: false, kinds: [boolean] },
    fit_intercept: { default: true, kinds: [boolean] },
    copy_X: { default: true, kinds: [boolean] },
    verbose: { default: false, kinds: [boolean, integer(0)] }
  }

  declare alpha_: number
  declare lambda_: number
  declare sigma_: Matrix
  declare scores_: Float64Array
  declare n_iter_: number
  declare X_offset_: Float64Array
  declare X_scale_: Float64Array

  async fit(X: Matrix, y?: Target, options: FitOptions = {}): Promise<this> {
    const checked = this.check(X, y, options)
    requireNonNegative(checked.weights, this.meta.className)
    const { n_iter, tol, alpha_1, alpha_2, lambda_1, lambda_2, alpha_init, lambda_init, compute_score } =
      this.params
    const centred = centre(checked.X, checked.y, {
      fitIntercept: this.params.fit_intercept,
      weights: checked.weights
    })
    const [n, d] = X.shape
    const { s, Vt, projected: projections } = svdProject(centred.X, [centred.y])
    const projected = projections[0]
    const eigenvalues = s.map((value) => value * value)
    const due = pacer(options.signal)
    const mean = average(centred.y)
    const variance = average(centred.y.map((value) => (value - mean) ** 2))
    let alpha = alpha_init ?? 1 / (variance + Number.EPSILON)
    let lambda = lambda_init ?? 1
    const scores: number[] = []

    /** The posterior mean of the coefficients and its sum of squared errors; the score is of `scored` where that is given. */
    const posterior = (scored?: Float64Array): { coef: Float64Array; error: number } => {
      const coef = new Float64Array(d)
      s.forEach((value, k) =>
        axpy((projected[k] * value) / (eigenvalues[k] + lambda / alpha), row(Vt, k), coef)
      )
      const error = matvec(centred.X, coef).reduce((sum, value, i) => sum + (centred.y[i] - value) ** 2, 0)
      if (compute_score)
        scores.push(this.logEvidence({ n, d, eigenvalues, alpha, lambda, coef: scored ?? coef, error }))
      return { coef, error }
    }

    let before: Float64Array | undefined
    let last: Float64Array | undefined
    let steps = 0
    while (steps < n_iter) {
      steps++
      const { coef, error } = posterior()
      last = coef
      const gamma = eigenvalues.reduce((sum, value) => sum + (alpha * value) / (lambda + alpha * value), 0)
      lambda = (gamma + 2 * lambda_1) / (dot(coef, coef) + 2 * lambda_2)
      alpha = (n - gamma + 2 * alpha_1) / (error + 2 * alpha_2)
      const change = before && coef.reduce((sum, value, j) => sum + Math.abs(value - before![j]), 0)
      if (change !== undefined && change < tol) break
      before = coef
      const pause = due()
      if (pause) await pause
    }
    // As scikit-learn: the last score takes the new errors, but the coefficients of the step before.
    this.setCoefficients(posterior(last).coef, centred)
    this.alpha_ = alpha
    this.lambda_ = lambda
    this.n_iter_ = steps
    this.scores_ = Float64Array.from(scores)
    this.sigma_ = covariance(Vt, eigenvalues, alpha, lambda)
    this.X_offset_ = centred.xOffset
    this.X_scale_ = new Float64Array(d).fill(1)
    return this
  }

  /** The standard deviation of each prediction: that of the noise and that of the coefficients together. */
  async predict_std(X: Matrix): Promise<Float64Array> {
    const rows = this.linear(X).length
    return Float64Array.from({ length: rows }, (_, i) => {
      const x = row(X, i)
      return Math.sqrt(dot(matvec(this.sigma_, x), x) + 1 / this.alpha_)
    })
  }

  private logEvidence(step: {
    n: number
    d: number
    eigenvalues: Float64Array
    alpha: number
    lambda: number
    coef: Float64Array
    error: number
  }): number {
    const { n, d, eigenvalues, alpha, lambda, coef, error } = step
    const { alpha_1, alpha_2, lambda_1, lambda_2 } = this.params
    const logDet =
      eigenvalues.reduce((sum, value) => sum + Math.log(lambda + alpha * value), 0) +
      (d - eigenvalues.length) * Math.log(lambda)
    const priors =
      lambda_1 * Math.log(lambda) - lambda_2 * lambda + alpha_1 * Math.log(alpha) - alpha_2 * alpha
    const fit = d * Math.log(lambda) + n * Math.log(alpha) - alpha * error - lambda * dot(coef, coef)
    return priors + 0.5 * (fit - logDet - n * Math.log(2 * Math.PI))
  }
}

/** V diag(1 / (eigenvalues + lambda / alpha)) Vᵀ / alpha over the directions that X has. */
function covariance(Vt: Matrix, eigenvalues: Float64Array, alpha: number, lambda: number): Matrix {
  const d = Vt.shape[1]
  const out = matrix(d, d)
  eigenvalues.forEach((value, k) => {
    const v = row(Vt, k)
    for (let i = 0; i < d; i++) axpy(v[i] / (value + lambda / alpha), v, row(out, i))
  })
  scale(1 / alpha, out.data)
  return out
}
