/** Data as models take it: checked, named, with incomplete rows dropped where that is asked for. */
import { ValueError } from '$lib/estimator/exceptions'
import { matrix, takeRows, type Matrix } from '$lib/numeric/matrix'
import type { FitOptions, Prediction } from '../base'
import { normPpf } from '../distributions'

/** What is done with rows in which something is missing: nothing (a model bridges them or refuses), left out, or refused. */
export type Missing = 'none' | 'drop' | 'raise'

export interface Sample {
  readonly endog_: Float64Array
  readonly exog_: Matrix | null
  /** Stamps in milliseconds; null where none were given, or where rows were dropped, which leaves gaps. */
  readonly index_: Float64Array | null
  readonly freq_: string | null
  readonly endog_name_: string
  readonly exog_names_: readonly string[]
}

/**
 * Throws ValueError where exog does not match the series or its names, or a value is missing; with `bridges` the series
 * itself may have gaps (NaN), unless `missing` says otherwise.
 */
export function takeSample(
  className: string,
  endog: Float64Array,
  exog: Matrix | null,
  options: FitOptions,
  missing: Missing = 'none',
  bridges = false
): Sample {
  const given = exog && exog.shape[1] > 0 ? exog : null
  const k = given?.shape[1] ?? 0
  const names = options.exogNames ?? Array.from({ length: k }, (_, j) => `x${j + 1}`)
  if (given && given.shape[0] !== endog.length)
    throw new ValueError(
      `${className}: exog has ${given.shape[0]} rows and the series ${endog.length} observations`,
      'Give one row of regressors for each observation.'
    )
  if (k !== names.length)
    throw new ValueError(
      `${className}: exog has ${k} columns, not ${names.length}`,
      `The model's regressors are: ${names.join(', ') || 'none'}.`
    )
  /** Which column has no number in this row: −1 the series, j a regressor; null for a whole row. */
  const gap = (t: number): number | null => {
    const isBridged = bridges && missing === 'none' && Number.isNaN(endog[t])
    if (!Number.isFinite(endog[t]) && !isBridged) return -1
    const j = given
      ? given.data.subarray(t * k, (t + 1) * k).findIndex((value) => !Number.isFinite(value))
      : -1
    return j < 0 ? null : j
  }
  const all = Array.from(endog, (_, t) => t)
  const kept = missing === 'drop' ? all.filter((t) => gap(t) === null) : all
  const bad = kept.find((t) => gap(t) !== null)
  if (bad !== undefined) {
    const j = gap(bad) as number
    throw new ValueError(
      `${className}: ${j < 0 ? (options.endogName ?? 'the series') : names[j]} is missing or infinite in row ${bad}`,
      `Fill the gap, or set missing to "drop".`
    )
  }
  const whole = kept.length === endog.length
  return {
    endog_: Float64Array.from(kept, (t) => endog[t]),
    exog_: given && takeRows(given, kept),
    index_: whole && options.index ? Float64Array.from(options.index) : null,
    freq_: whole ? (options.freq ?? null) : null,
    endog_name_: options.endogName ?? 'y',
    exog_names_: [...names]
  }
}

/** The sample with what was observed since. */
export function extendSample(
  className: string,
  old: Sample,
  endog: Float64Array,
  exog: Matrix | null,
  index: Float64Array | null,
  bridges = false
): Sample {
  const more = takeSample(
    className,
    endog,
    exog,
    { exogNames: old.exog_names_, endogName: old.endog_name_ },
    'none',
    bridges
  )
  const join = (a: Float64Array, b: Float64Array): Float64Array => Float64Array.from([...a, ...b])
  const rows = old.endog_.length + endog.length
  return {
    ...old,
    endog_: join(old.endog_, more.endog_),
    exog_: old.exog_ && more.exog_ && matrix(rows, old.exog_.shape[1], join(old.exog_.data, more.exog_.data)),
    index_: old.index_ && index && join(old.index_, index)
  }
}

/** The span to predict, both ends included. Throws ValueError for one that is none. */
export function predictionSpan(
  nobs: number,
  { start = 0, end = Math.max(start, nobs - 1) }: { start?: number; end?: number }
): { start: number; end: number } {
  if (Number.isInteger(start) && Number.isInteger(end) && start >= 0 && end >= start) return { start, end }
  throw new ValueError(
    `There is nothing to predict from ${start} to ${end}`,
    `start and end count observations from 0 (${nobs} is the first beyond the sample); end must not be before start.`
  )
}

/** Throws unless there is a row of regressors for each period beyond the sample. */
export function checkAhead(
  className: string,
  names: readonly string[],
  ahead: Matrix | null | undefined,
  steps: number
): void {
  if (names.length === 0 || steps <= 0) return
  const [rows, cols] = ahead?.shape ?? [0, 0]
  if (rows >= steps && cols === names.length) return
  throw new ValueError(
    `${className}: ${steps} periods beyond the sample need as many rows of ${names.join(', ')}; ${rows} of ${cols} columns were given`,
    'Give the exogenous values of each period from the end of the sample to the end of the prediction.'
  )
}

/** Means with bounds that the normal distribution gives, when an interval of that coverage is asked for. */
export function withInterval(
  start: number,
  mean: Float64Array,
  se: Float64Array,
  interval?: number
): Prediction {
  if (interval === undefined) return { start, mean, se }
  if (!(interval > 0 && interval < 1))
    throw new ValueError(
      `An interval of ${interval} is not possible`,
      'Give its coverage between 0 and 1, as 0.95.'
    )
  const q = normPpf(1 - (1 - interval) / 2)
  return {
    start,
    mean,
    se,
    lower: mean.map((value, i) => value - q * se[i]),
    upper: mean.map((value, i) => value + q * se[i])
  }
}

/** The mean of |error| where there is one. */
export function meanAbsolute(errors: Float64Array): number {
  const known = errors.filter((value) => !Number.isNaN(value))
  return known.reduce((sum, value) => sum + Math.abs(value), 0) / known.length
}
