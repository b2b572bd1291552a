/** Data as a model takes it: checked, named, with rows dropped where that is asked for. */
import { matrix, takeRows, type Matrix } from '$lib/numeric/matrix'
import type { FitOptions } from '../../base'
import { ValueError } from '../../exceptions'

/** What is done with rows in which something is missing: nothing, leave them out, or refuse. */
export type Missing = 'none' | 'drop' | 'raise'

/** The fitted fields that hold the sample. */
export interface SampleFields {
  endog_: Float64Array
  exog_: Matrix | null
  index_: Float64Array | null
  freq_: string | null
  endog_name_: string
  exog_names_: readonly string[]
}

export const join = (a: Float64Array, b: Float64Array): Float64Array => {
  const out = new Float64Array(a.length + b.length)
  out.set(a)
  out.set(b, a.length)
  return out
}

/** Throws ValueError where the rows do not match, regressors are missing, or `missing` says to refuse. */
export function cleanSample(
  className: string,
  endog: Float64Array,
  exog: Matrix | null,
  options: FitOptions,
  missing: Missing
): SampleFields {
  const given = exog && exog.shape[1] > 0 ? exog : null
  const k = given?.shape[1] ?? 0
  const names = options.exogNames ?? Array.from({ length: k }, (_, i) => `x${i + 1}`)
  const rows = endog.length
  if (given && given.shape[0] !== rows)
    throw new ValueError(
      `${className}: exog has ${given.shape[0]} rows and the series ${rows} observations`,
      'Give one row of regressors for each observation.'
    )
  if (k !== names.length)
    throw new ValueError(
      `${className}: exog has ${k} columns, not ${names.length}`,
      `The model's regressors are: ${names.join(', ') || 'none'}.`
    )
  const gap = (t: number): number => {
    if (given) for (let j = 0; j < k; j++) if (!Number.isFinite(given.data[t * k + j])) return j
    return -1
  }
  const all = Array.from({ length: rows }, (_, t) => t)
  const kept = missing === 'drop' ? all.filter((t) => !Number.isNaN(endog[t]) && gap(t) < 0) : all
  for (const t of kept) {
    const column = gap(t)
    if (column >= 0)
      throw new ValueError(
        `${className}: the regressor ${names[column]} is missing or infinite in row ${t}`,
        'The series may have gaps, its regressors may not: fill them, or set missing to "drop".'
      )
    if (!Number.isFinite(endog[t]) && (missing === 'raise' || !Number.isNaN(endog[t])))
      throw new ValueError(
        `${className}: the series is ${Number.isNaN(endog[t]) ? 'missing' : 'infinite'} in row ${t}`,
        'Leave it empty and set missing to "none" to have the filter bridge it.'
      )
  }
  const whole = kept.length === rows
  return {
    endog_: whole ? Float64Array.from(endog) : Float64Array.from(kept, (t) => endog[t]),
    exog_: given && (whole ? matrix(rows, k, given.data.slice()) : takeRows(given, kept)),
    index_: options.index ? Float64Array.from(kept, (t) => options.index![t]) : null,
    freq_: options.freq ?? null,
    endog_name_: options.endogName ?? 'y',
    exog_names_: [...names]
  }
}
