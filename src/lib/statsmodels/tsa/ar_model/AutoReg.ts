import { checkValues } from '$lib/estimator/checks'
import { InvalidParameterError, ValueError } from '$lib/estimator/exceptions'
import { array, flag, integer, none, option, type ParamTable } from '$lib/estimator/params'
import { matrix, row, type Matrix } from '$lib/numeric/matrix'
import { TimeSeriesModel, type FitOptions, type PredictOptions, type Prediction } from '../../base'
import type { Summary } from '../../iolib'
import { ols } from '../../regression/ols'
import {
  checkAhead,
  extendSample,
  predictionSpan,
  takeSample,
  withInterval,
  type Missing,
  type Sample
} from '../_sample'
import { freqToPeriod } from '../dates'
import { designMatrix, regressorNames, regressors, type Design, type Trend } from './_design'
import { autoRegSummary } from './_summary'
import { statistics, type AutoRegStatistics } from './_statistics'

export interface AutoRegParams {
  lags: number | readonly number[] | null
  trend: Trend
  seasonal: boolean
  hold_back: number | null
  period: number | null
  missing: Missing
  old_names: boolean
}

export interface AutoRegPredictOptions extends PredictOptions {
  /** From this observation, counted from `start`, predictions are made from predictions; true means from the first. */
  readonly dynamic?: boolean | number
}

/**
 * An autoregression with trend, seasonal dummies and regressors, estimated by conditional maximum likelihood, that is least
 * squares given the first observations. Numbers are those of statsmodels.tsa.ar_model.AutoReg (Hamilton, Time Series
 * Analysis, 1994, 5.2; Lütkepohl, 2005, 3.2 for the forecasts' variance).
 *
 * Parameters: `lags` the lags included: the highest one, or a list of them (required: null or 0 for none); `trend` `n` none,
 * `c` a constant (default), `t` time, `ct` both; `seasonal` dummies for the seasons (false); `period` observations in a
 * season (from the index's frequency); `hold_back` observations left out of the estimation at the start (the highest lag);
 * `missing` `none` (default) or `raise` refuse missing values, `drop` leaves their rows out; `old_names` names of
 * statsmodels 0.11 (false).
 *
 * Fitted: `params_` one coefficient for each of `param_names_`; `cov_params_` their covariance; `design_` lags, period and
 * so on as resolved; `endog_`, `exog_`, `index_`, `freq_` the sample.
 *
 * Errors: InvalidParameterError for lags, hold_back or period that cannot be; ValueError for too few observations.
 *
 * Differs from statsmodels: a DeterministicProcess cannot be given; the covariance is the non-robust one; beyond the sample
 * variances count from its end wherever the prediction starts (statsmodels fails if that is not its end).
 */
export class AutoReg extends TimeSeriesModel<AutoRegParams> implements Sample {
  static override readonly className = 'AutoReg'
  static override readonly module = 'statsmodels.tsa.ar_model'
  static override readonly params: ParamTable<AutoRegParams> = {
    lags: { default: null, kinds: [integer(0), array, none] },
    trend: { default: 'c', kinds: [option('n', 'c', 't', 'ct')] },
    seasonal: flag(false),
    hold_back: { default: null, kinds: [integer(0), none] },
    period: { default: null, kinds: [integer(2), none] },
    missing: { default: 'none', kinds: [option('none', 'drop', 'raise')] },
    old_names: flag(false)
  }

  declare endog_: Float64Array
  declare exog_: Matrix | null
  declare index_: Float64Array | null
  declare freq_: string | null
  declare endog_name_: string
  declare exog_names_: readonly string[]
  declare design_: Design
  declare params_: Float64Array
  declare param_names_: readonly string[]
  declare cov_params_: Matrix

  async fit(endog: Float64Array, exog: Matrix | null = null, options: FitOptions = {}): Promise<this> {
    options.signal?.throwIfAborted()
    const params = checkValues('AutoReg', AutoReg.params, this.params)
    const sample = takeSample('AutoReg', endog, exog, options, params.missing)
    const design = resolve(params, sample)
    const X = designMatrix(design, sample)
    const [nobs, k] = X.shape
    if (nobs < Math.max(k, 1))
      throw new ValueError(
        `AutoReg: ${nobs} observations remain after the first ${design.holdBack}, for ${k} coefficients`,
        'Give a longer series, fewer lags or no seasonal dummies.'
      )
    const fit = ols(X, matrix(nobs, 1, sample.endog_.slice(design.holdBack)))
    const sigma2 = fit.resid.data.reduce((sum, e) => sum + e * e, 0) / nobs
    Object.assign(this, sample)
    this.design_ = design
    this.params_ = fit.params.data
    this.param_names_ = regressorNames(design, sample, params.old_names)
    this.cov_params_ = matrix(
      k,
      k,
      fit.normalizedCov.data.map((value) => value * sigma2)
    )
    return this
  }

