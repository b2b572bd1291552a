import { ValueError } from '$lib/estimator/exceptions'
import { boolean, flag, integer, option, randomState, real, type ParamTable } from '$lib/estimator/params'
import { matvec } from '$lib/numeric/linalg'
import type { Matrix } from '$lib/numeric/matrix'
import { checkRandomState } from '$lib/numeric/random/RandomState'
import { Regressor, type FitOptions, type Target } from '../base'
import { liblinearRegression, type RegressionSolver } from '../linear_model/_liblinear'
import { checkArray, checkFeatures, checkSampleWeight, checkTarget, numericTarget } from '../utils/validation'
import { checkScaling, splitBias, warnUnconverged } from './_linear'
import { weighted } from './_params'

export interface LinearSVRParams {
  epsilon: number
  tol: number
  C: number
  loss: 'epsilon_insensitive' | 'squared_epsilon_insensitive'
  fit_intercept: boolean
  intercept_scaling: number
  dual: boolean
  verbose: number
  random_state: number | null
  max_iter: number
}

/** By loss, and "dual" where that is asked for. */
const solvers: Readonly<Record<string, RegressionSolver>> = {
  'epsilon_insensitive dual': 'tubeDual',
  squared_epsilon_insensitive: 'squaredTube',
  'squared_epsilon_insensitive dual': 'squaredTubeDual'
}

/**
 * Linear support vector regression: ½‖w‖² + C·Σ wᵢ·loss, where the loss is the distance of a target from the tube of half width
 * epsilon around x·w, or its square.
 *
 * Algorithm, as LIBLINEAR has it: coordinate descent on the dual, or trust region Newton (Ho & Lin, J. Mach. Learn. Res. 13,
 * 2012, 3323–3348).
 * Source: scikit-learn 1.2, `sklearn.svm.LinearSVR`.
 *
 * Parameters
 * - `epsilon` = 0: half the width of the tube
 * - `tol` = 1e-4: the violation of optimality at which to stop, as a share of the first
 * - `C` = 1: the cost of an error, above 0
 * - `loss` = "epsilon_insensitive", or "squared_epsilon_insensitive"
 * - `fit_intercept` = true; `intercept_scaling` = 1: the constant feature, which is penalised like the others
 * - `dual` = true; false for the squared loss only
 * - `verbose` = 0: accepted, without effect
 * - `random_state` = null: for the order of rows in coordinate descent
 * - `max_iter` = 1000
 *
 * Attributes: `coef_` (n_features); `intercept_` (1); `n_iter_`; `n_features_in_`.
 *
 * Errors: ValueError for epsilon_insensitive without dual, an epsilon below 0, and an intercept_scaling that is not above 0. A
 * fit that ends before it converges warns.
 * Differs: `intercept_` without an intercept is an array of one zero; rows none of which has weight are refused, not fitted by
 * zeros.
 */
export class LinearSVR extends Regressor<LinearSVRParams> {
  static override readonly className = 'LinearSVR'
  static override readonly module = 'sklearn.svm'
  static override readonly params: ParamTable<LinearSVRParams> = {
    epsilon: { default: 0, kinds: [real()] },
    tol: { default: 1e-4, kinds: [real(0, Infinity, 'neither')] },
    C: { default: 1, kinds: [real(0, Infinity, 'neither')] },
    loss: {
      default: 'epsilon_insensitive',
      kinds: [option('epsilon_insensitive', 'squared_epsilon_insensitive')]
    },
    fit_intercept: flag(true),
    intercept_scaling: { default: 1, kinds: [real(0, Infinity, 'neither')] },
    dual: flag(true),
    verbose: { default: 0, kinds: [boolean, integer(0)] },
    random_state: { default: null, kinds: randomState },
    max_iter: { default: 1000, kinds: [integer(0)] }
  }

  declare coef_: Float64Array
  declare intercept_: Float64Array
  declare n_iter_: number
  declare n_features_in_: number

  async fit(X: Matrix, y?: Target, options: FitOptions = {}): Promise<this> {
    this.checkParams()
    const { params } = this
    const { className } = this.meta
    checkArray(X, className)
    checkTarget(X, y, className)
    const bias = checkScaling(params)
    const weight = checkSampleWeight(options.sampleWeight, X.shape[0])
    weighted(weight)
    const { w, nIter } = await liblinearRegression({
      X,
      y: numericTarget(y, className),
      weight,
      C: params.C,
      epsilon: params.epsilon,
      bias,
      tol: params.tol,
      maxIter: params.max_iter,
      seed: checkRandomState(params.random_state).randint(0, 0x7fffffff),
      options,
      solver: this.solver()
    })
    warnUnconverged(nIter, params.max_iter, options)
    const { coef, intercept } = splitBias(w, bias)
    this.coef_ = coef
    this.intercept_ = Float64Array.of(intercept)
    this.n_iter_ = nIter
    this.n_features_in_ = X.shape[1]
    return this
  }

  async predict(X: Matrix): Promise<Float64Array> {
    this.checkFitted()
    const { className } = this.meta
    checkFeatures(checkArray(X, className), this.n_features_in_, className)
    return matvec(X, this.coef_).map((value) => value + this.intercept_[0])
  }

  private solver(): RegressionSolver {
    const { loss, dual, epsilon } = this.params
    if (epsilon < 0)
      throw new ValueError(
        `epsilon is ${epsilon}, but a width cannot be below 0`,
        'Set epsilon to 0 or more.'
      )
    const solver = solvers[`${loss}${dual ? ' dual' : ''}`]
    if (!solver)
      throw new ValueError(
        `The loss ${loss} has a solver for the dual only`,
        'Set dual to true, or use squared_epsilon_insensitive.'
      )
    return solver
  }
}
