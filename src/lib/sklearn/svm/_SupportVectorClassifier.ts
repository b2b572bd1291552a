import { ValueError } from '$lib/estimator/exceptions'
import { matrix, takeRows, type Matrix } from '$lib/numeric/matrix'
import { Mt19937 } from '$lib/numeric/random/Mt19937'
import { checkRandomState } from '$lib/numeric/random/RandomState'
import { Classifier, type AskOptions, type FitOptions, type Label, type Target } from '../base'
import { computeClassWeight } from '../utils/classWeight'
import { encodeClasses } from '../utils/labels'
import { checkArray, checkFeatures, checkSampleWeight, checkTarget } from '../utils/validation'
import { eachRow } from './_decision'
import type { classifyC } from './_formulations'
import { pairValues, trainOneVsOne } from './_oneVsOne'
import type { ClassRows } from './_pair'
import {
  checkFinite,
  checkSquare,
  gammaOf,
  kernelOf,
  settingsOf,
  warnEarly,
  weighted,
  type ClassifyParams,
  type KernelParams,
  type SolverParams
} from './_params'
import { oneVsOneWeights, ovrValues, winners } from './_votes'
import { classProbabilities } from './_platt'

export type ClassifierParams = KernelParams & SolverParams & ClassifyParams

/** Classifiers of kernel machines, one for every two classes. */
export abstract class SupportVectorClassifier<
  P extends ClassifierParams & { C?: number; nu?: number }
