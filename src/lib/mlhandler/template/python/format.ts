import { pythonFloat } from '$lib/frame/number'
import { PythonError } from '../errors'
import { repr, str } from './text'
import { Dict, Float, isNumber, toNumber, Tuple, typeName, type Value } from './values'

/** The number with so many decimals, rounded as Python rounds: exact ties to even, where JavaScript goes up. */
export function toFixed(value: number, decimals: number): string {
  if (Math.abs(value) >= 1e21) return BigInt(value).toString() + (decimals ? '.' + '0'.repeat(decimals) : '')
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  const size = Math.abs(value)
  const exact = size.toFixed(Math.min(decimals + 60, 100))
  const point = exact.indexOf('.')
  const kept = exact.slice(0, decimals ? point + 1 + decimals : point)
  const isTie = /^50*$/.test(exact.slice(point + 1 + decimals))
  return sign + (isTie && /[02468]$/.test(kept) ? kept : size.toFixed(decimals))
}

/** C's %.{digits-1}e, the exponent with at least two digits. */
const exponential = (value: number, decimals: number) =>
  value.toExponential(decimals).replace(/e([+-])(\d)$/, 'e$10$2')

/** C's %.{digits}g. */
function general(value: number, digits: number, trim = true): string {
  const exponent = value === 0 ? 0 : Number(value.toExponential(Math.max(digits, 1) - 1).split('e')[1])
  const text =
    exponent >= -4 && exponent < Math.max(digits, 1)
      ? toFixed(value, Math.max(digits - 1 - exponent, 0))
      : exponential(value, Math.max(digits - 1, 0))
  return trim && text.includes('.') ? text.replace(/\.?0+(?=e|$)/, '') : text
}

const SPEC = /^(?:([^]?)([<>=^]))?([+\- ])?#?(0)?(\d+)?([,_])?(?:\.(\d+))?([bdeEfFgGnosxX%])?$/u

const RADIX: Readonly<Record<string, number>> = { b: 2, o: 8, x: 16, X: 16 }

/** The digits of a number that is not negative, by a presentation type. */
function digitsOf(value: number, isFloat: boolean, type: string, precision: number | undefined): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : 'inf'
  const lower = type.toLowerCase()
  if (lower in RADIX) return value.toString(RADIX[lower])
  if (lower === 'f') return toFixed(value, precision ?? 6)
  if (lower === 'e') return exponential(value, precision ?? 6)
  if (lower === '%') return toFixed(value * 100, precision ?? 6) + '%'
  if (lower === 'g' || (lower === 'n' && isFloat)) return general(value, precision ?? 6)
  if (!isFloat) return String(value)
  if (precision === undefined) return pythonFloat(value)
  const text = general(value, precision)
  return /[.e]/.test(text) ? text : `${text}.0`
}

function grouped(digits: string, separator: string): string {
  const [, whole, rest] = /^(\d+)(.*)$/.exec(digits) ?? ['', '', digits]
  return whole.replace(/\B(?=(\d{3})+$)/g, separator) + rest
}

/** A value by a format specification, as format(), str.format and f-strings apply it (Python's library, "string"). */
export function format(value: Value, spec: string): string {
  if (!spec) return str(value)
  const match = SPEC.exec(spec)
  if (!match) throw new PythonError('ValueError', `Invalid format specifier '${spec}'`)
  const [, fill = '', align, sign = '', zero, width = '0', separator = '', precisionText, type = ''] = match
  const precision = precisionText === undefined ? undefined : Number(precisionText)
  const numeric = isNumber(value) && type !== 's'
  if (!numeric && type && type !== 's')
    throw new PythonError(
      'ValueError',
      `Unknown format code '${type}' for object of type '${typeName(value)}'`
    )
  let prefix = ''
  let body: string
  if (numeric) {
    const number = toNumber(value)
    const negative = number < 0 || Object.is(number, -0)
    prefix = negative ? '-' : sign === '-' ? '' : sign
    body = digitsOf(Math.abs(number), value instanceof Float, type, precision)
    if (separator) body = grouped(body, separator)
    if (type && type !== type.toLowerCase()) body = body.toUpperCase()
  } else body = [...str(value)].slice(0, precision).join('')
  return pad(
    prefix,
    body,
    Number(width),
    (align ?? (zero ? '=' : numeric ? '>' : '<')) as Align,
    fill || (zero ? '0' : ' ')
  )
}

type Align = '<' | '>' | '=' | '^'

function pad(prefix: string, body: string, width: number, align: Align, fill: string): string {
  const gap = Math.max(width - [...prefix, ...body].length, 0)
  const left = { '<': 0, '>': gap, '=': gap, '^': Math.floor(gap / 2) }[align]
  const [before, after] = [fill.repeat(left), fill.repeat(gap - left)]
  return align === '=' ? prefix + before + body : before + prefix + body + after
}

/** `template % values`, printf's way of formatting. */
export function percent(template: string, values: Value): string {
  const queue = values instanceof Tuple ? [...values.items] : [values]
  return template.replace(
    /%(?:\((\w+)\))?([-+ 0#]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g,
    (_, key, flags, width, precision, type) => {
      if (type === '%') return '%'
      const value = key ? (values instanceof Dict ? values.get(key) : undefined) : queue.shift()
      if (value === undefined) throw new PythonError('TypeError', 'not enough arguments for format string')
      if (type === 'r') return repr(value)
      const align = flags.includes('-') ? '<' : flags.includes('0') && type !== 's' ? '0' : '>'
      const dot = precision === undefined ? '' : `.${precision}`
      const fits = type === 's' ? str(value) : type === 'd' || type === 'i' ? wholeOf(value) : value
      const sign = type !== 's' && flags.includes('+') ? '+' : ''
      const kind = type === 'i' ? 'd' : type
      return format(
        fits,
        `${align === '0' ? '' : align}${sign}${align === '0' ? '0' : ''}${width ?? ''}${kind === 'd' ? '' : dot}${kind}`
      )
    }
  )
}

function wholeOf(value: Value): number {
  if (!isNumber(value))
    throw new PythonError('TypeError', `%d format: a number is required, not ${typeName(value)}`)
  return Math.trunc(toNumber(value))
}
