import { scaled } from './scaled'

const [SPACE, TAB, PLUS, MINUS, POINT, ZERO] = [0x20, 0x09, 0x2b, 0x2d, 0x2e, 0x30]
const isDigit = (byte: number) => byte >= ZERO && byte <= 0x39
const isBlank = (byte: number) => byte === SPACE || byte === TAB

/** Digits that a double holds exactly, whatever they are. */
const EXACT = 15

/** What the last call of parseNumber found besides the value (an object per field would cost more than parsing). */
export const parsed = { isInteger: false }

/** A field that is a number is ASCII. */
const textOf = (bytes: Uint8Array, start: number, end: number) =>
  String.fromCharCode(...bytes.subarray(start, end))

/**
 * The number written at bytes[start..end), or NaN if none is: digits with an optional sign, point and exponent, blanks
 * around them. Correctly rounded.
 */
export function parseNumber(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && isBlank(bytes[at])) at++
  while (end > at && isBlank(bytes[end - 1])) end--
  const from = at
  const negative = bytes[at] === MINUS
  if (at < end && (negative || bytes[at] === PLUS)) at++

  // The first 15 significant digits, and the next ones apart.
  let high = 0
  let low = 0
  let significant = 0
  let digits = 0
  let pointAt = -1
  parsed.isInteger = true
  for (; at < end; at++) {
    const byte = bytes[at]
    if (isDigit(byte)) {
      digits++
      if (significant || byte !== ZERO) significant++
      if (significant <= EXACT) high = high * 10 + byte - ZERO
      else if (significant <= 2 * EXACT) low = low * 10 + byte - ZERO
    } else if (byte === POINT && pointAt < 0) {
      pointAt = digits
      parsed.isInteger = false
    } else break
  }
  if (!digits) return NaN

  let exponent = 0
  if (at < end && (bytes[at] | 0x20) === 0x65) {
    parsed.isInteger = false
    const minus = bytes[++at] === MINUS
    if (at < end && (minus || bytes[at] === PLUS)) at++
    const first = at
    for (; at < end && isDigit(bytes[at]); at++) exponent = Math.min(exponent * 10 + bytes[at] - ZERO, 1e6)
    if (at === first) return NaN
    if (minus) exponent = -exponent
  }
  if (at < end) return NaN

  const power = pointAt < 0 ? exponent : exponent - (digits - pointAt)
  const size = significant > 2 * EXACT ? NaN : scaled(high, low, Math.max(significant - EXACT, 0), power)
  if (Number.isNaN(size)) return Number(textOf(bytes, from, end))
  return negative ? -size : size
}
