import { checkValues } from '$lib/estimator/checks'
import { ValueError } from '$lib/estimator/exceptions'
import { integer, none, option, string, type ParamTable } from '$lib/estimator/params'
import { identity, matmul, matmulNT, rmatvec } from '$lib/numeric/linalg'
import { matrix, row, transpose, type Matrix } from '$lib/numeric/matrix'
import { TimeSeriesModel, type PredictOptions, type Prediction, type Summary } from '../../base'
import { checkAhead, predictionSpan, withInterval, type Missing } from '../_sample'
import { designMatrix, regressorNames, regressors, trendCount, type Trend } from './_design'
import { describeErrors, estimate, selectOrder, type Criterion, type LagOrderResults } from './_estimation'
import { below, takeSeries, type VARFitOptions } from './_series'
import { statistics, type VARStatistics } from './_statistics'
import { varSummary } from './_summary'

export interface VARParams {
  maxlags: number | null
  ic: Criterion | null
  trend: Trend
  freq: string | null
  missing: Missing
}

/**
 * A vector autoregression of several series on the lags of all, fitted by least squares. Numbers are those of
 * statsmodels.tsa.api.VAR (Lütkepohl, New introduction to multiple time series analysis, 2005, ch. 2–4).
 *
 * Parameters: `maxlags` the number of lags (1), or with `ic` the most that are tried (by default 12 (n / 100)^¼); `ic` the
 * criterion that chooses it: `aic`, `bic`, `hqic`, `fpe`, or null for none (null); `trend` `n` none, `c` a constant
 * (default), `ct` and time, `ctt` and its square; `missing` `none` (default) or `raise` refuse missing values, `drop`
 * leaves their rows out; `freq` is taken for statsmodels' sake. The first three are arguments of statsmodels' fit; as there,
 * the choice by `ic` is made with a constant, whatever the trend.
 *
 * Fitted: `params_` regressors × series, named `param_names_` × `names_`; `sigma_u_` the errors' covariance,
 * unbiased; `normalized_cov_` the inverse of the regressors' products;
 * `k_ar_` the number of lags; `endog_`, `exog_`, `index_`, `freq_` the sample. Means and bounds of predictions are rows of
 * all series one after the other.
 *
 * Errors: InvalidParameterError for parameters that cannot be; ValueError for a single series or too few observations.
 */
export class VAR extends TimeSeriesModel<VARParams, Matrix> {
  static override readonly className = 'VAR'
  static override readonly module = 'statsmodels.tsa.vector_ar.var_model'
  static override readonly params: ParamTable<VARParams> = {
    maxlags: { default: null, kinds: [integer(0), none] },
    ic: { default: null, kinds: [option('aic', 'bic', 'hqic', 'fpe'), none] },
    trend: { default: 'c', kinds: [option('n', 'c', 'ct', 'ctt')], aliases: { nc: 'n' } },
    freq: { default: null, kinds: [string, none] },
    missing: { default: 'none', kinds: [option('none', 'drop', 'raise')] }
  }

  declare endog_: Matrix
  declare exog_: Matrix | null
  declare index_: Float64Array | null
  declare freq_: string | null
  declare names_: readonly string[]
  declare exog_names_: readonly string[]
  declare trend_: Trend
  declare k_ar_: number
  declare params_: Matrix
  declare param_names_: readonly string[]
  declare sigma_u_: Matrix
  declare normalized_cov_: Matrix

  async fit(endog: Matrix, exog: Matrix | null = null, options: VARFitOptions = {}): Promise<this> {
    options.signal?.throwIfAborted()
    const { maxlags, ic, trend, missing } = checkValues('VAR', VAR.params, this.params)
    const names = options.endogNames ?? Array.from({ length: endog.shape[1] }, (_, j) => `y${j + 1}`)
    if (endog.shape[1] < 2)
      throw new ValueError(`VAR: ${endog.shape[1]} series was given`, 'Give at least two, or use AutoReg.')
    const sample = takeSeries(endog, exog, { ...options, endogNames: names }, missing)
    const lags = ic
      ? selectOrder(sample.endog, sample.exog, maxlags, 'c').selected_orders[ic]
      : (maxlags ?? 1)
    const k = names.length
    const coefficients = trendCount(trend) + (sample.exog?.shape[1] ?? 0) + lags * k
    if (sample.endog.shape[0] - lags < Math.max(coefficients, 1))
      throw new ValueError(
        `VAR: ${sample.endog.shape[0]} observations are too few for ${lags} lags of ${k} series`,
        'Give longer series or fewer lags.'
      )
    const { params, sigmaU, normalizedCov } = estimate(sample.endog, sample.exog, lags, trend)
    this.endog_ = sample.endog
    this.exog_ = sample.exog
    this.index_ = sample.index
    this.freq_ = options.freq ?? this.params.freq
    this.names_ = [...names]
    this.exog_names_ = sample.exogNames
    this.trend_ = trend
    this.k_ar_ = lags
    this.params_ = params
    this.param_names_ = regressorNames(names, sample.exogNames, lags, trend)
    this.sigma_u_ = sigmaU
    this.normalized_cov_ = normalizedCov
    return this
  }

