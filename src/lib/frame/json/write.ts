import type { Column, Label } from '../column'
import type { Frame } from '../Frame'

const PRECISION = 10
const POWER = 10 ** PRECISION

/**
 * A float as pandas' bundled ujson writes it with its default ten decimals: halves away from an even last digit, at
 * least one decimal, an exponent from 10¹⁶ and below 10⁻¹⁵ only. Not finite: null.
 */
function jsonFloat(value: number): string {
  if (!Number.isFinite(value)) return 'null'
  const size = Math.abs(value)
  if (size > 1e16 - 1 || (size !== 0 && size < 1e-15)) return exponential(value)
  let whole = Math.trunc(size)
  const scaled = (size - whole) * POWER
  let decimals = Math.trunc(scaled)
  const rest = scaled - decimals
  if (rest > 0.5 || (rest === 0.5 && (decimals === 0 || decimals % 2 === 1))) decimals++
  if (decimals >= POWER) [decimals, whole] = [0, whole + 1]
  const fraction = decimals ? String(decimals).padStart(PRECISION, '0').replace(/0+$/, '') : '0'
  return `${value < 0 ? '-' : ''}${whole}.${fraction}`
}

/** C's %.10g for a number that it writes with an exponent. */
function exponential(value: number): string {
  const [digits, exponent] = value.toExponential(PRECISION - 1).split('e')
  const trimmed = digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits
  return `${trimmed}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`
}

/** JSON.stringify, with slashes and all that is not ASCII escaped too. */
const jsonString = (text: string) =>
  JSON.stringify(text)
    .replaceAll('/', '\\/')
    .replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)

const jsonLabel = (label: Label) => {
  if (typeof label === 'string') return jsonString(label)
  return typeof label === 'boolean' || Number.isSafeInteger(label)
    ? String(label)
    : jsonFloat(label as number)
}

function writerOf(column: Column): (row: number) => string {
  if (column.dtype === 'object') {
    const texts = column.categories.map(jsonLabel)
    return (row) => texts[column.codes[row]] ?? 'null'
  }
  const { dtype, values } = column
  if (dtype === 'float64') return (row) => jsonFloat(values[row])
  if (dtype === 'bool') return (row) => (values[row] ? 'true' : 'false')
  return (row) => (Number.isNaN(values[row]) ? 'null' : String(values[row]))
}

/** Rows per chunk. */
const ROWS = 8192

/** The rows as JSON objects, in pieces of some thousand, with this text between them. */
function* recordChunks(frame: Frame, between: string): Generator<string> {
  const columns = frame.names.map((name) => ({
    key: jsonString(name) + ':',
    write: writerOf(frame.column(name))
  }))
  for (let start = 0; start < frame.length; start += ROWS) {
    let text = ''
    for (let row = start; row < Math.min(start + ROWS, frame.length); row++)
      text += `${row ? between : ''}{${columns.map(({ key, write }) => key + write(row)).join(',')}}`
    yield text
  }
}

/** The rows as an array of objects, byte for byte as pandas' to_json(orient="records"), in pieces. */
export function* jsonChunks(frame: Frame): Generator<string> {
  yield '['
  yield* recordChunks(frame, ',')
  yield ']'
}

/** One object per line, as pandas' to_json(orient="records", lines=True), in pieces. */
export function* jsonLinesChunks(frame: Frame): Generator<string> {
  yield* recordChunks(frame, '\n')
  if (frame.length) yield '\n'
}

/** As jsonChunks and jsonLinesChunks, in one text. */
export const toJson = (frame: Frame): string => [...jsonChunks(frame)].join('')
export const toJsonLines = (frame: Frame): string => [...jsonLinesChunks(frame)].join('')
