/**
 * A state space model fitted by maximum likelihood: what SARIMAX, ARIMA and UnobservedComponents share. Objective,
 * differences for the gradient, optimiser and its limits are statsmodels' (MLEModel.fit with its defaults).
 */
import { checkValues } from '$lib/estimator/checks'
import { ValueError } from '$lib/estimator/exceptions'
import type { Matrix } from '$lib/numeric/matrix'
import { minimizeLbfgsb } from '$lib/numeric/optimize/lbfgsb'
import { pacer } from '$lib/numeric/pacer'
import { TimeSeriesModel, type FitOptions, type Prediction, type Summary } from '../../base'
import { covParams, type CovType } from './_covParams'
import type { MLEFitOptions, MLEPredictOptions, MLERetvals } from './options'
import { extendSample, takeSample, type Missing } from '../_sample'
import { forecast } from './_prediction'
import { inference, type Inference } from './inference'
import type { FilterOptions, FilterResults } from './filterResults'
import { KalmanFilter } from './KalmanFilter'
import type { ParameterLayout } from './parameters'
import type { StateSpace } from './representation'
import { objective, type Pace } from './_objective'
import { mleSummary } from './_summary'
import type { Sample, System } from './system'

/**
 * Given parameters as the optimiser sees them; undefined where they are another model's, or lie on a boundary from which
 * it would not move.
 */
function startOf(layout: ParameterLayout, params?: Float64Array): Float64Array | undefined {
  if (params?.length !== layout.names.length) return undefined
  const start = layout.untransform(params)
  return start.every(Number.isFinite) ? start : undefined
}

export abstract class MLEModel<
  P extends object & { missing: Missing; freq: string | null }
