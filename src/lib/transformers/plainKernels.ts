/** The kernels in plain JavaScript, for where there is no SIMD: some twenty times slower, with the same answers. */
import { softmax } from './functions'
import type { Kernels, Linear, Norm } from './kernels'

/** Four rows at a time read the weights once. */
function linear(
  { data, scale, bias, inputs, outputs }: Linear,
  x: Float32Array,
  rows: number,
  y: Float32Array
) {
  for (let o = 0; o < outputs; o++)
    for (let r = 0; r < rows; r += 4) {
      let [a, b, c, d] = [0, 0, 0, 0]
      for (let k = 0, at = r * inputs, w = o * inputs; k < inputs; k++, at++, w++) {
        const weight = data[w]
        a += x[at] * weight
        b += x[at + inputs] * weight
        c += x[at + 2 * inputs] * weight
        d += x[at + 3 * inputs] * weight
      }
      const to = r * outputs + o
      y[to] = a * scale[o] + bias[o]
      y[to + outputs] = b * scale[o] + bias[o]
      y[to + 2 * outputs] = c * scale[o] + bias[o]
      y[to + 3 * outputs] = d * scale[o] + bias[o]
    }
}

/** x·Φ(x) from a table: between its points the error is below 1e-6. */
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

function gelu(x: Float32Array, count: number): void {
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

function addAndNormalize({ weight, bias }: Norm, x: Float32Array, y: Float32Array, rows: number): void {
  const width = weight.length
  for (let r = 0, from = 0; r < rows; r++, from += width) {
    const row = x.subarray(from, from + width)
    let mean = 0
    for (let i = 0; i < width; i++) mean += row[i] += y[from + i]
    mean /= width
    let variance = 0
    for (let i = 0; i < width; i++) variance += (row[i] - mean) ** 2
    const scale = 1 / Math.sqrt(variance / width + EPSILON)
    for (let i = 0; i < width; i++) row[i] = (row[i] - mean) * scale * weight[i] + bias[i]
  }
}

function attend(
  qkv: Float32Array,
  out: Float32Array,
  first: number,
  length: number,
  width: number,
  heads: number
): void {
  const size = width / heads
  const stride = 3 * width
  const weights = new Float64Array(length)
  for (let head = 0; head < heads; head++) {
    const queries = first * stride + head * size
    for (let i = 0; i < length; i++) {
      const query = queries + i * stride
      for (let j = 0; j < length; j++) {
        const key = queries + width + j * stride
        let sum = 0
        for (let d = 0; d < size; d++) sum += qkv[query + d] * qkv[key + d]
        weights[j] = sum / Math.sqrt(size)
      }
      softmax(weights)
      for (let d = 0, to = (first + i) * width + head * size; d < size; d++, to++) {
        let sum = 0
        for (let j = 0, value = queries + 2 * width + d; j < length; j++, value += stride)
          sum += weights[j] * qkv[value]
        out[to] = sum
      }
    }
  }
}

export const plainKernels: Kernels = {
  simd: false,
  place: (values) => values,
  room: (length) => new Float32Array(length),
  linear,
  gelu,
  addAndNormalize,
  attend
}
