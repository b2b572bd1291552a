/**
 * What every time-series model is. Names are statsmodels': they are what REST and templates carry. A subclass gives
 * three static facts (className, module, params) and its methods:
 *
 *     const model = await new SARIMAX({ order: [7, 1, 0] }).fit(endog, exog, { exogNames: ['Dp'] })
 *     const { mean, lower, upper } = await model.predict({ start: 107, end: 114, exog: ahead, interval: 0.95 })
 *
 * Parameters live in `this.params`. Fitted state is own fields whose names end in `_`, declared with `declare` (no
 * initialiser), and holds plain data only: what getState gives can be cloned, stored, and made a model again by fromState.
 * Time is counted in observations from the start of the sample; timestamps are `tsa/dates`' matter.
 */
import { checkNames } from '$lib/estimator/checks'
import { NotFittedError } from '$lib/estimator/exceptions'
import { defaultsOf, type ParamTable } from '$lib/estimator/params'
import type { FitWarning, Progress } from '$lib/estimator/progress'
import type { Matrix } from '$lib/numeric/matrix'

export interface FitOptions {
  /** The stamp of each observation in epoch milliseconds; without it the index is 0, 1, 2 … */
  readonly index?: Float64Array | null
  /** The index's frequency as pandas names it (`MS`, `QS-OCT`); what depends on the calendar reads it. */
  readonly freq?: string | null
  readonly endogName?: string
  readonly exogNames?: readonly string[]
  /** Where an optimiser starts, by default at what the data suggest: a retrain gives the last fit's parameters. */
  readonly startParams?: Float64Array
  /** Stops the fit; it is looked at about every 50 ms. */
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
  readonly warn?: (warning: FitWarning) => void
}

export interface PredictOptions {
  /** The first observation to predict, from 0 (the default); nobs is the first beyond the sample. */
  readonly start?: number
  /** The last observation to predict, itself included; by default the last of the sample. */
  readonly end?: number
  /** One row for each observation beyond the sample, up to `end`. */
  readonly exog?: Matrix | null
  /** Coverage of the interval, as 0.95; without it there are no bounds. */
  readonly interval?: number
}

/** One value for each observation from `start` on. */
export interface Prediction {
  readonly start: number
  readonly mean: Float64Array
  /** Standard errors of the mean (NaN where the model has none). */
  readonly se: Float64Array
  readonly lower?: Float64Array
  readonly upper?: Float64Array
}

/** A summary as statsmodels prints it. */
export interface Summary {
  as_text(): string
  as_html(): string
}

/** All that a fitted model is, as plain data. */
export interface ModelState {
  readonly className: string
  readonly params: object
  readonly attributes: Readonly<Record<string, unknown>>
}

export interface TimeSeriesModelClass {
  new (params?: object): AnyTimeSeriesModel
  readonly className: string
  readonly module: string
  readonly params: ParamTable
}

/** `Endog` is Float64Array, or Matrix (one column a series) for a model of several. */
export abstract class TimeSeriesModel<P extends object = object, Endog = Float64Array> {
  static readonly className: string
  /** The Python module that has the class. */
  static readonly module: string
  // Each class's own table is exact; here it is only known to be a table.
  static readonly params: ParamTable

  readonly params: P

  constructor(params: Partial<P> = {}) {
    const { className, params: table } = this.meta
    checkNames(className, table, Object.keys(params))
    this.params = { ...defaultsOf(table), ...params } as P
  }

  /** The class's static facts. */
  get meta(): TimeSeriesModelClass {
    return this.constructor as unknown as TimeSeriesModelClass
  }

  abstract fit(endog: Endog, exog?: Matrix | null, options?: FitOptions): Promise<this>
  abstract predict(options?: PredictOptions): Promise<Prediction>
  /** Takes new observations in without a new fit: the parameters stay, the state moves on. */
  abstract append(endog: Endog, exog?: Matrix | null, index?: Float64Array | null): Promise<this>
  abstract summary(): Summary
  /** What a fit found, by statsmodels' names (llf, params, bse, aic …), ready for JSON. */
  abstract results(): Record<string, unknown>

  get_params(): P {
    return { ...this.params }
  }

  /** Sets parameters by name. Throws InvalidParameterError for an unknown name; values are checked by fit. */
  set_params(params: Partial<P>): this {
    checkNames(this.meta.className, this.meta.params, Object.keys(params))
    Object.assign(this.params, params)
    return this
  }

  get isFitted(): boolean {
    return Object.keys(this).some((key) => key.endsWith('_'))
  }

  protected checkFitted(): void {
    if (!this.isFitted)
      throw new NotFittedError(
        `This ${this.meta.className} is not fitted yet`,
        'Call fit (over REST: POST ?_action=train) first.'
      )
  }

  getState(): ModelState {
    const attributes = Object.fromEntries(Object.entries(this).filter(([key]) => key.endsWith('_')))
    return { className: this.meta.className, params: this.get_params(), attributes }
  }

  /** The model whose getState this is. */
  static fromState<M extends AnyTimeSeriesModel>(this: new (params: object) => M, state: ModelState): M {
    return Object.assign(new this(state.params), state.attributes)
  }
}

/** A model of one series or of several. */
export type AnyTimeSeriesModel = TimeSeriesModel<object, Float64Array> | TimeSeriesModel<object, Matrix>
