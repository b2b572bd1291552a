import { ValueError } from '$lib/estimator/exceptions'
import type { Matrix } from '$lib/numeric/matrix'
import { TimeSeriesModel, type PredictOptions, type Prediction } from '../../base'
import type { Summary } from '../../iolib'
import { extendSample, meanAbsolute, predictionSpan, takeSample, withInterval, type Sample } from '../_sample'
import { boxcox, inverseBoxcox } from './_boxcox'
import { estimate } from './_estimate'
import {
  checkBounds,
  checkSeries,
  chooseLambda,
  firstValues,
  paramNames,
  resolve,
  startingPoint,
  type HoltWintersFitOptions,
  type Specification
} from './_specification'
import {
  ALPHA,
  BETA,
  GAMMA,
  LEVEL,
  PHI,
  SEASONS,
  TREND,
  extrapolate,
  included,
  relativeVariances,
  smooth,
  type Form,
  type States
} from './_smoother'
import { holtWintersSummary } from './_summary'

/** By statsmodels' names. */
export interface HoltWintersResults {
  readonly nobs: number
  readonly sse: number
  readonly aic: number
  readonly aicc: number
  readonly bic: number
  /** Parameters and first values, as the criteria count them. */
  readonly k: number
  readonly params: Readonly<Record<string, unknown>>
  readonly optimized: boolean
  readonly converged: boolean
  readonly mae: number
}

/** Exponential smoothing: what SimpleExpSmoothing, Holt and ExponentialSmoothing share. */
export abstract class HoltWinters<P extends object> extends TimeSeriesModel<P> implements Sample {
  declare endog_: Float64Array
  declare exog_: Matrix | null
  declare index_: Float64Array | null
  declare freq_: string | null
  declare endog_name_: string
  declare exog_names_: readonly string[]
  declare form_: Form
  /** Exponent of the Box–Cox transform; null without it. */
  declare lambda_: number | null
  /** The parameters that the form has: smoothing, first level and trend, damping, first seasons. */
  declare params_: Float64Array
  declare param_names_: readonly string[]
  /** Whether each of them was estimated. */
  declare optimized_: readonly boolean[]
  declare converged_: boolean
  declare remove_bias_: boolean

  protected abstract specification(): Specification

  async fit(
    endog: Float64Array,
    exog: Matrix | null = null,
    options: HoltWintersFitOptions = {}
  ): Promise<this> {
    options.signal?.throwIfAborted()
    const name = this.meta.className
    const given = this.specification()
    if (exog && exog.shape[1] > 0)
      throw new ValueError(
        `${name} takes no exogenous variables: ${options.exogNames?.join(', ') ?? `${exog.shape[1]} were given`}`,
        'Exclude these columns, or use SARIMAX.'
      )
    const sample = takeSample(name, endog, null, { ...options, exogNames: [] }, given.missing)
    const form = resolve(name, given, sample.freq_ ?? given.freq)
    checkBounds(name, form, given.bounds)
    checkSeries(name, sample.endog_, form, given)
    const lambda = chooseLambda(sample.endog_, given.useBoxcox)
    const y = lambda === null ? sample.endog_ : boxcox(sample.endog_, lambda)
    const initial = firstValues(name, y, form, given)
    const { start, free } = startingPoint(name, form, initial, options)
    const optimized = options.optimized ?? true
    const solution =
      optimized && free.some(Boolean)
        ? await estimate({
            form,
            y,
            start,
            free,
            bounds: given.bounds,
            brute: (options.use_brute ?? true) && !options.startParams,
            options
          })
        : { x: start, converged: true }
    if (!solution.converged)
      options.warn?.({
        category: 'ConvergenceWarning',
        message: `${name}: the squared errors were still falling when the search ended.`
      })
    const has = included(form)
    Object.assign(this, sample)
    this.form_ = form
    this.lambda_ = lambda
    this.params_ = solution.x.filter((_, j) => has[j])
    this.param_names_ = paramNames(form.m).filter((_, j) => has[j])
    this.optimized_ = free.map((is) => is && optimized).filter((_, j) => has[j])
    this.converged_ = solution.converged
    this.remove_bias_ = options.remove_bias ?? false
    return this
  }

  /** All parameters in the smoother's order; 0 where the form has none. */
  private vector(): Float64Array {
    let at = 0
    return Float64Array.from(included(this.form_), (is) => (is ? this.params_[at++] : 0))
  }