  /** Errors of the one-step predictions from the first observation that has one. */
  get resid(): Float64Array {
    this.checkFitted()
    const { holdBack } = this.design_
    const X = designMatrix(this.design_, this)
    return Float64Array.from(
      { length: X.shape[0] },
      (_, i) => this.endog_[i + holdBack] - this.dot(row(X, i))
    )
  }

  private dot(x: Float64Array): number {
    return x.reduce((sum, value, j) => sum + value * this.params_[j], 0)
  }

  /**
   * Predictions from `start` to `end`; NaN where the lags reach before the sample. Inside the sample each is made from what
   * was observed before, unless `dynamic`. Throws ValueError where regressors beyond the sample are wanting.
   */
  async predict(options: AutoRegPredictOptions = {}): Promise<Prediction> {
    this.checkFitted()
    const { dynamic = false, exog = null, interval } = options
    const nobs = this.endog_.length
    const { holdBack } = this.design_
    const { start, end } = predictionSpan(nobs, options)
    checkAhead('AutoReg', this.exog_names_, exog, end + 1 - nobs)
    const first = Math.max(start, holdBack)
    const known =
      dynamic === false
        ? nobs
        : Math.min(nobs, Math.max(start + Number(dynamic === true ? 0 : dynamic), holdBack))
    const path = Float64Array.from({ length: end + 1 }, (_, t) => (t < known ? this.endog_[t] : NaN))
    const mean = new Float64Array(end + 1 - start).fill(NaN)
    for (let t = Math.min(first, known); t <= end; t++) {
      const now = t < nobs ? this.exog_ && row(this.exog_, t) : exog && this.exog_ && row(exog, t - nobs)
      const value = this.dot(regressors(this.design_, t, (at) => path[at], now))
      if (t >= known) path[t] = value
      if (t >= start) mean[t - start] = value
    }
    const spread = this.spread(end + 1 - nobs)
    const se = mean.map((value, i) => (Number.isNaN(value) ? NaN : spread(start + i - nobs)))
    return withInterval(start, mean, se, interval)
  }

  /** The standard error at a horizon: 0 is the first period beyond the sample; inside it all are as there. */
  private spread(steps: number): (horizon: number) => number {
    const { sigma2 } = this.statistics()
    const { lags } = this.design_
    const from = this.params_.length - this.exog_names_.length - lags.length
    const psi: number[] = [1]
    const variances = [sigma2]
    for (let h = 1; h < steps; h++) {
      psi[h] = lags.reduce((sum, lag, j) => sum + (lag <= h ? this.params_[from + j] * psi[h - lag] : 0), 0)
      variances[h] = variances[h - 1] + sigma2 * psi[h] ** 2
    }
    return (horizon) => Math.sqrt(variances[Math.max(0, horizon)])
  }

  async append(
    endog: Float64Array,
    exog: Matrix | null = null,
    index: Float64Array | null = null
  ): Promise<this> {
    this.checkFitted()
    return Object.assign(this, extendSample('AutoReg', this, endog, exog, index))
  }

  /** Criteria, tests of the coefficients, roots: what statsmodels' results have. */
  statistics(): AutoRegStatistics {
    this.checkFitted()
    return statistics(this)
  }

  results(): Record<string, unknown> {
    return { ...this.statistics(), summary: this.summary().as_text() }
  }

  summary(): Summary {
    return autoRegSummary(this, this.statistics())
  }
}

/** Lags as a list, and what follows from the sample. Throws InvalidParameterError. */
function resolve({ lags, trend, seasonal, hold_back, period }: AutoRegParams, sample: Sample): Design {
  const list =
    typeof lags === 'number'
      ? Array.from({ length: lags }, (_, i) => i + 1)
      : [...(lags ?? [])].sort((a, b) => a - b)
  if (list.some((lag, i) => !Number.isInteger(lag) || lag < 1 || lag === list[i - 1]))
    throw new InvalidParameterError(
      `AutoReg: lags = ${JSON.stringify(lags)} is not possible`,
      'Lags are positive integers, each once.'
    )
  const maxLag = list.at(-1) ?? 0
  const holdBack = hold_back ?? maxLag
  if (holdBack < maxLag)
    throw new InvalidParameterError(
      `AutoReg: hold_back = ${holdBack} is less than the highest lag, ${maxLag}`,
      'Raise hold_back or leave it out.'
    )
  if (!seasonal) return { trend, period: 0, lags: list, holdBack }
  if (period === null && sample.freq_ === null)
    throw new InvalidParameterError(
      'AutoReg: seasonal dummies need the length of the season',
      'Give `period`, or timestamps with a frequency.'
    )
  return { trend, period: period ?? freqToPeriod(sample.freq_ as string), lags: list, holdBack }
}
