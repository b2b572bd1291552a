/**
 * Starting values: regression by least squares, then conditional sums of squares for the ARMA part and, apart from it,
 * for the seasonal part, with the residuals of a long autoregression in the place of the unknown shocks (as statsmodels;
 * the idea is Hannan & Rissanen's, Biometrika 69, 1982, 81–94).
 */
import type { FitWarning } from '$lib/estimator/progress'
import { takeRows, type Matrix } from '$lib/numeric/matrix'
import { hstack, lagMatrix, leastSquares, mean, residuals, variance } from './_leastSquares'
import type { SarimaxSpecification } from './sarimaxSpecification'
import type { Sample } from './system'
import { diff, diffColumns, isInvertible } from './tools'

interface Start {
  readonly trend: Float64Array
  readonly ar: Float64Array
  readonly ma: Float64Array
  /** Of the residuals; undefined where there was nothing to estimate. */
  readonly variance: number | undefined
}

type Warn = (warning: FitWarning) => void

const meanSquare = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value * value, 0) / values.length

/** `trend` has a row for each observation; its last rows are left out, not its first, as in statsmodels. */
function conditionalSumOfSquares(
  endog: Float64Array,
  arLags: readonly number[],
  maLags: readonly number[],
  trend: Matrix | null,
  description: string,
  warn: Warn
): Start {
  const kAr = arLags.at(-1) ?? 0
  const kMa = maLags.at(-1) ?? 0
  const kTrend = trend?.shape[1] ?? 0
  const none = new Float64Array(0)
  if (kAr + kMa + kTrend === 0) return { trend: none, ar: none, ma: none, variance: undefined }
  const long = 2 * kMa
  const from = Math.max(long + kMa, kAr)
  let params: Float64Array
  let rest: Float64Array
  if (endog.length > from) {
    const parts: Matrix[] = []
    if (trend)
      parts.push(
        takeRows(
          trend,
          Array.from({ length: endog.length - from }, (_, t) => t)
        )
      )
    if (kAr > 0) parts.push(lagMatrix(endog, arLags, from))
    if (kMa > 0) {
      const X = lagMatrix(
        endog,
        Array.from({ length: long }, (_, i) => i + 1),
        long
      )
      const y = endog.subarray(long)
      parts.push(lagMatrix(residuals(X, y, leastSquares(X, y)), maLags, from - long))
    }
    const X = hstack(parts)
    const y = endog.subarray(from)
    params = leastSquares(X, y)
    rest = residuals(X, y, params)
  } else {
    warn({
      category: 'UserWarning',
      message: `There are too few observations to estimate starting parameters for ${description}: all but variances start at 0.`
    })
    params = new Float64Array(kTrend + arLags.length + maLags.length)
    const middle = mean(endog)
    rest = endog.length
      ? Float64Array.of(...new Float64Array(2 * maLags.length), ...endog.map((value) => value - middle))
      : new Float64Array(2 * maLags.length + 1).fill(1)
  }
  const afterAr = kTrend + arLags.length
  return {
    trend: params.subarray(0, kTrend),
    ar: params.subarray(kTrend, afterAr),
    ma: params.subarray(afterAr, afterAr + maLags.length),
    variance: rest.length > 1 ? meanSquare(rest.subarray(maLags.length)) : variance(endog)
  }
}

/** The estimate itself, or zeros and a warning where the model must have its roots outside the unit circle. */
function inside(
  values: Float64Array,
  sign: 1 | -1,
  enforced: boolean,
  name: string,
  warn: Warn
): Float64Array {
  if (!enforced || isInvertible(values.map((value) => sign * value))) return values
  warn({
    category: 'UserWarning',
    message: `The ${name} starting parameters found are not ${sign < 0 ? 'stationary' : 'invertible'}: zeros are used instead.`
  })
  return new Float64Array(values.length)
}

export function sarimaxStartParams(
  spec: SarimaxSpecification,
  sample: Sample,
  trend: Matrix,
  warn: Warn
): Float64Array {
  const differenced = !spec.simpleDifferencing && spec.kStatesDiff > 0
  const whole = differenced ? diff(sample.endog, spec) : sample.endog
  const wholeExog = sample.exog && differenced ? diffColumns(sample.exog, spec) : sample.exog
  const seen = Array.from(whole.keys()).filter((t) => !Number.isNaN(whole[t]))
  let endog = Float64Array.from(seen, (t) => whole[t])
  let beta = new Float64Array(0)
  if (wholeExog) {
    const X = takeRows(wholeExog, seen)
    beta = Float64Array.from(leastSquares(X, endog))
    endog = Float64Array.from(residuals(X, endog, beta))
  }
  const trendRows = spec.kTrend > 0 ? takeRows(trend, seen) : null
  const arma = conditionalSumOfSquares(endog, spec.arLags, spec.maLags, trendRows, 'ARMA and trend', warn)
  const s = spec.seasonalPeriods
  const inPeriods = (lags: readonly number[]): number[] => lags.map((lag) => lag * s)
  const seasonal = conditionalSumOfSquares(
    endog,
    inPeriods(spec.seasonalArLags),
    inPeriods(spec.seasonalMaLags),
    null,
    'seasonal ARMA',
    warn
  )
  const { enforceStationarity, enforceInvertibility } = spec
  const square = meanSquare(endog) * endog.length
  const found = arma.variance ?? seasonal.variance ?? (spec.kExog > 0 ? square : square / sample.endog.length)
  const varying = spec.stateRegression && spec.timeVaryingRegression
  return Float64Array.of(
    ...arma.trend,
    ...(spec.mleRegression ? beta : []),
    ...inside(arma.ar, -1, enforceStationarity, 'autoregressive', warn),
    ...inside(arma.ma, 1, enforceInvertibility, 'moving average', warn),
    ...inside(seasonal.ar, -1, enforceStationarity, 'seasonal autoregressive', warn),
    ...inside(seasonal.ma, 1, enforceInvertibility, 'seasonal moving average', warn),
    ...(varying ? new Float64Array(spec.kExog).fill(1) : []),
    ...(spec.measurementError ? [1] : []),
    ...(spec.kOrder > 0 && !spec.concentrateScale ? [Math.max(found, 1e-10)] : [])
  )
}