> extends TimeSeriesModel<P> {
  declare endog_: Float64Array
  declare exog_: Matrix | null
  declare index_: Float64Array | null
  declare freq_: string | null
  declare endog_name_: string
  declare exog_names_: readonly string[]
  /** The estimates, in the order of param_names_. */
  declare params_: Float64Array
  declare param_names_: readonly string[]
  declare cov_params_: Matrix
  declare cov_type_: string
  declare cov_rank_: number
  declare cov_description_: string
  declare mle_retvals_: MLERetvals | null
  /** Observations before the sample: other than 0 only in what `extend` gives. */
  declare offset_: number
  /** The state that `extend` begins with, in the place of the model's own initialization. */
  declare known_state_: { readonly mean: Float64Array; readonly cov: Float64Array } | null

  /** The model's equations for a sample. */
  protected abstract system(sample: Sample): System
  /** The summary's title, and the model's name in it, one line an element. */
  protected abstract describe(): { title: string; lines: string[] }
  /** How many observations differencing beforehand takes from the start of the sample. */
  get lost(): number {
    return 0
  }
  /** The observations that the model explains. */
  get nobs(): number {
    return this.endog_.length - this.lost
  }
  /** What the series is called once the model has differenced it. */
  protected endogLabel(): string {
    return this.endog_name_
  }

  /**
   * Fits the parameters. `exog` has a row for each observation. Throws ValueError for data that make no sample, and
   * what `signal` aborts with; the model is then as it was before.
   */
  async fit(endog: Float64Array, exog: Matrix | null = null, options: MLEFitOptions = {}): Promise<this> {
    const before = this.getState().attributes
    try {
      return await this.estimate(endog, exog, options)
    } catch (error) {
      for (const name of Object.keys(this.getState().attributes)) Reflect.deleteProperty(this, name)
      Object.assign(this, before)
      throw error
    }
  }

  private async estimate(endog: Float64Array, exog: Matrix | null, options: MLEFitOptions): Promise<this> {
    const sample = this.take(endog, exog, options)
    if (!this.endog_.some(Number.isFinite))
      throw new ValueError(
        `${this.meta.className}: the series has no observations`,
        'At least one value must be there.'
      )
    const warn = options.warn ?? (() => undefined)
    const system = this.system(sample)
    const { layout } = system
    const start = startOf(layout, options.startParams) ?? layout.untransform(system.startParams(warn))
    const pace = pacer(options.signal)
    const maxiter = options.maxiter ?? 50
    const found = await minimizeLbfgsb(objective(system, this.nobs, pace), start, {
      maxiter,
      signal: options.signal,
      callback: (_x, _f, nit) => options.onProgress?.({ phase: 'fit', done: nit, total: maxiter })
    })
    if (!found.success)
      warn({
        category: 'ConvergenceWarning',
        message: `The likelihood was not at its maximum after ${found.nit} iterations (${found.message}).`
      })
    this.params_ = layout.transform(found.x)
    this.param_names_ = layout.names
    this.mle_retvals_ = {
      converged: found.success,
      iterations: found.nit,
      fcalls: found.nfev * (start.length + 1),
      fopt: found.fun,
      warnflag: found.status
    }
    options.onProgress?.({ phase: 'standard errors', done: 0, total: 1 })
    await this.setCovariance(system, options.cov_type ?? 'opg', pace)
    options.onProgress?.({ phase: 'standard errors', done: 1, total: 1 })
    return this
  }

  /** Takes the sample in with given parameters instead of fitted ones (statsmodels: `smooth(params)`). */
  async setParams(
    params: Float64Array,
    endog: Float64Array,
    exog: Matrix | null = null,
    options: MLEFitOptions = {}
  ): Promise<this> {
    const system = this.system(this.take(endog, exog, options))
    if (params.length !== system.layout.names.length)
      throw new ValueError(
        `${this.meta.className}: ${params.length} parameters were given, not ${system.layout.names.length}`,
        `They are: ${system.layout.names.join(', ')}.`
      )
    this.params_ = Float64Array.from(params)
    this.param_names_ = system.layout.names
    this.mle_retvals_ = null
    await this.setCovariance(system, options.cov_type ?? 'opg', pacer(options.signal))
    return this
  }

  private take(endog: Float64Array, exog: Matrix | null, options: FitOptions): Sample {
    const { className, params } = this.meta
    const { missing, freq } = checkValues(className, params, this.params)
    const named = { ...options, freq: freq ?? options.freq }
    Object.assign(this, takeSample(className, endog, exog, named, missing, true))
    this.offset_ = 0
    this.known_state_ = null
    return this.sample()
  }

  protected sample(): Sample {
    return {
      endog: this.endog_,
      exog: this.exog_,
      exogNames: this.exog_names_,
      freq: this.freq_,
      offset: this.offset_
    }
  }

  private initialized(model: StateSpace): StateSpace {
    if (!this.known_state_) return model
    model.initialization.mean.set(this.known_state_.mean)
    model.initialization.cov.set(this.known_state_.cov)
    model.initialization.diffuse.fill(0)
    return model
  }

  private async setCovariance(system: System, type: CovType, pace: Pace): Promise<void> {
    const { cov, rank, description } = await covParams(system, this.params_, type, pace)
    this.cov_params_ = cov
    this.cov_rank_ = rank
    this.cov_type_ = type
    this.cov_description_ = description
  }

  /** The fitted model's matrices, for the sample or for a longer one. */
  stateSpace(sample: Sample = this.sample()): StateSpace {
    this.checkFitted()
    return this.initialized(this.system(sample).update(this.params_))
  }

  /** One-step forecasts, their errors and variances over the sample, and what `keep` asks for beyond. */
  filter(options: FilterOptions = {}): FilterResults {
    return new KalmanFilter(this.stateSpace(), options).run()
  }

  /** Everything about the estimates and how well they fit. */
  inference(): Inference {
    const model = this.stateSpace()
    return inference(this, model, new KalmanFilter(model).run())
  }

  /**
   * Predictions inside the sample (one step ahead, or dynamic) and beyond it. Observations count from the start of the
   * sample as it was given; where differencing beforehand took the first ones away their predictions are NaN (statsmodels
   * counts from those left). `exog` is needed beyond the sample only.
   */
  async predict(options: MLEPredictOptions = {}): Promise<Prediction> {
    this.checkFitted()
    const name = this.meta.className
    return forecast(name, this.sample(), this.lost, (sample) => this.stateSpace(sample), options)
  }

  /** The next `steps` observations. */
  async forecast(steps = 1, options: Omit<MLEPredictOptions, 'start' | 'end'> = {}): Promise<Prediction> {
    this.checkFitted()
    const nobs = this.endog_.length
    return this.predict({ ...options, start: nobs, end: nobs + steps - 1 })
  }

  /** Takes in what was observed since: the parameters stay as they are. */
  async append(
    endog: Float64Array,
    exog: Matrix | null = null,
    index: Float64Array | null = null
  ): Promise<this> {
    this.checkFitted()
    Object.assign(this, extendSample(this.meta.className, this, endog, exog, index, true))
    this.noteOtherData()
    return this
  }

  /** A model with these parameters over other data. */
  async apply(endog: Float64Array, exog: Matrix | null = null, options: FitOptions = {}): Promise<this> {
    this.checkFitted()
    const copy = this.copy()
    copy.take(endog, exog, { ...this.naming(), ...options })
    copy.noteOtherData()
    return copy
  }

  /** A model with these parameters over the observations that follow the sample, which it does not keep. */
  async extend(endog: Float64Array, exog: Matrix | null = null, options: FitOptions = {}): Promise<this> {
    const model = this.stateSpace()
    const { nobs } = this
    const filter = new KalmanFilter(model, { keep: 'states' })
    const { predictedState, scale } = filter.run()
    const copy = await this.apply(endog, exog, options)
    copy.offset_ = this.offset_ + nobs
    copy.known_state_ = {
      mean: predictedState!.slice(nobs * model.kStates),
      cov: filter.lastPredictedCov().map((value) => value * scale)
    }
    return copy
  }

  /** What a fit found, by statsmodels' names, ready for JSON. */
  results(): Record<string, unknown> {
    return { ...this.inference(), mle_retvals: this.mle_retvals_, summary: this.summary().as_text() }
  }

  summary(): Summary {
    const { title, lines } = this.describe()
    const concentrated = this.stateSpace().concentrateScale
    return mleSummary(this, this.inference(), { title, lines, endogName: this.endogLabel(), concentrated })
  }

  private naming(): FitOptions {
    return { endogName: this.endog_name_, exogNames: this.exog_names_, freq: this.freq_ }
  }

  private copy(): this {
    const { params, attributes } = this.getState()
    return Object.assign(new this.meta(params), attributes) as unknown as this
  }

  private noteOtherData(): void {
    const note =
      'Parameters and standard errors were estimated using a different dataset and were then applied to this dataset. '
    if (!this.cov_description_.startsWith(note)) this.cov_description_ = note + this.cov_description_
  }
}
