import { ValueError } from '$lib/estimator/exceptions'
import { matrix, row, takeRows, type Matrix } from '$lib/numeric/matrix'
import type { FitOptions } from '../../base'
import { takeSample, type Missing } from '../_sample'

export interface VARFitOptions extends FitOptions {
  /** The series' names: y1, y2 … by default. */
  readonly endogNames?: readonly string[]
}

/** The rows of one matrix under those of another. */
export const below = (a: Matrix, b: Matrix): Matrix =>
  matrix(a.shape[0] + b.shape[0], a.shape[1], Float64Array.from([...a.data, ...b.data]))

export interface Series {
  readonly endog: Matrix
  readonly exog: Matrix | null
  readonly exogNames: readonly string[]
  readonly index: Float64Array | null
}

/** The series as takeSample takes one: the first as the series, the others beside its regressors. */
export function takeSeries(
  endog: Matrix,
  exog: Matrix | null,
  options: VARFitOptions & { endogNames: readonly string[] },
  missing: Missing
): Series {
  const [rows, k] = endog.shape
  const names = options.endogNames
  if (names.length !== k)
    throw new ValueError(`VAR: ${k} series were given, not ${names.length}`, `They are: ${names.join(', ')}.`)
  const kExog = exog?.shape[1] ?? 0
  const exogNames = options.exogNames ?? Array.from({ length: kExog }, (_, j) => `exog${j}`)
  if (exog && exog.shape[0] !== rows)
    throw new ValueError(
      `VAR: exog has ${exog.shape[0]} rows and the series ${rows} observations`,
      'Give one row of regressors for each observation.'
    )
  const all = matrix(rows, k + kExog)
  for (let i = 0; i < rows; i++) {
    row(all, i).set(row(endog, i))
    if (exog) row(all, i).set(row(exog, i), k)
  }
  const numbers = Float64Array.from({ length: rows }, (_, i) => i)
  const sample = takeSample('VAR', numbers, all, { ...options, exogNames: [...names, ...exogNames] }, missing)
  const kept = sample.endog_
  return {
    endog: takeRows(endog, kept),
    exog: exog && kExog > 0 ? takeRows(exog, kept) : null,
    exogNames: [...exogNames],
    index: sample.index_
  }
}
