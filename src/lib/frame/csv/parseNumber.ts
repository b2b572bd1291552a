/** 10⁰ … 10²²: the powers of ten that a double holds exactly. */
const POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`))

const [SPACE, TAB, PLUS, MINUS, POINT, ZERO] = [0x20, 0x09, 0x2b, 0x2d, 0x2e, 0x30]
const isDigit = (byte: number) => byte >= ZERO && byte <= 0x39
const isBlank = (byte: number) => byte === SPACE || byte === TAB

/** What the last call of parseNumber found besides the value (a plain object per field would cost more than parsing). */
export const parsed = { isInteger: false }

/** The field's text; a field that is a number is ASCII. */
const textOf = (bytes: Uint8Array, start: number, end: number) =>
  String.fromCharCode(...bytes.subarray(start, end))

/**
 * The number written at bytes[start..end), or NaN if none is: digits with an optional sign, point and exponent, blanks
 * around them. Correctly rounded: up to 15 digits and 10²² by one exact operation (Clinger 1990, "How to read floating
 * point numbers accurately", the fast path), the others by the engine's own conversion.
 */
export function parseNumber(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && isBlank(bytes[at])) at++
  while (end > at && isBlank(bytes[end - 1])) end--
  const from = at
  const negative = bytes[at] === MINUS
  if (at < end && (negative || bytes[at] === PLUS)) at++

  let mantissa = 0
  let digits = 0
  let significant = 0
  let decimals = 0
  for (; at < end && isDigit(bytes[at]); at++, digits++) {
    mantissa = mantissa * 10 + bytes[at] - ZERO
    if (mantissa) significant++
  }
  parsed.isInteger = at === end
  if (at < end && bytes[at] === POINT) {
    for (at++; at < end && isDigit(bytes[at]); at++, digits++, decimals++) {
      mantissa = mantissa * 10 + bytes[at] - ZERO
      if (mantissa) significant++
    }
  }
  if (!digits) return NaN

  let exponent = 0
  if (at < end && (bytes[at] | 0x20) === 0x65) {
    const minus = bytes[++at] === MINUS
    if (at < end && (minus || bytes[at] === PLUS)) at++
    const first = at
    for (; at < end && isDigit(bytes[at]); at++) exponent = Math.min(exponent * 10 + bytes[at] - ZERO, 1e6)
    if (at === first) return NaN
    if (minus) exponent = -exponent
  }
  if (at < end) return NaN

  const power = exponent - decimals
  if (significant > 15 || power < -22 || power > 22) return Number(textOf(bytes, from, end))
  const size = power < 0 ? mantissa / POWERS[-power] : mantissa * POWERS[power]
  return negative ? -size : size
}
