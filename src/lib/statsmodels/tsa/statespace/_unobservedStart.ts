/** Starting values of structural models, as statsmodels finds them: variances of what filters and regressions leave. */
import { takeRows } from '$lib/numeric/matrix'
import { hpTrend } from './_hpFilter'
import { lagMatrix, leastSquares, residuals, variance } from './_leastSquares'
import type { ParameterLayout } from './parameters'
import type { Sample } from './system'
import type { UnobservedSpecification } from './unobservedSpecification'
import { cycleFrequencies } from './_components'

const minus = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value - b[i])

/** Where the frequency of a cycle starts: by the calendar, else the middle of what is possible. */
function cycleStart(spec: UnobservedSpecification, freq: string | null): number {
  const periods = { A: 3, Q: 12, M: 36 }[freq?.[0] ?? '']
  const [low, high] = cycleFrequencies(spec, freq)
  return periods ? (2 * Math.PI) / periods : (low + high) / 2
}

export function unobservedStartParams(
  spec: UnobservedSpecification,
  layout: ParameterLayout,
  sample: Sample
): Float64Array {
  const seen = Array.from(sample.endog.keys()).filter((t) => !Number.isNaN(sample.endog[t]))
  const endog = Float64Array.from(seen, (t) => sample.endog[t])
  const start: Record<string, ArrayLike<number>> = {}
  let rest: Float64Array = endog
  if (spec.level) {
    const trend = hpTrend(endog)
    rest = minus(endog, trend)
    const slope = hpTrend(trend)
    start.trend_var = [variance(slope)]
    start.level_var = [variance(spec.stochasticTrend ? minus(trend, slope) : trend)]
  }
  if (sample.exog && spec.mleRegression) {
    const X = takeRows(sample.exog, seen)
    const beta = leastSquares(X, rest)
    start.reg_coeff = beta
    rest = residuals(X, rest, beta)
  }
  const p = spec.autoregressive
  if (p > 0) {
    const lags = Array.from({ length: p }, (_, i) => i + 1)
    const X = lagMatrix(rest, lags, p)
    const y = rest.subarray(p)
    const phi = leastSquares(X, y)
    start.ar_coeff = phi
    rest = residuals(X, y, phi)
    start.ar_var = [variance(rest)]
  }
  const left = [variance(rest)]
  const damping = leastSquares(lagMatrix(rest, [1], 1), rest.subarray(1))[0]
  start.cycle_damp = [Math.min(Math.max(damping, 0), 0.99)]
  start.cycle_freq = [cycleStart(spec, sample.freq)]
  return Float64Array.from(layout.terms.flatMap((term) => Array.from(start[term] ?? left)))
}
