/** The options of a handler's model: upstream's nine, with their kinds, defaults and aliases. */
import { nearest } from '$lib/estimator/nearest'
import { HttpError } from './errors'

export interface ModelOptions {
  /** Columns to use; wins over `exclude`. Empty: all. */
  readonly include: readonly string[]
  /** Columns to leave out. */
  readonly exclude: readonly string[]
  /** Drop rows with a missing value: in any column, or in those listed. */
  readonly dropna: boolean | readonly string[]
  /** Drop rows that repeat an earlier one: in all columns, or in those listed. */
  readonly drop_duplicates: boolean | readonly string[]
  /** Build the encoding and scaling pipeline. */
  readonly pipeline: boolean
  /** Columns to take as numbers. */
  readonly nums: readonly string[]
  /** Columns to take as categories. */
  readonly cats: readonly string[]
  /** The column to predict. */
  readonly target_col: string | null
  /** The column that identifies a row, or that holds the timestamps. */
  readonly index_col: string | null
}

export const defaultOptions: ModelOptions = {
  include: [],
  exclude: [],
  dropna: true,
  drop_duplicates: true,
  pipeline: true,
  nums: [],
  cats: [],
  target_col: null,
  index_col: null
}

const aliases: Readonly<Record<string, keyof ModelOptions>> = { deduplicate: 'drop_duplicates' }

type OptionKind = 'columns' | 'flagOrColumns' | 'flag' | 'column'

const kinds: Record<keyof ModelOptions, OptionKind> = {
  include: 'columns',
  exclude: 'columns',
  dropna: 'flagOrColumns',
  drop_duplicates: 'flagOrColumns',
  pipeline: 'flag',
  nums: 'columns',
  cats: 'columns',
  target_col: 'column',
  index_col: 'column'
}

export const optionNames = Object.keys(kinds) as (keyof ModelOptions)[]

/** The options whose columns training cannot do without. */
const needed = optionNames.filter((name) => name !== 'exclude')

/** The option that a key names, also by its other spelling; undefined when it names none. */
export function optionOf(key: string): keyof ModelOptions | undefined {
  return Object.hasOwn(aliases, key) ? aliases[key] : optionNames.find((name) => name === key)
}

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  (typeof value === 'string' && /^(none|null)$/i.test(value))

const flag = (value: unknown): boolean | undefined => {
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return value !== 0
  const text = String(value).toLowerCase()
  if (['true', 'yes', 'y', 'on', '1'].includes(text)) return true
  return ['false', 'no', 'n', 'off', '0'].includes(text) ? false : undefined
}

const list = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((item) => !isEmpty(item)).map(String)

const readers: Record<OptionKind, (value: unknown) => unknown> = {
  columns: list,
  flag: (value) => flag(Array.isArray(value) ? value[0] : value),
  flagOrColumns: (value) =>
    (Array.isArray(value) && value.length !== 1
      ? undefined
      : flag(Array.isArray(value) ? value[0] : value)) ?? list(value),
  column: (value) => {
    const items = list(value)
    return items.length > 1 ? undefined : (items[0] ?? null)
  }
}

const expected: Record<OptionKind, string> = {
  columns: 'a column or a list of columns',
  flag: 'true or false',
  flagOrColumns: 'true, false or a list of columns',
  column: 'one column'
}

/** The value of an option from yaml, a query, a form or JSON. Throws 400 when it is of no use for that option. */
export function readOption(name: keyof ModelOptions, value: unknown): ModelOptions[typeof name] {
  const kind = kinds[name]
  const read = readers[kind](value)
  if (read === undefined)
    throw new HttpError(
      'bad_argument',
      `${name} = ${JSON.stringify(value)} is not possible`,
      `${name} takes ${expected[kind]}.`,
      { option: name, value }
    )
  return read as ModelOptions[typeof name]
}

/** Throws 400 unless each column that the options name is there. To exclude what is not there does no harm. */
export function checkColumns(
  options: ModelOptions,
  columns: readonly string[],
  names: readonly (keyof ModelOptions)[] = needed
): void {
  for (const name of names) {
    const value = options[name]
    const named = Array.isArray(value)
      ? (value as string[])
      : kinds[name] === 'column' && value
        ? [value as string]
        : []
    for (const column of named) {
      if (columns.includes(column)) continue
      const close = nearest(column, columns)
      throw new HttpError(
        'bad_argument',
        `${name} names the column "${column}", which the data does not have`,
        close.length ? `Did you mean ${close.join(', ')}?` : `It has: ${columns.join(', ')}.`,
        { option: name, column, columns }
      )
    }
  }
}
