import { FrameError } from './errors'

/** One value of a table that is not missing. Dates are milliseconds since 1970, UTC. */
export type Label = string | number | boolean

/** A column: plain data that can be cloned between threads and stored. Never written to once made. */
export type Column =
  /** NaN is missing. int64 has none: integers with gaps are float64, as in pandas. */
  | { readonly dtype: 'int64' | 'float64'; readonly values: Float64Array }
  | { readonly dtype: 'bool'; readonly values: Uint8Array }
  /** Milliseconds since 1970, UTC; NaN is NaT. */
  | { readonly dtype: 'datetime64[ns]'; readonly values: Float64Array }
  /** Dictionary-coded: row i holds categories[codes[i]], or nothing where the code is -1. Types may be mixed. */
  | { readonly dtype: 'object'; readonly codes: Int32Array; readonly categories: readonly Label[] }

export type Dtype = Column['dtype']

export const lengthOf = (column: Column): number =>
  column.dtype === 'object' ? column.codes.length : column.values.length

/** The value at a row, null where it is missing. */
export function valueAt(column: Column, row: number): Label | null {
  if (column.dtype === 'object') return column.codes[row] < 0 ? null : column.categories[column.codes[row]]
  if (column.dtype === 'bool') return column.values[row] === 1
  return Number.isNaN(column.values[row]) ? null : column.values[row]
}

/** `out` filled with from[rows[0]], from[rows[1]] … (a loop: the arrays' own `from` takes twenty times as long). */
function gather<T extends Float64Array | Int32Array | Uint8Array>(
  from: T,
  rows: ArrayLike<number>,
  out: T
): T {
  for (let i = 0; i < rows.length; i++) out[i] = from[rows[i]]
  return out
}

/** The values at these rows, in that order. */
export function takeRows(column: Column, rows: ArrayLike<number>): Column {
  if (column.dtype === 'object')
    return { ...column, codes: gather(column.codes, rows, new Int32Array(rows.length)) }
  if (column.dtype === 'bool')
    return { ...column, values: gather(column.values, rows, new Uint8Array(rows.length)) }
  return { ...column, values: gather(column.values, rows, new Float64Array(rows.length)) }
}

/** The rows from start up to end: a view, nothing is copied. */
export function sliceRows(column: Column, start: number, end: number): Column {
  if (column.dtype === 'object') return { ...column, codes: column.codes.subarray(start, end) }
  if (column.dtype === 'bool') return { ...column, values: column.values.subarray(start, end) }
  return { ...column, values: column.values.subarray(start, end) }
}

/** The column out of a bigger buffer, since a clone of a view takes the whole buffer along. */
export function compact(column: Column): Column {
  const data = column.dtype === 'object' ? column.codes : column.values
  if (data.byteLength === data.buffer.byteLength) return column
  if (column.dtype === 'object') return { ...column, codes: column.codes.slice() }
  if (column.dtype === 'bool') return { ...column, values: column.values.slice() }
  return { ...column, values: column.values.slice() }
}

/** 1 where a value is missing. */
export function missingMask(column: Column): Uint8Array {
  const mask = new Uint8Array(lengthOf(column))
  if (column.dtype === 'object') for (let i = 0; i < mask.length; i++) mask[i] = Number(column.codes[i] < 0)
  else if (column.dtype !== 'bool')
    for (let i = 0; i < mask.length; i++) mask[i] = Number(Number.isNaN(column.values[i]))
  return mask
}

/** An object column of these values; null and undefined are missing. */
export function objectColumn(values: Iterable<Label | null | undefined>, length: number): Column {
  const codes = new Int32Array(length)
  const known = new Map<Label, number>()
  let row = 0
  for (const value of values) {
    const code = value === null || value === undefined ? -1 : (known.get(value) ?? known.size)
    if (code === known.size) known.set(value as Label, code)
    codes[row++] = code
  }
  return { dtype: 'object', codes, categories: [...known.keys()] }
}

/** A column of missing values only. */
export function missingColumn(dtype: Dtype, length: number): Column {
  if (dtype === 'object' || dtype === 'bool')
    return { dtype: 'object', codes: new Int32Array(length).fill(-1), categories: [] }
  return { dtype: dtype === 'int64' ? 'float64' : dtype, values: new Float64Array(length).fill(NaN) }
}

/** The column as numbers, NaN where missing: numeric columns as they are, without a copy. */
export function toNumbers(column: Column, name: string): Float64Array {
  if (column.dtype === 'bool') return Float64Array.from(column.values)
  if (column.dtype !== 'object') return column.values
  const numbers = column.categories.map((label) => (typeof label === 'string' ? NaN : Number(label)))
  return Float64Array.from(column.codes, (code, row) => {
    if (code >= 0 && typeof column.categories[code] === 'string')
      throw new FrameError(
        `Column "${name}" holds ${JSON.stringify(column.categories[code])} in row ${row}, which is not a number`,
        `Treat "${name}" as categorical, leave it out, or mend the value.`,
        { column: name, row, value: column.categories[code] }
      )
    return code < 0 ? NaN : numbers[code]
  })
}
