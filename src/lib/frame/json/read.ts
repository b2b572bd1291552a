import { FormatError } from '$lib/formats/errors'
import { Frame } from '../Frame'

type Plain = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Python's words for numbers that JSON does not have, as JSON.parse takes them. */
const written: Readonly<Record<string, string>> = {
  NaN: 'null',
  '-NaN': 'null',
  Infinity: '1e999',
  '-Infinity': '-1e999'
}

/** JSON.parse, which also takes Python's NaN and Infinity where a value stands, as pandas does. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const words = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g
    const mended = text.replace(words, (word) => written[word] ?? word)
    if (mended === text) throw error
    return JSON.parse(mended)
  }
}

/**
 * Reads a table from JSON: an array of records, a single record, columns as {"col": {"0": …}} or {"col": […]}, or one
 * record per line. Types are those of the values: "22" stays text, 22 is a number, null is missing.
 * @throws FormatError naming what is wrong and where
 */
export function readJson(text: string): Frame {
  let value: unknown
  try {
    value = parse(text)
  } catch (error) {
    if (/^\s*\{[^\n]*\}\s*\n\s*\{/.test(text)) return readJsonLines(text)
    throw new FormatError(`The JSON is broken: ${(error as Error).message}`)
  }
  if (Array.isArray(value)) return fromArray(value, (i) => `item ${i} of the array`)
  if (isObject(value)) return fromObject(value)
  throw new FormatError(
    `The JSON is ${value === null ? 'null' : `a ${typeof value}`}, not a table`,
    'Send an array of records, like [{"a": 1}, {"a": 2}].'
  )
}

/** One JSON object per line; blank lines are skipped. */
export function readJsonLines(text: string): Frame {
  const records: unknown[] = []
  const lines: number[] = []
  text.split('\n').forEach((line, i) => {
    if (!line.trim()) return
    lines.push(i + 1)
    try {
      records.push(parse(line))
    } catch (error) {
      throw new FormatError(
        `Line ${i + 1} is not JSON: ${(error as Error).message}`,
        'Each line is one record.'
      )
    }
  })
  return fromArray(records, (i) => `line ${lines[i]}`)
}

/** Records; or arrays of values, whose columns are then numbered, as in pandas. */
function fromArray(items: readonly unknown[], place: (i: number) => string): Frame {
  const rows = items.every(Array.isArray) ? items.map((item) => ({ ...item })) : items
  rows.forEach((row, i) => {
    if (!isObject(row))
      throw new FormatError(
        `A record was expected as ${place(i)}, not ${JSON.stringify(row)?.slice(0, 60)}`,
        'Send an array of records, like [{"a": 1}, {"a": 2}].'
      )
  })
  return Frame.fromRecords(rows as Plain[])
}

/** An object whose values are all arrays, or all objects, is columns; any other is one record. */
function fromObject(object: Plain): Frame {
  const entries = Object.entries(object)
  if (entries.length && entries.every(([, values]) => Array.isArray(values))) {
    const lengths = new Map(entries.map(([name, values]) => [(values as unknown[]).length, name]))
    if (lengths.size > 1)
      throw new FormatError(
        `The columns differ in length: ${[...lengths].map(([n, name]) => `"${name}" has ${n}`).join(', ')}`
      )
    return Frame.fromColumns(object as Readonly<Record<string, unknown[]>>)
  }
  if (entries.length && entries.every(([, values]) => isObject(values))) {
    const rows = new Set(entries.flatMap(([, values]) => Object.keys(values as Plain)))
    const columns = entries.map(([name, values]) => [name, [...rows].map((row) => (values as Plain)[row])])
    return Frame.fromColumns(Object.fromEntries(columns))
  }
  return Frame.fromRecords(entries.length ? [object] : [])
}
