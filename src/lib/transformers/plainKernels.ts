/**
 * The kernels in plain JavaScript, for where there is no SIMD: some thirty times slower, with the same answers, bit for bit. All is
 * added and rounded in the order of kernels/, where the comments say what it is.
 */
import { exp, fround, nearest, sumOf } from './float32'
import type { Kernels, Linear, Norm } from './kernels'

/** The largest code of an activation. */
const FINEST = 127

/** A row of activations as `linear` multiplies them: number = (code − zero) · step. */
function quantize(row: Float32Array, codes: Float64Array): { step: number; zero: number } {
  let [least, most] = [0, 0]
  for (const value of row) {
    if (value < least) least = value
    if (value > most) most = value
  }
  const reach = Math.max(fround(most - least), fround(1e-9))
  const finer = fround(FINEST / reach)
  const zero = nearest(fround(-least * finer))
  for (let i = 0; i < row.length; i++)
    codes[i] = Math.min(Math.max(nearest(fround(row[i] * finer)) + zero, 0), FINEST)
  return { step: fround(reach / FINEST), zero }
}

/** Four rows at a time read the weights once; sums of whole numbers are exact in float64, which is quicker than integers. */
function linear(
  { data, totals, scale, bias, inputs, outputs }: Linear,
  x: Float32Array,
  rows: number,
  y: Float32Array
) {
  const codes = new Float64Array(4 * inputs)
  const sums = new Float64Array(4)
  for (let r = 0; r < rows; r += 4) {
    const grids = Array.from({ length: Math.min(4, rows - r) }, (_, i) => {
      const row = x.subarray((r + i) * inputs, (r + i + 1) * inputs)
      return quantize(row, codes.subarray(i * inputs, (i + 1) * inputs))
    })
    for (let o = 0; o < outputs; o++) {
      multiply(data, o * inputs, codes, inputs, sums)
      grids.forEach(({ step, zero }, i) => {
        const exact = fround(sums[i] - totals[o] * zero)
        y[(r + i) * outputs + o] = fround(exact * fround(step * scale[o])) + bias[o]
      })
    }
  }
}

/** A row of weights, from `at` on, times each of four rows of codes. */
function multiply(data: Int8Array, at: number, codes: Float64Array, inputs: number, sums: Float64Array) {
  let [a, b, c, d] = [0, 0, 0, 0]
  for (let k = 0; k < inputs; k++) {
    const weight = data[at + k]
    a += codes[k] * weight
    b += codes[k + inputs] * weight
    c += codes[k + 2 * inputs] * weight
    d += codes[k + 3 * inputs] * weight
  }
  sums[0] = a
  sums[1] = b
  sums[2] = c
  sums[3] = d
}

const HALF_ROOT = fround(0.70710678)
const P = fround(0.3275911)
const ERF = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592].map(fround)

function gelu(x: Float32Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const value = x[i]
    const z = fround(Math.abs(value) * HALF_ROOT)
    const t = fround(1 / fround(1 + fround(P * z)))
    let p = ERF[0]
    for (let k = 1; k < ERF.length; k++) p = fround(fround(p * t) + ERF[k])
    const tail = fround(fround(p * t) * fround(0.5 * exp(-fround(z * z))))
    x[i] = value * (value < 0 ? tail : fround(1 - tail))
  }
}

const EPSILON = fround(1e-12)

function addAndNormalize({ weight, bias }: Norm, x: Float32Array, y: Float32Array, rows: number): void {
  const width = weight.length
  const share = fround(1 / width)
  for (let from = 0; from < rows * width; from += width) {
    const row = x.subarray(from, from + width)
    for (let i = 0; i < width; i++) row[i] += y[from + i]
    const total = sumOf(width, (i) => row[i])
    const mean = fround(total * share)
    for (let i = 0; i < width; i++) row[i] -= mean
    const squares = sumOf(width, (i) => fround(row[i] * row[i]))
    const scale = fround(1 / fround(Math.sqrt(fround(fround(squares * share) + EPSILON))))
    for (let i = 0; i < width; i++) row[i] = fround(fround(row[i] * scale) * weight[i]) + bias[i]
  }
}

/** Numbers to probabilities, in place; the length is a multiple of four, and what is beyond `count` becomes 0. */
function softmax(x: Float32Array, count: number): void {
  const most = x.subarray(0, count).reduce((a, b) => Math.max(a, b))
  for (let i = 0; i < x.length; i++) x[i] = i < count ? exp(fround(x[i] - most)) : 0
  const total = sumOf(x.length, (i) => x[i])
  const share = fround(1 / total)
  for (let i = 0; i < count; i++) x[i] *= share
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
  const scale = fround(1 / fround(Math.sqrt(size)))
  const weights = new Float32Array(Math.ceil(length / 4) * 4)
  for (let head = 0; head < heads; head++) {
    const queries = first * stride + head * size
    for (let i = 0; i < length; i++) {
      const query = queries + i * stride
      for (let j = 0, key = queries + width; j < length; j++, key += stride)
        weights[j] = sumOf(size, (d) => fround(qkv[query + d] * qkv[key + d])) * scale
      softmax(weights, length)
      for (let d = 0, to = (first + i) * width + head * size; d < size; d++, to++) {
        let mixed = 0
        for (let j = 0, value = queries + 2 * width + d; j < length; j++, value += stride)
          mixed = fround(mixed + fround(weights[j] * qkv[value]))
        out[to] = mixed
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
