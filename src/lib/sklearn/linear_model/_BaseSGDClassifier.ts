import { ValueError } from '$lib/estimator/exceptions'
import { matrix, row, type Matrix } from '$lib/numeric/matrix'
import { checkRandomState, RandomState } from '$lib/numeric/random/RandomState'
import type { FitOptions, Label, Target } from '../base'
import { computeClassWeight, type ClassWeight } from '../utils/classWeight'
import { compareLabels, encodeClasses } from '../utils/labels'
import { checkArray, checkFeatures, checkSampleWeight, checkTarget } from '../utils/validation'
import { LinearClassifier } from './_LinearClassifier'
import { plainSgd, type SgdParams, type SgdResult, type SgdSettings } from './_sgd'
import { checkPartialFit, notConverged } from './_sgdParams'
import { heldRows } from './_sgdValidation'

export interface SgdClassifierParams extends SgdParams {
  class_weight: ClassWeight
  n_jobs: number | null
}

export interface PartialFitOptions extends FitOptions {
  /** Every class that will ever come; needed by the first call. */
  readonly classes?: readonly Label[]
}

const MAX_INT = 0x7fffffff

interface Rows {
  readonly X: Matrix
  readonly codes: Int32Array
  readonly weight: Float64Array
  readonly classWeight: Float64Array
  readonly maxIter: number
  readonly options: FitOptions
}

/**
 * Classifiers by stochastic gradient descent, one plane for two classes, else one a class against the rest.
 * The fields that begin with `_` and which array stands in which of them are scikit-learn's: partial_fit goes on from them.
 */
export abstract class BaseSGDClassifier<P extends SgdClassifierParams> extends LinearClassifier<P> {
  /** Epochs; the most of any class. */
  declare n_iter_: number
  /** Updates made, plus 1. */
  declare t_: number
  declare _standard_coef: Matrix
  declare _standard_intercept: Float64Array
  declare _average_coef: Matrix
  declare _average_intercept: Float64Array

  /** What is minimised; throws ValueError for parameters that do not go together. */
  protected abstract settings(): SgdSettings

  /** The update from which on the weights are averaged; 0 for never. */
  protected get averageFrom(): number {
    return 0
  }

  async fit(X: Matrix, y?: Target, options: FitOptions = {}): Promise<this> {
    this.checkInput(X, y)
    const { classes, codes } = encodeClasses(y!, this.meta.className)
    if (classes.length < 2)
      throw new ValueError(
        `The target has only one class: ${String(classes[0])}`,
        'A classifier needs two classes or more.'
      )
    const { max_iter, tol, warm_start } = this.params
    this.allocate(classes, X.shape[1], warm_start && this.isFitted)
    this.t_ = 1
    await this.learn(X, codes, max_iter, options)
    if (tol !== null && this.n_iter_ === max_iter) options.warn?.(notConverged)
    return this
  }

  /** One epoch on these rows, going on from what was learned. The first call needs `classes`. */
  async partial_fit(X: Matrix, y: Target, options: PartialFitOptions = {}): Promise<this> {
    this.checkInput(X, y)
    const { className } = this.meta
    const classes = options.classes && [...new Set(options.classes)].sort(compareLabels)
    if (this.isFitted) {
      checkFeatures(X, this.n_features_in_, className)
      if (classes && String(classes) !== String(this.classes_))
        throw new ValueError(
          `classes are not those of the first call to partial_fit: ${String(this.classes_)}`
        )
    } else {
      checkPartialFit(this.params)
      if (this.params.class_weight === 'balanced')
        throw new ValueError(
          'partial_fit cannot balance classes that it has not seen',
          'Give class_weight as a mapping.'
        )
      if (!classes) throw new ValueError('The first call to partial_fit needs classes')
      this.allocate(classes, X.shape[1], false)
      this.t_ = 1
    }
    const index = new Map(this.classes_.map((label, k) => [label, k]))
    const codes = Int32Array.from(y, (label) => index.get(label) ?? -1)
    const unknown = codes.indexOf(-1)
    if (unknown >= 0)
      throw new ValueError(
        `${String(y[unknown])} is not among the classes ${String(this.classes_)}`,
        'Name every class in the first call to partial_fit.'
      )
    await this.learn(X, codes, 1, options)
    return this
  }

  private checkInput(X: Matrix, y: Target | undefined): void {
    this.checkParams()
    const { className } = this.meta
    checkArray(X, className)
    checkTarget(X, y, className)
  }

