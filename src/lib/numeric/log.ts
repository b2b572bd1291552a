import { productError, sumError } from './roundingErrors'

/**
 * The natural logarithm, rounded to nearest but for about one argument in 2¹⁵. `Math.log` may be off by the last bit, and
 * differently in each browser; C libraries hardly ever are. Where two candidates tie up to rounding, as the splits of a
 * tree do, that bit decides.
 *
 * Algorithm: table look-up and a short series; sums and products that count keep their rounding errors (Tang, "Table-Driven
 * Implementation of the Logarithm Function in IEEE Floating-Point Arithmetic", ACM TOMS 16(4), 1990; Dekker, "A
 * Floating-Point Technique for Extending the Available Precision", Numerische Mathematik 18, 1971).
 */
export function log(x: number): number {
  if (!(x >= 2 ** -1022 && x < Infinity)) return Math.log(x)
  // x = 2ᵏ z with z in [√½, √2)
  double[0] = x
  let k = (halves[1] >>> 20) - 1023
  halves[1] = (halves[1] & 0xfffff) | 0x3ff00000
  let z = double[0]
  if (z >= Math.SQRT2) {
    z /= 2
    k++
  }
  // z = (1 + r) / inverse with |r| < 2⁻⁷; log(1 + r) = r − r² / 2 + r³ (1/3 − r/4 + …)
  const at = Math.round((z - 1) * STEPS) - FIRST
  const inverse = table.inverse[at]
  const product = z * inverse
  const r = product - 1
  const rLow = productError(z, inverse, product)
  const square = r * r
  const squareLow = productError(r, r, square) + 2 * r * rLow
  const series =
    square * r * (1 / 3 - r * (1 / 4 - r * (1 / 5 - r * (1 / 6 - r * (1 / 7 - r * (1 / 8 - r / 9))))))

  const whole = k * LN2_HIGH
  const a = whole + table.log[at]
  const b = a + r
  const c = b - square / 2
  const low = sumError(whole, table.log[at], a) + sumError(a, r, b) + sumError(b, -square / 2, c)
  return c + (low + (k * LN2_LOW + table.logLow[at] + rLow - squareLow / 2 + series))
}

/** The table has an entry for each 1/STEPS between √½ and √2, beginning with 1 + FIRST / STEPS. */
const STEPS = 128
const FIRST = -38
const LAST = 53

const double = new Float64Array(1)
/** The halves of `double`: the lower first, as all browsers' machines have them. */
const halves = new Uint32Array(double.buffer)

/** Bits after the point of the table's fixed-point numbers. */
const BITS = 160n

const fixed = (x: number): bigint => (BigInt(x * 2 ** 60) << BITS) >> 60n
/** The nearest double. Number() rounds a bigint correctly; the power of two is exact. */
const toDouble = (x: bigint): number => Number(x) * 2 ** -Number(BITS)

/** log x = 2 artanh((x − 1) / (x + 1)). */
function fixedLog(x: bigint): bigint {
  const one = 1n << BITS
  const ratio = ((x - one) << BITS) / (x + one)
  const ratio2 = (ratio * ratio) >> BITS
  let sum = 0n
  for (let power = ratio, n = 1n; power !== 0n && power !== -1n; power = (power * ratio2) >> BITS, n += 2n)
    sum += power / n
  return 2n * sum
}

const ln2 = fixedLog(2n << BITS)
/** Its last bits are 0, so that its product with an exponent is exact. */
const LN2_HIGH = Math.floor(Math.LN2 * 2 ** 40) / 2 ** 40
const LN2_LOW = toDouble(ln2 - fixed(LN2_HIGH))

const table = tabulate()

function tabulate(): { inverse: Float64Array; log: Float64Array; logLow: Float64Array } {
  const inverse = Float64Array.from({ length: LAST - FIRST + 1 }, (_, i) => 1 / (1 + (FIRST + i) / STEPS))
  const exact = Array.from(inverse, (value) => -fixedLog(fixed(value)))
  const high = Float64Array.from(exact, toDouble)
  return {
    inverse,
    log: high,
    logLow: Float64Array.from(exact, (value, i) => toDouble(value - fixed(high[i])))
  }
}
