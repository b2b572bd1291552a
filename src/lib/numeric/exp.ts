import { productError, sumError } from './roundingErrors'

/**
 * The exponential function, rounded to nearest but for about one argument in 2¹⁵. `Math.exp` may be off by the last bit, and
 * differently in each browser; C libraries hardly ever are. Where splits of a tree tie up to rounding, as those of residuals do
 * that are made of exponentials, that bit decides.
 *
 * Algorithm: eˣ = 2ᵏ 2^(j / 128) eʳ by table and a short series; the sums and the product that count keep their rounding
 * errors (Tang, "Table-Driven Implementation of the Exponential Function in IEEE Floating-Point Arithmetic", ACM TOMS 15(2), 1989).
 */
export function exp(x: number): number {
  if (!(x > -708 && x < 709)) return Math.exp(x)
  const n = Math.round(x / STEP_HIGH)
  const j = ((n % STEPS) + STEPS) % STEPS
  // n · STEP_HIGH is exact, and so is its difference to x.
  const high = x - n * STEP_HIGH
  const low = n * STEP_LOW
  const r = high - low
  const rLow = sumError(high, -low, r)
  const series = r * r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r / 720))))
  const power = table.high[j]
  const product = power * r
  const sum = power + product
  const rest =
    sumError(power, product, sum) +
    (productError(power, r, product) + table.low[j] + power * (series + rLow) + table.low[j] * r)
  halves[1] = ((n - j) / STEPS + 1023) << 20
  return (sum + rest) * scale[0]
}

const STEPS = 128
/** ln 2 / STEPS; the last bits of the first part are 0, so that its product with an integer is exact. */
const STEP_HIGH = Math.floor((Math.LN2 * 2 ** 34) / STEPS) / 2 ** 34
const STEP_LOW = stepLow()

const scale = new Float64Array(1)
/** The halves of `scale`: the lower first, as all browsers' machines have them. */
const halves = new Uint32Array(scale.buffer)

const table = tabulate()

/** ln 2 = Math.LN2 + 2.319046813846299558e-17: what the first part of a step lacks, in double's precision. */
function stepLow(): number {
  return (Math.LN2 - STEP_HIGH * STEPS) / STEPS + 2.319046813846299558e-17 / STEPS
}

/** 2^(j / STEPS) in two parts, from repeated square roots in fixed point. */
function tabulate(): { high: Float64Array; low: Float64Array } {
  const bits = 160n
  let root = 2n << bits
  for (let step = STEPS; step > 1; step /= 2) root = squareRoot(root << bits)
  const powers = [1n << bits]
  for (let j = 1; j < STEPS; j++) powers.push((powers[j - 1] * root) >> bits)
  const toDouble = (x: bigint): number => Number(x) * 2 ** -Number(bits)
  const high = Float64Array.from(powers, toDouble)
  const low = Float64Array.from(powers, (power, j) =>
    toDouble(power - ((BigInt(high[j] * 2 ** 52) << bits) >> 52n))
  )
  return { high, low }
}

/** The integer below the square root (Newton). */
function squareRoot(x: bigint): bigint {
  let root = 1n << BigInt(Math.ceil(x.toString(2).length / 2))
  for (;;) {
    const next = (root + x / root) >> 1n
    if (next >= root) return root
    root = next
  }
}
