/** Rows as a time-series model takes them: the series, its regressors, its timestamps. */
import type { Frame } from '$lib/frame/Frame'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { rangeIndex, readIndex, type TimeIndex } from '$lib/statsmodels/tsa/dates'
import { conform } from '../conform'
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
  const numbers = conform(
    frame.select(names),
    names.map((name) => ({ name, dtype: 'float64' }))
  )
  names.forEach((name, j) =>
    numbers.numbers(name).forEach((value, i) => (out.data[i * names.length + j] = value))
  )
  return out
}

/**
 * The target as the series, `index_col` as its timestamps (without one: 0, 1, 2 …), the other columns as regressors.
 * Rows are not sorted: a series must be whole. With `missing` "drop" incomplete rows are left out where that leaves no gap
 * between timestamps. Throws 400 for wrong columns, 422 for wrong timestamps and for such a gap.
 */
export function takeSeries(
  rows: Frame,
  options: ModelOptions,
  { freq, missing }: Readonly<Record<string, unknown>>
): Series {
  checkColumns(options, rows.names)
  const { target_col: target, index_col } = options
  if (target === null)
    throw new HttpError(
      'bad_argument',
      'There is no target_col',
      `Name the series: one of ${rows.names.join(', ')}.`,
      { columns: rows.names }
    )
  const exogNames = featureColumns(rows.names, options)
  const frame = missing === 'drop' ? dropIncomplete(rows, [target, ...exogNames], index_col) : rows
  const index =
    index_col === null
      ? rangeIndex(frame.length)
      : readIndex(frame.labels(index_col), typeof freq === 'string' ? freq : null)
  return { target, endog: frame.numbers(target), exogNames, exog: regressors(frame, exogNames), index }
}

/** Timestamps must stay regular, so that with them only rows at the ends can be left out. */
function dropIncomplete(rows: Frame, names: readonly string[], index_col: string | null): Frame {
  const { kept } = rows.select(names).dropna()
  const frame = rows.take(kept)
  if (index_col === null) return frame
  const hole = kept.findIndex((row, i) => i > 0 && row !== kept[i - 1] + 1)
  if (hole < 0) return frame
  const row = kept[hole - 1] + 1
  const stamp = rows.get(row, index_col)
  const column = names.find((name) => rows.get(row, name) === null)
  throw new HttpError(
    'bad_data',
    `${column} of ${String(stamp)} in row ${row} is missing, and dropping it leaves a gap between the timestamps`,
    'Fill it; or set missing to "none", with which models of state spaces (SARIMAX, ARIMA, UnobservedComponents) bridge gaps in the target.',
    { column, row, value: stamp }
  )
}

/** The stamps in milliseconds, where the index has any. */
export const stampsOf = (index: TimeIndex): Float64Array | null =>
  index.kind === 'dates' ? index.stamps : null
export const freqOf = (index: TimeIndex): string | null => (index.kind === 'dates' ? index.freq : null)
