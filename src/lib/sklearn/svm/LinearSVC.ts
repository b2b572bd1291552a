import { ValueError } from '$lib/estimator/exceptions'
import {
  boolean,
  flag,
  integer,
  mapping,
  none,
  option,
  randomState,
  real,
  type ParamTable
} from '$lib/estimator/params'
import { fromRows, type Matrix } from '$lib/numeric/matrix'
import { checkRandomState } from '$lib/numeric/random/RandomState'
import type { FitOptions, Target } from '../base'
import {
  ALL_CLASSES_ITER,
  liblinear,
  liblinearAllClasses,
  type ClassSolver
} from '../linear_model/_liblinear'
import { LinearClassifier } from '../linear_model/_LinearClassifier'
import { computeClassWeight, type ClassWeight } from '../utils/classWeight'
import { encodeClasses } from '../utils/labels'
import { checkArray, checkSampleWeight, checkTarget } from '../utils/validation'
import { checkScaling, splitBias, warnUnconverged } from './_linear'
import { weighted } from './_params'

export interface LinearSVCParams {
  penalty: 'l1' | 'l2'
  loss: 'hinge' | 'squared_hinge'
  dual: boolean
  tol: number
  C: number
  multi_class: 'ovr' | 'crammer_singer'
  fit_intercept: boolean
  intercept_scaling: number
  class_weight: ClassWeight
  verbose: number
  random_state: number | null
  max_iter: number
}

/** By loss, penalty and "dual" where that is asked for. */
const solvers: Readonly<Record<string, ClassSolver>> = {
  'hinge l2 dual': 'hingeDual',
  'squared_hinge l2': 'squaredHinge',
  'squared_hinge l2 dual': 'squaredHingeDual',
  'squared_hinge l1': 'squaredHingeL1'
}

/**
 * Linear support vector classification: C·Σ wᵢ·loss(y·x·w) + penalty is minimised for each class against the rest, or for all
 * classes at once.
 *
 * Algorithm, as LIBLINEAR has it (Fan, Chang, Hsieh, Wang & Lin, J. Mach. Learn. Res. 9, 2008, 1871–1874): by `loss`, `penalty`
 * and `dual`
 * - hinge or squared_hinge, l2, dual: coordinate descent (Hsieh, Chang, Lin, Keerthi & Sundararajan, ICML 2008)
 * - squared_hinge, l2, not dual: trust region Newton (Lin, Weng & Keerthi, J. Mach. Learn. Res. 9, 2008)
 * - squared_hinge, l1, not dual: coordinate descent (Yuan, Chang, Hsieh & Lin, J. Mach. Learn. Res. 11, 2010)
 * - multi_class "crammer_singer": sequential dual method (Keerthi et al., KDD 2008); the three have no effect
 *
 * Source: scikit-learn 1.2, `sklearn.svm.LinearSVC`.
 *
 * Parameters
 * - `penalty` = "l2", or "l1"; `loss` = "squared_hinge", or "hinge"; `dual` = true
 * - `tol` = 1e-4: the violation of optimality at which to stop
 * - `C` = 1: inverse strength of the penalty, above 0
 * - `multi_class` = "ovr": each class against the rest; "crammer_singer": all classes at once
 * - `fit_intercept` = true; `intercept_scaling` = 1: the constant feature, which is penalised like the others
 * - `class_weight` = null: {label: weight}, or "balanced"
 * - `verbose` = 0: accepted, without effect
 * - `random_state` = null: for the order of rows or columns in coordinate descent
 * - `max_iter` = 1000
 *
 * Attributes: `classes_`; `coef_` (1 or n_classes, n_features); `intercept_` (1 or n_classes); `n_iter_`, the most of all
 * classes; `n_features_in_`.
 *
 * Errors: ValueError for a target of one class, for loss, penalty and dual that have no solver together, and for an
 * intercept_scaling that is not above 0. A fit that ends before it converges warns.
 * Differs: `intercept_` without an intercept is an array of zeros. For "crammer_singer" max_iter has no effect there either, but
 * `n_iter_` and the warning follow from memory that was never set; here they tell what happened.
 */
export class LinearSVC extends LinearClassifier<LinearSVCParams> {
  static override readonly className = 'LinearSVC'
  static override readonly module = 'sklearn.svm'
  static override readonly params: ParamTable<LinearSVCParams> = {
    penalty: { default: 'l2', kinds: [option('l1', 'l2')] },
    loss: { default: 'squared_hinge', kinds: [option('hinge', 'squared_hinge')] },
    dual: flag(true),
    tol: { default: 1e-4, kinds: [real(0, Infinity, 'neither')] },
    C: { default: 1, kinds: [real(0, Infinity, 'neither')] },
    multi_class: { default: 'ovr', kinds: [option('ovr', 'crammer_singer')] },
    fit_intercept: flag(true),
    intercept_scaling: { default: 1, kinds: [real(0, Infinity, 'neither')] },
    class_weight: { default: null, kinds: [none, mapping, option('balanced')] },
    verbose: { default: 0, kinds: [boolean, integer(0)] },
    random_state: { default: null, kinds: randomState },
    max_iter: { default: 1000, kinds: [integer(0)] }
  }

  declare n_iter_: number

  async fit(X: Matrix, y?: Target, options: FitOptions = {}): Promise<this> {
    this.checkParams()
    const { params } = this
    const { className } = this.meta
    checkArray(X, className)
    checkTarget(X, y, className)
    const { classes, codes } = encodeClasses(y, className)
    if (classes.length < 2)
      throw new ValueError(
        `The target has only one class: ${String(classes[0])}`,
        'A classifier needs two classes or more.'
      )
    const bias = checkScaling(params)
    const weight = checkSampleWeight(options.sampleWeight, X.shape[0])
    weighted(weight)
    const problem = {
      X,
      codes,
      classes: classes.length,
      weight,
      classWeight: computeClassWeight(params.class_weight, classes, codes),
      C: params.C,
      bias,
      tol: params.tol,
      maxIter: params.max_iter,
      seed: checkRandomState(params.random_state).randint(0, 0x7fffffff),
      options
    }
    const together = params.multi_class === 'crammer_singer'
    const solutions = together
      ? await liblinearAllClasses(problem)
      : await liblinear({ ...problem, solver: this.solver() })
    const planes = solutions.map(({ w }) => splitBias(w, bias))
    this.n_iter_ = Math.max(...solutions.map(({ nIter }) => nIter))
    warnUnconverged(this.n_iter_, together ? ALL_CLASSES_ITER : params.max_iter, options)
    if (together && planes.length === 2) {
      const [first, second] = planes
      planes.splice(0, 2, {
        coef: second.coef.map((value, j) => value - first.coef[j]),
        intercept: second.intercept - first.intercept
      })
    }
    this.coef_ = fromRows(planes.map(({ coef }) => coef))
    this.intercept_ = Float64Array.from(planes, ({ intercept }) => intercept)
    this.classes_ = classes
    this.n_features_in_ = X.shape[1]
    return this
  }

  private solver(): ClassSolver {
    const { loss, penalty, dual } = this.params
    const solver = solvers[`${loss} ${penalty}${dual ? ' dual' : ''}`]
    if (!solver)
      throw new ValueError(
        `There is no solver for loss ${loss} with penalty ${penalty} and dual ${dual}`,
        'hinge needs l2 and dual; squared_hinge with l1 needs dual = false.'
      )
    return solver
  }
}
