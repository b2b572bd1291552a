import { mapping, none, option, type ParamTable } from '$lib/estimator/params'
import { fromRows, type Matrix } from '$lib/numeric/matrix'
import type { FitOptions, Target } from '../base'
import { computeSampleWeight, type ClassWeight } from '../utils/classWeight'
import { encodeClasses } from '../utils/labels'
import { checkArray, checkSampleWeight, checkTarget } from '../utils/validation'
import { LinearClassifier } from './_LinearClassifier'
import { fitRidge, ridgeTable, type RidgeParams } from './_ridgeFit'

export interface RidgeClassifierParams extends RidgeParams {
  class_weight: ClassWeight
}

/**
 * Classification by ridge regression on targets of −1 and 1: one regression for two classes (its sign decides), one for
 * each of several (the highest wins).
 *
 * Parameters
 * - alpha, fit_intercept, copy_X, max_iter, tol, solver, positive, random_state: as in Ridge.
 * - class_weight (mapping from label to weight, 'balanced' or null, null): multiplies the sample weights by class.
 *
 * Attributes: classes_ (n_classes), coef_ (1 × n_features for two classes, else n_classes × n_features), intercept_ (1 or
 * n_classes), n_iter_ (as many; null for solvers other than lsqr, sag and saga), n_features_in_.
 *
 * Errors: ValueError for NaN or infinity in X, labels missing, a class_weight for labels that are none, and for a solver
 * that does not fit `positive`.
 */
export class RidgeClassifier extends LinearClassifier<RidgeClassifierParams> {
  static override readonly className = 'RidgeClassifier'
  static override readonly module = 'sklearn.linear_model'
  static override readonly params: ParamTable<RidgeClassifierParams> = {
    ...ridgeTable,
    class_weight: { default: null, kinds: [mapping, option('balanced'), none] }
  }

  declare n_iter_: Int32Array | null

  async fit(X: Matrix, y?: Target, options: FitOptions = {}): Promise<this> {
    this.checkParams()
    const { className } = this.meta
    checkArray(X, className)
    checkTarget(X, y, className)
    const { class_weight } = this.params
    const { classes, codes } = encodeClasses(y, className)
    const byClass = computeSampleWeight(class_weight, classes, codes)
    const weights = checkSampleWeight(options.sampleWeight, X.shape[0]).map(
      (weight, i) => weight * byClass[i]
    )
    const positives = classes.length > 2 ? classes.map((_, k) => k) : [1]
    const targets = positives.map((k) => Float64Array.from(codes, (code) => (code === k ? 1 : -1)))
    const { coefs, intercepts, nIter } = await fitRidge(X, targets, weights, this.params, className, options)
    this.classes_ = classes
    this.coef_ = fromRows(coefs)
    this.intercept_ = intercepts
    this.n_iter_ = nIter
    this.n_features_in_ = X.shape[1]
    return this
  }
}