> extends Classifier<P> {
  declare class_weight_: Float64Array
  /** Rows of the support vectors, by class. */
  declare support_: Int32Array
  declare support_vectors_: Matrix
  declare n_support_: Int32Array
  /** Shape (n_classes − 1, n_SV). */
  declare dual_coef_: Matrix
  declare coef_: Matrix
  declare intercept_: Float64Array
  declare probA_: Float64Array
  declare probB_: Float64Array
  declare fit_status_: number
  declare n_iter_: Int32Array
  declare shape_fit_: number[]
  declare n_features_in_: number
  declare _gamma: number

  protected abstract readonly classify: typeof classifyC
  /** Throws ValueError for classes that the form cannot tell apart; `classes` has the rows with weight. */
  protected abstract checkClasses(classes: readonly ClassRows[]): void

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
    checkSquare(params, X)
    const classWeight = computeClassWeight(params.class_weight, classes, codes)
    const weight = checkSampleWeight(options.sampleWeight, X.shape[0])
    const kept = weighted(weight)
    const ofClass = classes.map((_, c): ClassRows => {
      const rows = kept.filter((i) => codes[i] === c)
      return {
        rows,
        weight: Float64Array.from(rows, (i) => weight[i]),
        C: (params.C ?? 1) * classWeight[c]
      }
    })
    if (ofClass.some(({ rows }) => !rows.length))
      throw new ValueError(
        `${className}: the rows of a class have no weight above 0`,
        'Each class needs a row that counts.'
      )
    this.checkClasses(ofClass)
    const gamma = gammaOf(params, X)
    const seed = checkRandomState(params.random_state).randint(0, 0x7fffffff)
    const trained = await trainOneVsOne(
      {
        X,
        classify: this.classify,
        settings: settingsOf(params, kernelOf(params, gamma), options),
        random: () => new Mt19937(seed)
      },
      ofClass,
      params.probability,
      options
    )
    checkFinite(trained.coef.data, trained.rho)
    warnEarly(trained.timedOut, params.max_iter, options)
    // For two classes scikit-learn turns the sign: above 0 is the second.
    const sign = classes.length === 2 ? -1 : 1
    this.support_ = trained.support
    this.support_vectors_ = params.kernel === 'precomputed' ? matrix(0, 0) : takeRows(X, trained.support)
    this.n_support_ = trained.supportOfClass
    this.dual_coef_ = matrix(
      ...trained.coef.shape,
      trained.coef.data.map((value) => sign * value)
    )
    this.intercept_ = trained.rho.map((value) => sign * -value)
    this.probA_ = Float64Array.from(trained.sigmoids, ({ A }) => A)
    this.probB_ = Float64Array.from(trained.sigmoids, ({ B }) => B)
    this.fit_status_ = Number(trained.timedOut)
    this.n_iter_ = trained.nIter
    this.class_weight_ = classWeight
    this.shape_fit_ = [...X.shape]
    this.classes_ = classes
    this.n_features_in_ = X.shape[1]
    this._gamma = gamma
    if (params.kernel === 'linear')
      this.coef_ = oneVsOneWeights(this.dual_coef_, this.n_support_, this.support_vectors_)
    return this
  }

  /**
   * Two classes: rows × 1, above 0 for the second. More: for "ovo" the value of every two classes, above 0 for the first of
   * them; for "ovr" one value a class, its votes and by how much it won them.
   */
  async decision_function(X: Matrix, options: AskOptions = {}): Promise<Matrix> {
    const values = await this.pairs(X, options)
    const k = this.classes_.length
    if (k === 2)
      return matrix(
        ...values.shape,
        values.data.map((value) => -value)
      )
    return this.params.decision_function_shape === 'ovr' ? ovrValues(values, k) : values
  }

  async predict(X: Matrix, options: AskOptions = {}): Promise<Label[]> {
    this.checkFitted()
    const { break_ties, decision_function_shape } = this.params
    if (break_ties && decision_function_shape === 'ovo')
      throw new ValueError(
        'break_ties needs one decision value a class, but decision_function_shape is "ovo"',
        'Set decision_function_shape to "ovr", or break_ties to false.'
      )
    const k = this.classes_.length
    const values = await this.pairs(X, options)
    return Array.from(winners(values, k, break_ties && k > 2), (c) => this.classes_[c])
  }

  /** Each row's probability of each class: rows × classes. Needs a fit with probability = true. */
  async predict_proba(X: Matrix, options: AskOptions = {}): Promise<Matrix> {
    this.checkFitted()
    if (!this.params.probability || !this.probA_.length)
      throw new ValueError(
        `${this.meta.className} has no probabilities: it was fitted without them`,
        'Set probability to true and train again.'
      )
    const values = await this.pairs(X, options)
    const [rows, pairs] = values.shape
    const k = this.classes_.length
    const sigmoids = Array.from(this.probA_, (A, p) => ({ A, B: this.probB_[p] }))
    const proba = matrix(rows, k)
    for (let i = 0; i < rows; i++) {
      const ofRow = values.data.subarray(i * pairs, (i + 1) * pairs)
      proba.data.set(classProbabilities(k, ofRow, sigmoids), i * k)
    }
    return proba
  }

  /** The logarithm of predict_proba. */
  async predict_log_proba(X: Matrix, options: AskOptions = {}): Promise<Matrix> {
    const { data, shape } = await this.predict_proba(X, options)
    return matrix(...shape, data.map(Math.log))
  }

  /** The values of every two classes, above 0 for the first: rows × pairs. */
  private async pairs(X: Matrix, { signal }: AskOptions): Promise<Matrix> {
    this.checkFitted()
    const { className } = this.meta
    checkFeatures(checkArray(X, className), this.n_features_in_, className)
    const { dual_coef_, intercept_, n_support_, support_, support_vectors_ } = this
    const sign = this.classes_.length === 2 ? -1 : 1
    const coef = matrix(
      ...dual_coef_.shape,
      dual_coef_.data.map((value) => sign * value)
    )
    const rho = intercept_.map((value) => sign * -value)
    const values = matrix(X.shape[0], rho.length)
    await eachRow(
      X,
      { kernel: kernelOf(this.params, this._gamma), vectors: support_vectors_, support: support_ },
      (i, kernel) =>
        pairValues(coef, rho, n_support_, kernel, values.data.subarray(i * rho.length, (i + 1) * rho.length)),
      signal
    )
    return values
  }
}
