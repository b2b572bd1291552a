import { repr } from '../python/text'
import { Float, isNumber, type Value } from '../python/values'

/** numpy's print options: digits after the point, line width, size from which on the middle is left out, and edges. */
const [PRECISION, WIDTH, THRESHOLD, EDGE] = [8, 75, 1000, 3]

/** The shortest decimal that stands for the number, with at most eight digits after the point and no zeros at its end. */
function positional(value: number): string {
  const digits = Math.min(decimalsOf(value), PRECISION)
  const text = value.toFixed(digits)
  return digits ? text.replace(/0+$/, '') : text + '.'
}
const decimalsOf = (value: number) => {
  const [mantissa, exponent = '0'] = String(value).split('e')
  return Math.max((mantissa.split('.')[1]?.length ?? 0) - Number(exponent), 0)
}
function scientific(value: number): string {
  const digits = Math.min((value.toExponential().split('e')[0].split('.')[1] ?? '').length, PRECISION)
  const [mantissa, exponent] = value.toExponential(digits).split('e')
  const trimmed = mantissa.includes('.') ? mantissa.replace(/0+$/, '') : mantissa + '.'
  return `${trimmed}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`
}

/** Formats floats alike, as numpy's FloatingFormat does: with exponents where sizes differ by more than a thousand. */
function floatFormat(values: readonly number[]): (value: number) => string {
  const finite = values.filter(Number.isFinite)
  const sizes = finite.map(Math.abs).filter((size) => size > 0)
  const [least, most] = sizes.reduce(([a, b], size) => [Math.min(a, size), Math.max(b, size)], [Infinity, 0])
  const exponents = sizes.length > 0 && (most >= 1e8 || least < 1e-4 || most / least > 1000)
  const signed = (value: number, text: string) => (Object.is(value, -0) ? '-' + text : text)
  const write = (value: number) => signed(value, exponents ? scientific(value) : positional(value))
  const parts = finite.map((value) => write(value).split(/[.e]/))
  const longest = (i: number) => parts.reduce((most, part) => Math.max(most, part[i]?.length ?? 0), 0)
  const decimals = longest(1)
  const tail = decimals + 1 + (exponents ? longest(2) + 1 : 0)
  const special = (value: number) => (Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf')
  const odd = values.filter((value) => !Number.isFinite(value)).map((value) => special(value).length - tail)
  const head = Math.max(longest(0), ...odd)
  return (value) => {
    if (!Number.isFinite(value)) return special(value).padStart(head + tail)
    const [whole, fraction, exponent] = write(value).split(/[.e]/)
    const padded = exponents ? `${fraction.padEnd(decimals, '0')}e${exponent}` : fraction.padEnd(decimals)
    return `${whole.padStart(head)}.${padded}`
  }
}

/** How each of these values is written within their array. */
function formatter(values: readonly Value[]): (value: Value) => string {
  if (values.every(isNumber) && values.some((value) => value instanceof Float)) {
    const format = floatFormat(values.map(Number_))
    return (value) => format(Number_(value))
  }
  if (!values.every(isNumber)) return repr
  const width = Math.max(...values.map((value) => repr(value).length), 0)
  return (value) => repr(value).padStart(width)
}
const Number_ = (value: Value) => (value instanceof Float ? value.value : Number(value))

/** The places along an axis that are shown; undefined stands for those left out. */
const shown = (length: number, summary: boolean): (number | undefined)[] =>
  summary && length > 2 * EDGE
    ? [...Array(EDGE).keys(), undefined, ...Array.from({ length: EDGE }, (_, i) => length - EDGE + i)]
    : [...Array(length).keys()]

interface Layout {
  /** What stands between the items besides a blank or a line's end. */
  readonly comma: '' | ','
  /** What stands before the whole, and therefore blank before its further lines. */
  readonly before: string
  readonly after: string
}

/** An array as numpy 1.24's str() writes it. `values` in C order. */
export const arrayText = (values: readonly Value[], shape: readonly number[]): string =>
  layOut(values, shape, { comma: '', before: '', after: '' })

/** An array as numpy 1.24's repr() writes it. */
export function arrayRepr(values: readonly Value[], shape: readonly number[]): string {
  const dtype = values.every(isNumber) ? ')' : ', dtype=object)'
  return layOut(values, shape, { comma: ',', before: 'array(', after: dtype })
}

function layOut(
  values: readonly Value[],
  shape: readonly number[],
  { comma, before, after }: Layout
): string {
  const summary = values.length > THRESHOLD
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1))
  const visible: Value[] = []
  const collect = (axis: number, offset: number): void => {
    if (axis === shape.length) visible.push(values[offset])
    else
      for (const i of shown(shape[axis], summary))
        if (i !== undefined) collect(axis + 1, offset + i * strides[axis])
  }
  collect(0, 0)
  const format = formatter(visible)

  const write = (axis: number, offset: number, indent: string, width: number): string => {
    if (axis === shape.length) return format(values[offset])
    const places = shown(shape[axis], summary)
    if (axis < shape.length - 1) {
      const between = comma + '\n'.repeat(shape.length - axis - 1)
      const parts = places.map((i) =>
        i === undefined ? '...' : write(axis + 1, offset + i * strides[axis], indent + ' ', width - 1)
      )
      return `[${parts.join(between + indent)}]`
    }
    let text = ''
    let line = indent
    places.forEach((i, at) => {
      const word = i === undefined ? '...' : format(values[offset + i * strides[axis]])
      if (line.length + word.length > width - 1 && line.length > indent.length) {
        text += line.trimEnd() + '\n'
        line = indent
      }
      line += word + (at < places.length - 1 ? `${comma} ` : '')
    })
    return `[${(text + line).slice(indent.length)}]`
  }
  return before + write(0, 0, ' '.repeat(before.length + 1), WIDTH - after.slice(0, 1).length) + after
}