  /** Which number of lags the criteria prefer, on the fitted sample. */
  select_order({
    maxlags = null,
    trend = 'c'
  }: { maxlags?: number | null; trend?: Trend } = {}): LagOrderResults {
    this.checkFitted()
    return selectOrder(this.endog_, this.exog_, maxlags, trend)
  }

  /**
   * Predictions from `start` to `end`: inside the sample from what was observed before (NaN where the lags reach before the
   * sample), beyond it from predictions. mean, se and bounds have (end − start + 1) · series values, row by row.
   */
  async predict(options: PredictOptions = {}): Promise<Prediction> {
    this.checkFitted()
    const [nobs, k] = this.endog_.shape
    const { start, end } = predictionSpan(nobs, options)
    const { exog = null } = options
    checkAhead('VAR', this.exog_names_, exog, end + 1 - nobs)
    const path = matrix(Math.max(nobs, end + 1), k)
    path.data.set(this.endog_.data)
    const mean = new Float64Array((end + 1 - start) * k).fill(NaN)
    for (let t = Math.max(this.k_ar_, Math.min(start, nobs)); t <= end; t++) {
      const now = this.exog_ && (t < nobs ? row(this.exog_, t) : row(exog as Matrix, t - nobs))
      const values = rmatvec(this.params_, regressors(path, now, t, this.k_ar_, this.trend_))
      if (t >= nobs) row(path, t).set(values)
      if (t >= start) mean.set(values, (t - start) * k)
    }
    const errors = this.forecastErrors(Math.max(1, end + 1 - nobs))
    const se = mean.map((value, i) => {
      const horizon = Math.max(0, start + Math.floor(i / k) - nobs)
      return Number.isNaN(value) ? NaN : errors[horizon * k + (i % k)]
    })
    return withInterval(start, mean, se, options.interval)
  }

  /** Standard errors of forecasts (Lütkepohl 2005, 2.2.3), one row for each horizon. */
  private forecastErrors(steps: number): Float64Array {
    const k = this.names_.length
    const first = this.params_.shape[0] - this.k_ar_ * k
    // Aᵢ is transposed as it stands in params_, and so are all Φ: Φₕᵀ = Σ AᵢᵀΦₕ₋ᵢᵀ.
    const A = Array.from({ length: this.k_ar_ }, (_, i) =>
      matrix(k, k, this.params_.data.slice((first + i * k) * k, (first + (i + 1) * k) * k))
    )
    const phi: Matrix[] = [identity(k)]
    const variances = new Float64Array(k)
    const out = new Float64Array(steps * k)
    for (let h = 0; h < steps; h++) {
      if (h > 0) phi[h] = matrix(k, k)
      for (let i = 1; i <= Math.min(h, this.k_ar_); i++) {
        const term = matmul(A[i - 1], phi[h - i])
        term.data.forEach((value, j) => (phi[h].data[j] += value))
      }
      const transposed = transpose(phi[h])
      const covariance = matmulNT(matmul(transposed, this.sigma_u_), transposed)
      for (let j = 0; j < k; j++) {
        variances[j] += covariance.data[j * k + j]
        out[h * k + j] = Math.sqrt(variances[j])
      }
    }
    return out
  }

  async append(endog: Matrix, exog: Matrix | null = null, index: Float64Array | null = null): Promise<this> {
    this.checkFitted()
    const options = { endogNames: this.names_, exogNames: this.exog_names_, index }
    const more = takeSeries(endog, exog, options, 'none')
    this.endog_ = below(this.endog_, more.endog)
    this.exog_ = this.exog_ && more.exog && below(this.exog_, more.exog)
    this.index_ = this.index_ && index && Float64Array.from([...this.index_, ...index])
    return this
  }

  /**
   * Coefficients, their tests, criteria: what statsmodels' results have. After `append` residuals and criteria are those of
   * the coefficients as they were fitted, on the longer sample.
   */
  statistics(): VARStatistics {
    this.checkFitted()
    const X = designMatrix(this.endog_, this.exog_, this.k_ar_, this.trend_)
    const fitted = matmul(X, this.params_)
    const k = this.names_.length
    const observed = this.endog_.data.subarray(this.k_ar_ * k)
    const resid = matrix(
      X.shape[0],
      k,
      fitted.data.map((value, i) => observed[i] - value)
    )
    const errors = describeErrors({ params: this.params_, normalizedCov: this.normalized_cov_, resid })
    return statistics({ ...errors, sigmaU: this.sigma_u_ }, this.k_ar_, this.names_, this.param_names_)
  }

  results(): Record<string, unknown> {
    return { ...this.statistics(), summary: this.summary().as_text() }
  }

  summary(): Summary {
    return varSummary(this.statistics())
  }
}