  /** One-step predictions over the sample, with what follows them. */
  private run(steps: number, states?: States) {
    const { form_: form, lambda_: lambda } = this
    const p = this.vector()
    const y = lambda === null ? this.endog_ : boxcox(this.endog_, lambda)
    const fitted = new Float64Array(y.length)
    const last = smooth(form, p, y, fitted, states)
    const ahead = extrapolate(form, p, last, steps)
    const back = (values: Float64Array): Float64Array =>
      lambda === null ? values : inverseBoxcox(values, lambda)
    return { p, y, fitted, ahead, back }
  }

  /** Level, trend and season after each observation (of the transformed series, where it is transformed). */
  get states(): States {
    this.checkFitted()
    const { length } = this.endog_
    const states = {
      level: new Float64Array(length),
      trend: new Float64Array(length),
      season: new Float64Array(length)
    }
    this.run(0, states)
    return states
  }

  /**
   * Predictions from `start` to `end`. Intervals are those of the models with additive errors (Hyndman et al. 2008, ch. 6),
   * which statsmodels' class of this name does not have; a form with a multiplicative component has no such formula: ValueError.
   */
  async predict(options: PredictOptions = {}): Promise<Prediction> {
    this.checkFitted()
    const nobs = this.endog_.length
    const { start, end } = predictionSpan(nobs, options)
    const { p, y, fitted, ahead, back } = this.run(Math.max(0, end + 1 - nobs))
    const path = Float64Array.from([...fitted, ...ahead]).slice(start, end + 1)
    const observed = back(fitted)
    const bias = this.remove_bias_
      ? this.endog_.reduce((sum, value, i) => sum + value - observed[i], 0) / nobs
      : 0
    const mean = back(path).map((value) => value + bias)
    const { trend, seasonal } = this.form_
    if (trend === 'mul' || seasonal === 'mul') {
      if (options.interval !== undefined)
        throw new ValueError(
          `${this.meta.className} with a multiplicative component has no formula for intervals`,
          'Use additive components (with use_boxcox where the spread grows with the level), or SARIMAX.'
        )
      return { start, mean, se: new Float64Array(mean.length).fill(NaN) }
    }
    const sigma2 = y.reduce((sum, value, i) => sum + (value - fitted[i]) ** 2, 0) / nobs
    const spread = relativeVariances(this.form_, p, Math.max(1, end + 1 - nobs))
    const se = path.map((_, i) => Math.sqrt(sigma2 * spread[Math.max(0, start + i - nobs)]))
    const { lower, upper } = withInterval(start, path, se, options.interval)
    const shown = (values: Float64Array): Float64Array => back(values).map((value) => value + bias)
    return {
      start,
      mean,
      se: this.lambda_ === null ? se : new Float64Array(se.length).fill(NaN),
      ...(lower && upper && { lower: shown(lower), upper: shown(upper) })
    }
  }

  async append(
    endog: Float64Array,
    _exog: Matrix | null = null,
    index: Float64Array | null = null
  ): Promise<this> {
    this.checkFitted()
    const extended = extendSample(this.meta.className, this, endog, null, index)
    checkSeries(this.meta.className, extended.endog_, this.form_, this.specification())
    return Object.assign(this, extended)
  }

  /** Criteria and parameters, by statsmodels' names. */
  statistics(): HoltWintersResults {
    this.checkFitted()
    const { form_: form } = this
    const { p, fitted, back } = this.run(0)
    const nobs = this.endog_.length
    const predicted = back(fitted)
    const resid = this.endog_.map((value, i) => value - predicted[i])
    const sse = resid.reduce((sum, e) => sum + e * e, 0)
    const k = form.m + 2 * Number(form.trend !== null) + 2 + Number(form.damped)
    const aic = nobs * Math.log(sse / nobs) + 2 * k
    const spare = nobs - k - 3
    const has = included(form)
    const value = (j: number): number | null => (has[j] ? p[j] : null)
    return {
      nobs,
      sse,
      aic,
      aicc: aic + (spare > 0 ? (2 * (k + 2) * (k + 3)) / spare : Infinity),
      bic: nobs * Math.log(sse / nobs) + k * Math.log(nobs),
      k,
      params: {
        smoothing_level: value(ALPHA),
        smoothing_trend: value(BETA),
        smoothing_seasonal: value(GAMMA),
        damping_trend: value(PHI),
        initial_level: value(LEVEL),
        initial_trend: value(TREND),
        initial_seasons: Array.from(p.subarray(SEASONS)),
        use_boxcox: this.specification().useBoxcox,
        lamda: this.lambda_,
        remove_bias: this.remove_bias_
      },
      optimized: this.optimized_.includes(true),
      converged: this.converged_,
      mae: meanAbsolute(resid)
    }
  }

  results(): Record<string, unknown> {
    return { ...this.statistics(), summary: this.summary().as_text() }
  }

  summary(): Summary {
    return holtWintersSummary(this, this.statistics(), this.specification())
  }
}
