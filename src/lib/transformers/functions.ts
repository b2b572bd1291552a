/** The element-wise parts of a transformer layer, on rows of float32. */

/** GELU, x·Φ(x) (Hendrycks & Gimpel 2016), from a table: between its points the error is below 1e-6. */
const REACH = 6
const STEPS = 4096
const gelus = Float64Array.from({ length: 2 * STEPS + 2 }, (_, i) => {
  const x = (i / STEPS - 1) * REACH
  return x * phi(x)
})

/** The normal distribution function by its Taylor series about 0 (exact to 1e-14 within the table's reach). */
function phi(x: number): number {
  let term = x
  let sum = x
  for (let n = 3; Math.abs(term) > 1e-18 * Math.abs(sum) && n < 400; n += 2) sum += term *= (x * x) / n
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI)
}

export function gelu(x: Float32Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const v = x[i]
    if (v >= REACH) continue
    if (v <= -REACH) x[i] = 0
    else {
      const at = (v / REACH + 1) * STEPS
      const low = at | 0
      x[i] = gelus[low] + (at - low) * (gelus[low + 1] - gelus[low])
    }
  }
}

const EPSILON = 1e-12

/** Layer normalisation (Ba, Kiros & Hinton 2016) of each row, in place. */
export function layerNorm(x: Float32Array, rows: number, weight: Float32Array, bias: Float32Array): void {
  const width = weight.length
  for (let r = 0; r < rows; r++) {
    const row = x.subarray(r * width, (r + 1) * width)
    let mean = 0
    for (let i = 0; i < width; i++) mean += row[i]
    mean /= width
    let variance = 0
    for (let i = 0; i < width; i++) variance += (row[i] - mean) ** 2
    const scale = 1 / Math.sqrt(variance / width + EPSILON)
    for (let i = 0; i < width; i++) row[i] = (row[i] - mean) * scale * weight[i] + bias[i]
  }
}

/** Numbers to probabilities, in place. */
export function softmax(x: Float32Array | Float64Array): void {
  let top = -Infinity
  for (let i = 0; i < x.length; i++) if (x[i] > top) top = x[i]
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += x[i] = Math.exp(x[i] - top)
  for (let i = 0; i < x.length; i++) x[i] /= sum
}

/** Scores to log-probabilities, in place. */
export function logSoftmax(x: Float64Array): Float64Array {
  const top = Math.max(...x)
  const log = top + Math.log(x.reduce((sum, v) => sum + Math.exp(v - top), 0))
  for (let i = 0; i < x.length; i++) x[i] -= log
  return x
}

export function addTo(x: Float32Array, y: Float32Array, count: number): void {
  for (let i = 0; i < count; i++) x[i] += y[i]
}
