/** Rows as a time-series model takes them: the series, its regressors, its timestamps. */
import type { Frame } from '$lib/frame/Frame'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { rangeIndex, readIndex, type TimeIndex } from '$lib/statsmodels/tsa/dates'
import { HttpError } from '../errors'
import { checkColumns, type ModelOptions } from '../options'
import { featureColumns } from '../prepare'

export interface Series {
  readonly target: string
  readonly endog: Float64Array
  readonly exogNames: readonly string[]
  readonly exog: Matrix | null
  readonly index: TimeIndex
}

/** The columns as a matrix; null when there are none. Throws 422 for a column that is missing or is no number. */
export function regressors(frame: Frame, names: readonly string[]): Matrix | null {
  if (!names.length) return null
  const missing = names.filter((name) => !frame.has(name))
  if (missing.length)
    throw new HttpError(
      'bad_data',
      `Missing: ${missing.join(', ')}`,
      `The model needs ${names.join(', ')} for each period.`,
      {
        missing,
        expected: names
      }
    )
  const out = matrix(frame.length, names.length)
  names.forEach((name, j) =>
    frame.numbers(name).forEach((value, i) => (out.data[i * names.length + j] = value))
  )
  return out
}

/**
 * The target as the series, `index_col` as its timestamps (without one: 0, 1, 2 …), the other columns as regressors.
 * Rows are neither dropped nor sorted: a series must be whole. Throws 400 for wrong columns, 422 for wrong timestamps.
 */
export function takeSeries(frame: Frame, options: ModelOptions, freq: unknown): Series {
  checkColumns(options, frame.names)
  const { target_col: target, index_col } = options
  if (target === null)
    throw new HttpError(
      'bad_argument',
      'There is no target_col',
      `Name the series: one of ${frame.names.join(', ')}.`,
      {
        columns: frame.names
      }
    )
  const exogNames = featureColumns(frame.names, options)
  const index =
    index_col === null
      ? rangeIndex(frame.length)
      : readIndex(frame.labels(index_col), typeof freq === 'string' ? freq : null)
  return { target, endog: frame.numbers(target), exogNames, exog: regressors(frame, exogNames), index }
}

/** The stamps in milliseconds, where the index has any. */
export const stampsOf = (index: TimeIndex): Float64Array | null =>
  index.kind === 'dates' ? index.stamps : null
export const freqOf = (index: TimeIndex): string | null => (index.kind === 'dates' ? index.freq : null)
