/**
 * What every estimator is. Names are scikit-learn's: they are what REST, templates and pickles carry.
 * A subclass gives four static facts and its methods:
 *
 *     export class Ridge extends Regressor<RidgeParams> {
 *       static override readonly className = 'Ridge'
 *       static override readonly module = 'sklearn.linear_model'
 *       static override readonly params: ParamTable<RidgeParams> = { alpha: { default: 1, kinds: [real(0, Infinity, 'left')] }, … }
 *       declare coef_: Float64Array
 *       async fit(X: Matrix, y: Target, options: FitOptions = {}) { this.checkParams(); …; return this }
 *       async predict(X: Matrix) { this.checkFitted(); … }
 *     }
 *
 * Parameters live in `this.params`. Fitted attributes are own fields whose names end in `_`, declared with `declare`
 * (no initialiser), and hold plain data only: numbers, strings, typed arrays, Matrix, arrays and objects of these, or
 * other estimators. What cannot be shown but must be kept begins with `_`.
 */
import { checkNames, checkValue } from '$lib/estimator/checks'
import { NotFittedError } from '$lib/estimator/exceptions'
import { defaultsOf, type ParamTable } from '$lib/estimator/params'
import type { FitWarning, Progress } from '$lib/estimator/progress'
import type { Backend } from '$lib/numeric/backend'
import type { Matrix } from '$lib/numeric/matrix'
import { accuracyScore } from './metrics/accuracy'
import { r2Score } from './metrics/r2'
import type { Pool } from './utils/parallel'

/** A class label or a category. */
export type Label = string | number | boolean

/** What is to be predicted, one value a row: numbers for regressors, labels for classifiers. */
export type Target = ArrayLike<Label>

/** Named columns of any type: what a DataFrame is to a ColumnTransformer. */
export interface Table {
  readonly names: readonly string[]
  /** The number of rows. */
  readonly length: number
  /** A column as float64 (NaN where missing). */
  numbers(name: string): Float64Array
  /** A column as labels (null where missing). */
  labels(name: string): (Label | null)[]
}

/** What goes with a fit; an estimator that fits others passes it on. */
export interface FitOptions {
  /** One weight a row. */
  readonly sampleWeight?: ArrayLike<number>
  /** Stops the fit: check `signal?.throwIfAborted()` at least ten times a second, and yield to the event loop as often. */
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
  readonly warn?: (warning: FitWarning) => void
  /** Threads for work that splits; without it all runs here, with the same result. */
  readonly pool?: Pool
  /** Where dense products are computed; without it here, in float64. */
  readonly backend?: Backend
}

/** What goes with a question to a fitted model. */
export type AskOptions = Pick<FitOptions, 'signal' | 'warn' | 'backend'>

export type Params = object

export interface EstimatorClass {
  new (params?: Params): Estimator
  readonly className: string
  readonly module: string
  readonly estimatorType: 'classifier' | 'regressor' | 'transformer'
  readonly params: ParamTable
  readonly takesSampleWeight: boolean
  readonly takesMissing: boolean
  readonly takesNames: boolean
}

export abstract class Estimator<P extends Params = Params> {
  static readonly className: string
  /** The Python module that has the class, as pickles name it. */
  static readonly module: string
  static readonly estimatorType: EstimatorClass['estimatorType']
  // Each class's own table is exact; here it is only known to be a table.
  static readonly params: ParamTable
  /** Does fit heed `sampleWeight`, that is, has scikit-learn's fit a parameter of that name? */
  static readonly takesSampleWeight: boolean = true

  /** May X hold NaN and infinity (scikit-learn's tag `allow_nan`)? */
  static readonly takesMissing: boolean = false
  /** Does it take a table too, so that parameters may name its columns? */
  static readonly takesNames: boolean = false

  readonly params: P

  constructor(params: Partial<P> = {}) {
    const { className, params: table } = this.meta
    checkNames(className, table, Object.keys(params))
    this.params = { ...defaultsOf(table), ...params } as P
  }

  /** The class's static facts. */
  get meta(): EstimatorClass {
    return this.constructor as unknown as EstimatorClass
  }

  abstract fit(X: Matrix | Table, y?: Target, options?: FitOptions): Promise<this>

  get_params(): P {
    return { ...this.params }
  }

  /** Sets parameters by name. Throws InvalidParameterError for an unknown name; values are checked by fit. */
  set_params(params: Partial<P>): this {
    checkNames(this.meta.className, this.meta.params, Object.keys(params))
    Object.assign(this.params, params)
    return this
  }

  /** Every parameter's value against the class's table; the first thing that fit does. */
  protected checkParams(): void {
    for (const [name, value] of Object.entries(this.params))
      checkValue(this.meta.className, this.meta.params, name, value)
  }

  get isFitted(): boolean {
    return Object.keys(this).some((key) => key.endsWith('_') && !key.startsWith('_'))
  }

  protected checkFitted(): void {
    if (!this.isFitted)
      throw new NotFittedError(
        `This ${this.meta.className} is not fitted yet`,
        'Call fit (over REST: POST ?_action=train) first.'
      )
  }
}

export interface PredictsProba {
  predict_proba(X: Matrix, options?: AskOptions): Promise<Matrix>
}

export abstract class Classifier<P extends Params = Params> extends Estimator<P> {
  static override readonly estimatorType = 'classifier'
  declare classes_: Label[]
  abstract predict(X: Matrix, options?: AskOptions): Promise<Label[]>

  /** Accuracy. */
  async score(X: Matrix, y: Target, sampleWeight?: ArrayLike<number>): Promise<number> {
    return accuracyScore(y, await this.predict(X), sampleWeight)
  }
}

export abstract class Regressor<P extends Params = Params> extends Estimator<P> {
  static override readonly estimatorType = 'regressor'
  abstract predict(X: Matrix, options?: AskOptions): Promise<Float64Array>

  /** The coefficient of determination, R². */
  async score(X: Matrix, y: Target, sampleWeight?: ArrayLike<number>): Promise<number> {
    return r2Score(y as ArrayLike<number>, await this.predict(X), sampleWeight)
  }
}

export abstract class Transformer<P extends Params = Params> extends Estimator<P> {
  static override readonly estimatorType = 'transformer'
  abstract transform(X: Matrix | Table, options?: AskOptions): Promise<Matrix>

  async fit_transform(X: Matrix | Table, y?: Target, options?: FitOptions): Promise<Matrix> {
    return (await this.fit(X, y, options)).transform(X)
  }
}

/** An unfitted copy with the same parameters; nested estimators are cloned too. */
export function clone<E extends Estimator>(estimator: E): E {
  const copy = (value: unknown): unknown =>
    value instanceof Estimator ? clone(value) : Array.isArray(value) ? value.map(copy) : value
  const params = Object.fromEntries(
    Object.entries(estimator.params).map(([name, value]) => [name, copy(value)])
  )
  return new estimator.meta(params) as E
}
