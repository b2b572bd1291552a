/** Predictions: the filter run on, over observations that are not there. */
import { ValueError } from '$lib/estimator/exceptions'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { pacer } from '$lib/numeric/pacer'
import type { Prediction, PredictOptions } from '../../base'
import { predictionSpan, withInterval } from '../_sample'
import { KalmanFilter } from './KalmanFilter'
import type { StateSpace } from './representation'
import type { Sample } from './system'

const join = (a: Float64Array, b: Float64Array): Float64Array => {
  const out = new Float64Array(a.length + b.length)
  out.set(a)
  out.set(b, a.length)
  return out
}

/** The rows of regressors for the observations beyond the sample. Throws ValueError where they are not as needed. */
function exogAhead(className: string, sample: Sample, exog: Matrix | null, steps: number): Float64Array {
  const k = sample.exogNames.length
  const names = sample.exogNames.join(', ')
  if (!exog || exog.shape[1] === 0)
    throw new ValueError(
      `${className}: the ${steps} observations beyond the sample need values of ${names}`,
      `Give a row of ${names} for each of them.`
    )
  if (exog.shape[0] !== steps || exog.shape[1] !== k)
    throw new ValueError(
      `${className}: the regressors given beyond the sample are ${exog.shape.join(' × ')}, not ${steps} × ${k}`,
      `Give a row of ${names} for each of the ${steps} observations.`
    )
  const bad = exog.data.findIndex((value) => !Number.isFinite(value))
  if (bad >= 0)
    throw new ValueError(
      `${className}: ${sample.exogNames[bad % k]} is missing in row ${Math.floor(bad / k)} of the regressors given`,
      'Regressors may not have gaps.'
    )
  return exog.data
}

/** A copy of the sample with `steps` unknown observations after it. */
function lengthen(className: string, sample: Sample, exog: Matrix | null, steps: number): Sample {
  const endog = join(sample.endog, new Float64Array(steps).fill(NaN))
  if (!sample.exog || steps === 0) return { ...sample, endog }
  const data = join(sample.exog.data, exogAhead(className, sample, exog, steps))
  return { ...sample, endog, exog: matrix(endog.length, sample.exogNames.length, data) }
}

/**
 * Predictions from `start` to `end`, counted in the sample as it was given: of its first `lost` observations differencing
 * leaves none.
 */
export async function forecast(
  className: string,
  sample: Sample,
  lost: number,
  stateSpace: (sample: Sample) => StateSpace,
  options: PredictOptions & { dynamic?: number | null }
): Promise<Prediction> {
  const { dynamic = null } = options
  const nobs = sample.endog.length
  const { start, end } = predictionSpan(nobs, options)
  const model = stateSpace(lengthen(className, sample, options.exog ?? null, Math.max(0, end + 1 - nobs)))
  const filter = new KalmanFilter(model)
  const { scale } = await filter.runPaced(pacer())
  if (dynamic !== null) {
    model.endog.fill(NaN, Math.max(start + dynamic - lost, 0))
    await filter.runPaced(pacer())
  }
  const { forecasts, forecastsErrorCov } = filter.results
  // A concentrated scale is that of all observations, also of those that dynamic predictions do not look at.
  const rescale = scale / filter.results.scale
  const span = (value: (t: number) => number): Float64Array =>
    Float64Array.from({ length: end + 1 - start }, (_, i) =>
      start + i < lost ? NaN : value(start + i - lost)
    )
  const mean = span((t) => forecasts[t])
  const se = span((t) => Math.sqrt(forecastsErrorCov[t] * rescale))
  return withInterval(start, mean, se, options.interval)
}
