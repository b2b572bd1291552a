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

/** The values at these rows, in that order. */
export function takeRows(column: Column, rows: ArrayLike<number>): Column {
  if (column.dtype === 'object') {
    const codes = Int32Array.from(rows, (row) => column.codes[row])
    return { ...column, codes }
  }
  if (column.dtype === 'bool')
    return { ...column, values: Uint8Array.from(rows, (row) => column.values[row]) }
  return { ...column, values: Float64Array.from(rows, (row) => column.values[row]) }
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
  return data.byteLength === data.buffer.byteLength
    ? column
    : takeRows(
        column,
        Int32Array.from({ length: data.length }, (_, row) => row)
      )
}

/** 1 where a value is missing. */
export function missingMask(column: Column): Uint8Array {
  if (column.dtype === 'object') return Uint8Array.from(column.codes, (code) => (code < 0 ? 1 : 0))
  if (column.dtype === 'bool') return new Uint8Array(column.values.length)
  return Uint8Array.from(column.values, (value) => (Number.isNaN(value) ? 1 : 0))
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
