import { ValueError } from '$lib/estimator/exceptions'
import {
  boolean,
  integer,
  mapping,
  none,
  option,
  randomState,
  real,
  type ParamTable
} from '$lib/estimator/params'
import { fromRows, matrix, row, type Matrix } from '$lib/numeric/matrix'
import type { AskOptions, FitOptions, Target } from '../base'
import type { ClassWeight } from '../utils/classWeight'
import { encodeClasses } from '../utils/labels'
import { checkArray, checkSampleWeight, checkTarget } from '../utils/validation'
import { LinearClassifier, softmax } from './_LinearClassifier'
import { checkPenalty, usesSoftmax } from './_logistic'
import { fitPlanes, solverNames } from './_logistic_fit'

export interface LogisticRegressionParams {
  penalty: 'l1' | 'l2' | 'elasticnet' | 'none' | null
  dual: boolean
  tol: number
  C: number
  fit_intercept: boolean
  intercept_scaling: number
  class_weight: ClassWeight
  random_state: number | null
  solver: 'lbfgs' | 'liblinear' | 'newton-cg' | 'newton-cholesky' | 'sag' | 'saga'
  max_iter: number
  multi_class: 'auto' | 'ovr' | 'multinomial'
  verbose: number
  warm_start: boolean
  n_jobs: number | null
  l1_ratio: number | null
}

/**
 * Logistic regression: the labels' probabilities are the logistic function (two classes, or each class against the rest)
 * or softmax (all classes at once) of X · coef_ᵀ + intercept_, with a penalised likelihood.
 *
 * Algorithm: C·Σ wᵢ·loss + penalty is minimised by `solver`
 * - lbfgs: L-BFGS-B (Byrd, Lu, Nocedal & Zhu 1995); l2 or no penalty
 * - liblinear: trust region Newton (l2), dual coordinate descent (l2, dual), newGLMNET (l1); ovr only
 * - newton-cg: Newton with conjugate gradients (Nocedal & Wright, section 7.1); l2 or none
 * - newton-cholesky: Newton with the whole hessian; l2 or none, ovr only
 * - sag (Schmidt, Le Roux & Bach 2013): l2 or none; saga (Defazio, Bach & Lacoste-Julien 2014): any penalty
 *
 * Source: scikit-learn 1.2, `sklearn.linear_model.LogisticRegression`.
 *
 * Parameters
 * - `penalty` = "l2": or "l1", "elasticnet", null ("none" is the old spelling of null)
 * - `dual` = false: solve the dual (liblinear with l2 only)
 * - `tol` = 1e-4: when to stop, by the solver's own measure: the gradient's largest component (lbfgs, newton-…), the
 *   weights' largest relative change in an epoch (sag, saga), the violation of optimality (liblinear)
 * - `C` = 1: inverse strength of the penalty, above 0
 * - `fit_intercept` = true
 * - `intercept_scaling` = 1: liblinear's constant feature, which it penalises like the others
 * - `class_weight` = null: {label: weight}, or "balanced": n_samples / (n_classes · size of the class)
 * - `random_state` = null: for sag, saga and liblinear, which take rows or columns in random order
 * - `solver` = "lbfgs"
 * - `max_iter` = 100
 * - `multi_class` = "auto": "ovr" each class against the rest, "multinomial" softmax; auto takes softmax for three classes
 *   and more
 * - `verbose` = 0, `n_jobs` = null: accepted, without effect
 * - `warm_start` = false: start from the last fit's coefficients
 * - `l1_ratio` = null: the share of L1 in "elasticnet", in [0, 1]
 *
 * Attributes: `classes_`; `coef_` (1 or n_classes, n_features); `intercept_` (1 or n_classes); `n_iter_` (1, or one a class
 * for ovr); `n_features_in_`.
 *
 * Errors: ValueError for a target of one class, and for a penalty that the solver does not have. A fit that ends before it
 * converges warns.
 * Differs: `intercept_` without an intercept is an array of zeros for liblinear too.
 */
