/** Makes incoming rows fit the columns that a model or a data set has: matched by name, values in the column's type. */
import { shown } from '$lib/estimator/shown'
import { Frame, type Column, type Dtype, type Label } from '$lib/frame/Frame'
import { NA_WORDS } from '$lib/frame/csv/words'
import { inferColumn } from '$lib/frame/infer'
import { HttpError } from './errors'
import type { Schema } from './store'

export const schemaOf = (frame: Frame): Schema =>
  frame.names.map((name) => ({ name, dtype: frame.column(name).dtype }))

type Coercion = (value: Label) => Label | undefined

const numberOf: Coercion = (value) => {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return Number(value)
  // What only JavaScript takes for a number, as 0x10, is none.
  const number = /^[\s\d.e+-]+$/i.test(value) ? Number(value) : NaN
  return Number.isFinite(number) ? number : undefined
}

const flagOf: Coercion = (value) =>
  typeof value === 'boolean'
    ? value
    : ({ true: true, '1': true, false: false, '0': false } as Record<string, boolean>)[
        String(value).toLowerCase()
      ]

const dateOf: Coercion = (value) => {
  const time = typeof value === 'number' ? value : Date.parse(String(value))
  return Number.isNaN(time) ? undefined : time
}

const textOf: Coercion = (value) => (typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value))

const types: Record<Dtype, { read: Coercion; name: string }> = {
  int64: { read: numberOf, name: 'a number' },
  float64: { read: numberOf, name: 'a number' },
  bool: { read: flagOf, name: 'true or false' },
  'datetime64[ns]': { read: dateOf, name: 'a date' },
  object: { read: textOf, name: 'a text' }
}

/** An empty text in an address stands for a missing value; so do NaN, null … where a text would not fit anyway. */
const isMissing = (value: Label | null, dtype: Dtype): value is null =>
  value === null || value === '' || (dtype !== 'object' && NA_WORDS.has(value as string))

function coerceColumn(frame: Frame, name: string, dtype: Dtype, whole: boolean): Column {
  const column = frame.column(name)
  if (column.dtype === dtype || (column.dtype === 'int64' && dtype === 'float64'))
    return asDtype(column, dtype)
  const { read, name: expected } = types[dtype]
  const values = frame.labels(name).map((value, row) => {
    if (isMissing(value, dtype)) return null
    const coerced = read(value)
    const fits = coerced !== undefined && !(whole && dtype === 'int64' && !Number.isSafeInteger(coerced))
    if (fits) return coerced
    throw new HttpError(
      'bad_data',
      `Row ${row}: ${name} = ${shown(value)} does not fit`,
      `${name} takes ${dtype === 'int64' && whole ? 'an integer' : expected}.`,
      { column: name, row, value, expected: dtype }
    )
  })
  return asDtype(inferColumn(values), dtype)
}

/** The same values under the wanted dtype where the two agree on how values are held. */
function asDtype(column: Column, dtype: Dtype): Column {
  if (column.dtype === dtype) return column
  const numeric = (d: Dtype): boolean => d === 'int64' || d === 'float64' || d === 'datetime64[ns]'
  if ('values' in column && numeric(column.dtype) && numeric(dtype)) {
    const gaps = column.values.some((value) => Number.isNaN(value))
    return {
      dtype: dtype === 'int64' && gaps ? 'float64' : dtype,
      values: Float64Array.from(column.values)
    } as Column
  }
  // Nothing but missing values: any type will do.
  if ('codes' in column && column.codes.every((code) => code < 0) && dtype !== 'object')
    return {
      dtype: dtype === 'datetime64[ns]' ? dtype : 'float64',
      values: new Float64Array(column.codes.length).fill(NaN)
    }
  return column
}

/**
 * The schema's columns of `frame`, in the schema's order and types; other columns are left out.
 * Throws 422 for a column that is missing or a value that does not fit.
 */
export function conform(frame: Frame, schema: Schema, { whole = false } = {}): Frame {
  const missing = schema.map(({ name }) => name).filter((name) => !frame.has(name))
  if (missing.length)
    throw new HttpError(
      'bad_data',
      `Missing: ${missing.join(', ')}`,
      `Give a value for each of ${schema.map(({ name }) => name).join(', ')} (an empty one where it is not known).`,
      { missing, expected: schema.map(({ name }) => name), given: frame.names }
    )
  return new Frame(
    new Map(schema.map(({ name, dtype }) => [name, coerceColumn(frame, name, dtype, whole)])),
    frame.length
  )
}

/** The rows, with the columns that the schema knows in its types; the others as they are. */
export function inTypes(frame: Frame, schema: Schema): Frame {
  const types = new Map(schema.map(({ name, dtype }) => [name, dtype]))
  const typed = frame.names.map((name): [string, Column] => {
    const dtype = types.get(name)
    return [name, dtype ? coerceColumn(frame, name, dtype, false) : frame.column(name)]
  })
  return new Frame(new Map(typed), frame.length)
}

/** Rows to be added to data of that schema: the same columns, no more and no fewer. */
export function conformAppend(frame: Frame, schema: Schema): Frame {
  const names = schema.map(({ name }) => name)
  const known = new Set(names)
  const unexpected = frame.names.filter((name) => !known.has(name))
  if (unexpected.length)
    throw new HttpError(
      'bad_data',
      `The data has no column ${unexpected.join(', ')}`,
      `Its columns are ${names.join(', ')}.`,
      { unexpected, expected: names, given: frame.names }
    )
  return conform(frame, schema, { whole: true })
}

/**
 * No estimator takes infinity: throws 422 for the first column that has it.
 * @param source where the rows are counted, if `frame` is only a part of them
 */
export function refuseInfinity(frame: Frame, source = frame): Frame {
  const isInfinite = (value: number): boolean => Math.abs(value) === Infinity
  const floats = frame.names.filter((name) => frame.column(name).dtype === 'float64')
  const column = floats.find((name) => frame.numbers(name).some(isInfinite))
  if (column === undefined) return frame
  const row = source.numbers(column).findIndex(isInfinite)
  const value = String(source.numbers(column)[row])
  throw new HttpError(
    'bad_data',
    `Row ${row}: ${column} = ${value} does not fit`,
    `${column} takes a finite number, or an empty value where it is not known.`,
    { column, row, value, expected: 'a finite number' }
  )
}

/** A query's columns as rows: a repeated key makes rows, a key with one value holds for all of them. */
export function rowsOf(fields: Readonly<Record<string, readonly unknown[]>>): Frame {
  const rows = Math.max(0, ...Object.values(fields).map((values) => values.length))
  const columns: Record<string, readonly unknown[]> = {}
  for (const [name, values] of Object.entries(fields)) {
    if (values.length !== rows && values.length !== 1)
      throw new HttpError(
        'bad_argument',
        `${name} has ${values.length} values, another column has ${rows}`,
        'Repeat each column once a row, or give it once for all rows.',
        { column: name, values: values.length, rows }
      )
    columns[name] = values.length === rows ? values : Array.from({ length: rows }, () => values[0])
  }
  return Frame.fromColumns(columns)
}