  /** Zeros to begin with, or the last fit's coefficients. */
  private allocate(classes: Label[], features: number, warm: boolean): void {
    const planes = classes.length === 2 ? 1 : classes.length
    if (!warm) {
      this.coef_ = matrix(planes, features)
      this.intercept_ = new Float64Array(planes)
    } else if (this.coef_.shape[0] !== planes || this.coef_.shape[1] !== features)
      throw new ValueError(
        'The last fit had another number of classes or features',
        'Set warm_start to false to fit these data.'
      )
    this.classes_ = classes
    this.n_features_in_ = features
    if (this.averageFrom === 0) return
    this._standard_coef = this.coef_
    this._standard_intercept = this.intercept_
    this._average_coef = matrix(planes, features)
    this._average_intercept = new Float64Array(planes)
  }

  private async learn(X: Matrix, codes: Int32Array, maxIter: number, options: FitOptions): Promise<void> {
    const weight = checkSampleWeight(options.sampleWeight, X.shape[0])
    const classWeight = computeClassWeight(this.params.class_weight, this.classes_, codes)
    const rows = { X, codes, weight, classWeight, maxIter, options }
    if (this.classes_.length === 2) await this.learnBinary(rows)
    else await this.learnMulticlass(rows)
  }

  private async learnBinary(rows: Rows): Promise<void> {
    const random = checkRandomState(this.params.random_state)
    const { nIter, intercept, averageIntercept } = await this.learnPlane(rows, 1, random)
    this.n_iter_ = nIter
    this.t_ += nIter * rows.X.shape[0]
    if (this.averageFrom === 0) this.intercept_ = Float64Array.of(intercept)
    else {
      this._average_intercept[0] = averageIntercept
      if (!this.averaged()) this._standard_intercept = Float64Array.of(intercept)
      this.show()
    }
  }

  private async learnMulticlass(rows: Rows): Promise<void> {
    const { codes, weight, X } = rows
    const held = this.params.early_stopping ? heldRows(weight, this.params, codes) : undefined
    const seeds = checkRandomState(this.params.random_state).randint(0, MAX_INT, this.classes_.length)
    const results: SgdResult[] = []
    for (let c = 0; c < seeds.length; c++)
      results.push(await this.learnPlane(rows, c, new RandomState(seeds[c]), held))
    // In this order: after an averaged fit intercept_ and _average_intercept are one array, as in scikit-learn.
    results.forEach(({ averageIntercept }, c) => {
      if (this.averageFrom > 0) this._average_intercept[c] = averageIntercept
    })
    results.forEach(({ intercept }, c) => (this.intercept_[c] = intercept))
    this.n_iter_ = Math.max(...results.map(({ nIter }) => nIter))
    this.t_ += this.n_iter_ * X.shape[0]
    if (this.averageFrom === 0) return
    if (!this.averaged()) this._standard_intercept = this.intercept_
    this.show()
  }

  /** Were there updates enough for the averages to count? */
  private averaged(): boolean {
    return this.averageFrom <= this.t_ - 1
  }

  private show(): void {
    this.coef_ = this.averaged() ? this._average_coef : this._standard_coef
    this.intercept_ = this.averaged() ? this._average_intercept : this._standard_intercept
  }

  /** Class c against the rest. */
  private learnPlane(rows: Rows, c: number, random: RandomState, heldBack?: Uint8Array): Promise<SgdResult> {
    const { X, codes, weight, classWeight, maxIter, options } = rows
    const { params, averageFrom } = this
    const plane = this.classes_.length === 2 ? 0 : c
    const y = Float64Array.from(codes, (code) => (code === c ? 1 : -1))
    // scikit-learn draws a seed for its data set first, which descent does not use.
    random.randint(1, MAX_INT)
    const held = heldBack ?? (params.early_stopping ? heldRows(weight, params, codes) : undefined)
    return plainSgd({
      X,
      y,
      weight,
      positiveWeight: classWeight[c],
      negativeWeight: this.classes_.length === 2 ? classWeight[0] : 1,
      settings: this.settings(),
      params,
      maxIter,
      coef: row(averageFrom > 0 ? this._standard_coef : this.coef_, plane),
      intercept: (averageFrom > 0 ? this._standard_intercept : this.intercept_)[plane],
      average:
        averageFrom > 0
          ? {
              from: averageFrom,
              coef: row(this._average_coef, plane),
              intercept: this._average_intercept[plane]
            }
          : undefined,
      validation: held && { held, score: (coef, intercept) => accuracy(X, y, weight, held, coef, intercept) },
      t: this.t_,
      seed: random.randint(0, MAX_INT),
      options
    })
  }
}

/** The weighted share of held rows on the right side. */
function accuracy(
  X: Matrix,
  y: Float64Array,
  weight: Float64Array,
  held: Uint8Array,
  coef: Float64Array,
  intercept: number
): number {
  let right = 0
  let total = 0
  for (let i = 0; i < y.length; i++) {
    if (!held[i]) continue
    const x = row(X, i)
    let score = intercept
    for (let j = 0; j < x.length; j++) score += x[j] * coef[j]
    total += weight[i]
    if (score > 0 === y[i] > 0) right += weight[i]
  }
  return right / total
}