export class LogisticRegression extends LinearClassifier<LogisticRegressionParams> {
  static override readonly className = 'LogisticRegression'
  static override readonly module = 'sklearn.linear_model'
  static override readonly params: ParamTable<LogisticRegressionParams> = {
    penalty: { default: 'l2', kinds: [option('l1', 'l2', 'elasticnet', 'none'), none] },
    dual: { default: false, kinds: [boolean] },
    tol: { default: 1e-4, kinds: [real(0, Infinity, 'left')] },
    C: { default: 1, kinds: [real(0, Infinity, 'right')] },
    fit_intercept: { default: true, kinds: [boolean] },
    intercept_scaling: { default: 1, kinds: [real(0, Infinity, 'neither')] },
    class_weight: { default: null, kinds: [mapping, option('balanced'), none] },
    random_state: { default: null, kinds: randomState },
    solver: { default: 'lbfgs', kinds: [option(...solverNames)] },
    max_iter: { default: 100, kinds: [integer(0)] },
    multi_class: { default: 'auto', kinds: [option('auto', 'ovr', 'multinomial')] },
    verbose: { default: 0, kinds: [integer(0)] },
    warm_start: { default: false, kinds: [boolean] },
    n_jobs: { default: null, kinds: [none, integer()] },
    l1_ratio: { default: null, kinds: [real(0, 1), none] }
  }

  /** One number for two classes or softmax, else one a class. */
  declare n_iter_: Int32Array

  async fit(X: Matrix, y?: Target, options: FitOptions = {}): Promise<this> {
    this.checkParams()
    const { className } = this.meta
    checkArray(X, className)
    checkTarget(X, y, className)
    const { classes, codes } = encodeClasses(y, className)
    if (classes.length < 2)
      throw new ValueError(
        `The target has only one class: ${String(classes[0])}`,
        'A classifier needs two classes or more.'
      )
    checkPenalty(this.params, options)
    const weight = checkSampleWeight(options.sampleWeight, X.shape[0])
    const start = this.params.warm_start && this.isFitted ? this.planes() : undefined
    const data = { X, classes, codes, weight, options }
    const softmax = this.softmax(classes.length)
    const { planes, nIter } = await fitPlanes(this.params, data, softmax, start)
    const features = X.shape[1]
    this.coef_ = fromRows(planes.map((plane) => plane.subarray(0, features)))
    this.intercept_ = Float64Array.from(planes, (plane) => plane[features] ?? 0)
    this.n_iter_ = Int32Array.from(nIter)
    this.classes_ = classes
    this.n_features_in_ = features
    return this
  }

  /** Each row's probability of each class, in the order of `classes_`: rows × classes. */
  async predict_proba(X: Matrix, options: AskOptions = {}): Promise<Matrix> {
    this.checkFitted()
    if (!this.softmax(this.classes_.length)) return this.probaOneVsRest(X, options)
    const { data, shape } = await this.decision_function(X, options)
    const proba =
      shape[1] === 1 ? fromRows(Array.from(data, (score) => [-score, score])) : matrix(...shape, data)
    for (let i = 0; i < shape[0]; i++) softmax(row(proba, i))
    return proba
  }

  /** The logarithm of predict_proba. */
  async predict_log_proba(X: Matrix, options: AskOptions = {}): Promise<Matrix> {
    const { data, shape } = await this.predict_proba(X, options)
    return matrix(...shape, data.map(Math.log))
  }

  /** Are all classes fitted at once? */
  private softmax(classes: number): boolean {
    const { multi_class, solver } = this.params
    return usesSoftmax(multi_class, solver, classes)
  }

  /** The rows of coef_, each with its intercept if one is fitted. */
  private planes(): Float64Array[] {
    return Array.from(this.intercept_, (intercept, c) =>
      Float64Array.from([...row(this.coef_, c), ...(this.params.fit_intercept ? [intercept] : [])])
    )
  }
}
