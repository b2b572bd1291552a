/** 10⁰ … 10²²: the powers of ten that a double holds exactly. */
const POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`))
const SPLITTER = 2 ** 27 + 1

/** What product rounds away: a·b − fl(a·b), exactly (Dekker 1971, "A floating-point technique …"). */
function productError(a: number, b: number, product: number): number {
  const bigA = SPLITTER * a - (SPLITTER * a - a)
  const bigB = SPLITTER * b - (SPLITTER * b - b)
  const [smallA, smallB] = [a - bigA, b - bigB]
  return smallA * smallB - (product - bigA * bigB - smallA * bigB - bigA * smallB)
}

/** head + tail as one double if that is sure to be the right one although `tail` is good to 2⁻⁴⁰ only, else NaN. */
const rounded = (head: number, tail: number) => {
  const sum = head + tail * (1 + 2 ** -40)
  return sum === head + tail * (1 - 2 ** -40) ? sum : NaN
}

/**
 * (high · 10^lowDigits + low) · 10^power correctly rounded; NaN where a longer computation must decide. Up to 15 digits
 * and 10²² one operation is exact (Clinger 1990, "How to read floating point numbers accurately"); beyond, the value is
 * computed as a sum of two doubles, whose last bits are in doubt only next to a tie.
 */
export function scaled(high: number, low: number, lowDigits: number, power: number): number {
  if (power < -22 || power > 22) return high || low ? NaN : 0
  const scale = POWERS[Math.abs(power)]
  if (!lowDigits) return power < 0 ? high / scale : high * scale

  const shifted = high * POWERS[lowDigits]
  const rest = productError(high, POWERS[lowDigits], shifted) + low
  const head = shifted + rest
  const tail = rest - (head - shifted)
  if (power >= 0) {
    const product = head * scale
    return rounded(product, productError(head, scale, product) + tail * scale)
  }
  const quotient = head / scale
  const back = quotient * scale
  return rounded(quotient, (head - back - productError(quotient, scale, back) + tail) / scale)
}
