import type { Column } from '../column'
import type { Frame } from '../Frame'
import { pythonFloat } from '../number'

/** Rows per chunk. */
const ROWS = 8192

/** A field as Python's csv module writes it: in quotes only where it must be. */
const quoted = (text: string, separator: string) =>
  text.includes('"') || text.includes('\n') || text.includes('\r') || text.includes(separator)
    ? `"${text.replaceAll('"', '""')}"`
    : text

/** Dates are written alike in a whole column: as days, to the second or to the millisecond. */
function dateWriter(values: Float64Array): (ms: number) => string {
  const all = (unit: number) => values.every((ms) => Number.isNaN(ms) || ms % unit === 0)
  const length = all(86_400_000) ? 10 : all(1000) ? 19 : 23
  return (ms) => new Date(ms).toISOString().slice(0, length).replace('T', ' ')
}

/** How the values of a column are written, as by pandas' to_csv. */
function writerOf(column: Column, separator: string): (row: number) => string {
  if (column.dtype === 'object') {
    const texts = column.categories.map((label) => {
      if (typeof label === 'boolean') return label ? 'True' : 'False'
      if (typeof label === 'number') return Number.isSafeInteger(label) ? String(label) : pythonFloat(label)
      return quoted(label, separator)
    })
    return (row) => texts[column.codes[row]] ?? ''
  }
  const { dtype, values } = column
  if (dtype === 'bool') return (row) => (values[row] ? 'True' : 'False')
  if (dtype === 'int64') return (row) => String(values[row])
  if (dtype === 'float64') return (row) => (Number.isNaN(values[row]) ? '' : pythonFloat(values[row]))
  const write = dateWriter(values)
  return (row) => (Number.isNaN(values[row]) ? '' : write(values[row]))
}

/** The frame as CSV in pieces of some thousand rows, as pandas' to_csv(index=False) writes it. */
export function* csvChunks(frame: Frame, separator = ','): Generator<string> {
  const writers = frame.names.map((name) => writerOf(frame.column(name), separator))
  yield frame.names.map((name) => quoted(name, separator)).join(separator) + '\n'
  for (let start = 0; start < frame.length; start += ROWS) {
    const end = Math.min(start + ROWS, frame.length)
    let text = ''
    for (let row = start; row < end; row++) {
      const line = writers.map((write) => write(row)).join(separator)
      // A lone empty field would be a blank line, which is no row.
      text += (line || '""') + '\n'
    }
    yield text
  }
}

export const writeCsv = (frame: Frame, separator = ','): string => [...csvChunks(frame, separator)].join('')
