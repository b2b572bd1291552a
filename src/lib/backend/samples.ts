/** Samples of results computed again here in float64: a device that gives something else is found out. */
import { reducedDistance, type Distances, type Metric } from '$lib/numeric/distances'
import type { Matrix } from '$lib/numeric/matrix'

/** Values looked at in a product, of which each costs one row's work. */
const SAMPLES = 8

/** One of the sums that a result is made of: term by term. */
interface Sum {
  readonly length: number
  term(i: number): number
}

let tick = 0

/** Another place each time, spread evenly over the result. */
function nextPlace(length: number): number {
  tick = (tick + 0.618033988749895) % 1
  return Math.min(Math.floor(tick * length), length - 1)
}

function wrong(found: number, right: number): never {
  throw new Error(`it computed ${found} where ${right} is right`)
}

/** Throws where the value is further from the sum than rounding in any order explains. */
function checkSum(value: number, { length, term }: Sum, roundoff: number): void {
  let sum = 0
  let size = 0
  for (let i = 0; i < length; i++) {
    const part = term(i)
    sum += part
    size += Math.abs(part)
  }
  if (!(Math.abs(value - sum) <= (length + 8) * roundoff * size + 1e-30)) wrong(value, sum)
}

function checkSome(values: Float64Array, count: number, roundoff: number, sumAt: (at: number) => Sum): void {
  for (let i = 0; i < count && values.length; i++) {
    const at = nextPlace(values.length)
    checkSum(values[at], sumAt(at), roundoff)
  }
}

/** Is it A · B, for B of A's columns × k? */
export function checkProduct(
  values: Float64Array,
  A: Matrix,
  B: Float64Array,
  k: number,
  roundoff: number
): void {
  const cols = A.shape[1]
  checkSome(values, SAMPLES, roundoff, (at) => {
    const from = Math.floor(at / k) * cols
    return { length: cols, term: (j) => A.data[from + j] * B[j * k + (at % k)] }
  })
}

/** Is it Aᵀ · R, for R of A's rows × k? One sample, since it goes through all rows. */
export function checkTurned(
  values: Float64Array,
  A: Matrix,
  R: Float64Array,
  k: number,
  roundoff: number
): void {
  const [rows, cols] = A.shape
  checkSome(values, 1, roundoff, (at) => {
    const j = Math.floor(at / k)
    return { length: rows, term: (i) => A.data[i * cols + j] * R[i * k + (at % k)] }
  })
}

/** Is it Aᵀ diag(weights) A? */
export function checkGram(
  values: Float64Array,
  A: Matrix,
  weights: Float64Array | undefined,
  roundoff: number
): void {
  const [rows, cols] = A.shape
  checkSome(values, 2, roundoff, (at) => {
    const j = Math.floor(at / cols)
    const k = at % cols
    return { length: rows, term: (i) => A.data[i * cols + j] * A.data[i * cols + k] * (weights?.[i] ?? 1) }
  })
}

/** Are these the distances of X's rows from `from` on to all of Y's? One sample a row. */
export function checkDistances(
  values: Float64Array,
  from: number,
  [X, Y, metric]: readonly [Matrix, Matrix, Metric],
  held: Distances
): void {
  const [rows, cols] = Y.shape
  for (let at = 0, i = from; at < values.length; at += rows, i++) {
    const j = nextPlace(rows)
    const right = reducedDistance(metric, X.data, i * cols, Y.data, j, cols)
    const allowed = (held.error?.(i) ?? 0) + 1e-12 * right + 1e-30
    if (!(Math.abs(values[at + j] - right) <= allowed)) wrong(values[at + j], right)
  }
}
