import { ValueError } from '$lib/estimator/exceptions'
import { dot, matvec } from '$lib/numeric/linalg'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { Regressor, type AskOptions, type FitOptions, type Params, type Target } from '../base'
import { deviceProduct, warnRounded } from '../utils/deviceProduct'
import { checkArray, checkFeatures, checkSampleWeight, checkTarget, numericTarget } from '../utils/validation'
import type { Centred } from './_preprocess'

/** What fit works on after validation; `weights` only when sample weights were given. */
export interface Checked {
  readonly X: Matrix
  readonly y: Float64Array
  readonly weights?: Float64Array
}

/** Regressors that predict X · coef_ + intercept_. */
export abstract class LinearModel<P extends Params> extends Regressor<P> {
  /** Shape (n_features). */
  declare coef_: Float64Array
  declare intercept_: number
  declare n_features_in_: number

  async predict(X: Matrix, options: AskOptions = {}): Promise<Float64Array> {
    return this.linearOn(X, options)
  }

  /** X · coef_ + intercept_, for X as fit saw it, where `options.backend` puts it. */
  protected async linearOn(X: Matrix, options: AskOptions): Promise<Float64Array> {
    this.checkAsked(X)
    const product = await deviceProduct(X, matrix(this.n_features_in_, 1, this.coef_), options)
    if (!product) return this.linear(X)
    warnRounded(product, `${this.meta.className}.predict`, options)
    return product.values.map((value) => value + this.intercept_)
  }

  private checkAsked(X: Matrix): void {
    this.checkFitted()
    const { className } = this.meta
    checkFeatures(checkArray(X, className), this.n_features_in_, className)
  }

  /** The same, here. */
  protected linear(X: Matrix): Float64Array {
    this.checkAsked(X)
    return matvec(X, this.coef_).map((value) => value + this.intercept_)
  }

  protected check(X: Matrix, y: Target | undefined, options: FitOptions): Checked {
    options.signal?.throwIfAborted()
    this.checkParams()
    const { className } = this.meta
    checkArray(X, className)
    checkTarget(X, y, className)
    const { sampleWeight } = options
    const weights = sampleWeight && checkSampleWeight(sampleWeight, X.shape[0])
    return { X, y: numericTarget(y, className), weights }
  }

  /** Sets the coefficients, and the intercept that puts back what was subtracted. */
  protected setCoefficients(
    coef: Float64Array,
    { xOffset, yOffset }: Pick<Centred, 'xOffset' | 'yOffset'>
  ): void {
    this.coef_ = coef
    this.intercept_ = yOffset - dot(xOffset, coef)
    this.n_features_in_ = coef.length
  }
}

/** Throws ValueError when weights are given to a model that has no use for them. */
export function refuseWeights(options: FitOptions, name: string): void {
  if (options.sampleWeight)
    throw new ValueError(
      `${name} takes no sample weights`,
      'Leave them out, or use a model that weighs rows.'
    )
}

/** Throws ValueError when a weight is negative; some solvers only make sense for weights of zero and more. */
export function requireNonNegative(weights: Float64Array | undefined, name: string): void {
  const at = weights ? weights.findIndex((weight) => weight < 0) : -1
  if (at >= 0)
    throw new ValueError(
      `${name}: the sample weight of row ${at} is ${weights![at]}`,
      'Weights must not be negative.'
    )
}
