import { setFlagsFromString } from 'node:v8'
import { describe, expect, test } from 'vitest'
import { openKernels, type Kernels } from '$lib/transformers/kernels'
import { plainKernels } from '$lib/transformers/plainKernels'
import { openSimdKernels } from '$lib/transformers/simdKernels'
import { rowTotals } from '$lib/transformers/weights'

// Node has it from 22 on without being asked.
if (parseInt(process.versions.node) < 22) setFlagsFromString('--experimental-wasm-relaxed-simd')

const sizes = { rows: 8, widest: 1536, bytes: 2 ** 20 }
const ways: Readonly<Record<string, () => Kernels | null>> = {
  'relaxed SIMD': () => openSimdKernels('relaxed', sizes),
  'plain SIMD': () => openSimdKernels('plain', sizes),
  'plain JavaScript': () => plainKernels
}
const names = Object.keys(ways)
/** Numbers about 0, the same each time. */
const numbers = (length: number, seed: number, most = 2) =>
  Float32Array.from({ length }, (_, i) => Math.sin(seed + i * 1.7) * most)

test('SIMD is used where it is, and only where it is asked for', () => {
  expect(openKernels(sizes).simd).toBe(true)
  expect(openKernels({ ...sizes, simd: false }).simd).toBe(false)
})

const openOf = (name: string): Kernels => {
  const kernels = ways[name]()
  expect(kernels, `${name} is to be had`).not.toBeNull()
  return kernels!
}

/** A layer of the weights, and what it makes of `rows` rows. */
function multiply(kernels: Kernels, weights: Int8Array, x: Float32Array, rows: number, outputs: number) {
  const inputs = weights.length / outputs
  const layer = {
    inputs,
    outputs,
    data: kernels.place(weights),
    totals: kernels.place(rowTotals(weights, inputs)),
    scale: kernels.place(numbers(outputs, 1).map(Math.abs)),
    bias: kernels.place(numbers(outputs, 2))
  }
  const y = kernels.room(8 * outputs)
  kernels.linear(layer, kernels.place(x), rows, y)
  return { ...layer, y: y.slice(0, rows * outputs) }
}

/** Weights of all sizes, the same each time. */
const weightsOf = (length: number) => Int8Array.from({ length }, (_, i) => ((i * 31) % 255) - 127)

describe.each(names)('kernels in %s', (name) => {
  const open = () => openOf(name)

  test.each([
    [1, 16, 2],
    [7, 48, 6],
    [8, 64, 64]
  ])('linear of %d rows, %d inputs, %d outputs', (rows, inputs, outputs) => {
    const x = numbers(8 * inputs, 3)
    const { y, data, scale, bias } = multiply(open(), weightsOf(outputs * inputs), x, rows, outputs)
    for (let r = 0; r < rows; r++)
      for (let o = 0; o < outputs; o++) {
        const terms = Array.from({ length: inputs }, (_, k) => x[r * inputs + k] * data[o * inputs + k])
        const expected = terms.reduce((a, b) => a + b, 0) * scale[o] + bias[o]
        // Each activation is off by half a step of its row at most; from -2 to 2 there are 127.
        const half = 4 / 127 / 2
        const bound = data.subarray(o * inputs, (o + 1) * inputs).reduce((a, w) => a + Math.abs(w), 0) * half
        expect(Math.abs(y[r * outputs + o] - expected)).toBeLessThan(bound * scale[o] + 1e-4)
      }
  })

  test('gelu is x·Φ(x) to 1e-6', () => {
    const kernels = open()
    const points = [-40, -6, -3, -1, -0.1, 0, 0.1, 1, 1.96, 3, 6, 40]
    const x = kernels.place(Float32Array.from(points))
    kernels.gelu(x, x.length)
    // scipy.stats.norm.cdf(x) * x
    const expected = [
      0, -5.919526e-9, -0.004049694, -0.15865525, -0.04601722, 0, 0.05398278, 0.84134475, 1.91100407,
      2.99595031, 5.99999999, 40
    ]
    expected.forEach((value, i) => expect(Math.abs(x[i] - value)).toBeLessThan(1e-6))
  })

  test('addAndNormalize gives rows of mean 0 and variance 1, weighed and shifted', () => {
    const kernels = open()
    const width = 48
    const [a, b] = [numbers(3 * width, 5), numbers(3 * width, 7)]
    const norm = { weight: kernels.place(numbers(width, 8)), bias: kernels.place(numbers(width, 9)) }
    const x = kernels.place(a.slice())
    kernels.addAndNormalize(norm, x, kernels.place(b), 3)
    for (let r = 0; r < 3; r++) {
      const row = Array.from({ length: width }, (_, i) => a[r * width + i] + b[r * width + i])
      const mean = row.reduce((s, v) => s + v, 0) / width
      const variance = row.reduce((s, v) => s + (v - mean) ** 2, 0) / width
      row.forEach((v, i) => {
        const expected = ((v - mean) / Math.sqrt(variance)) * norm.weight[i] + norm.bias[i]
        expect(Math.abs(x[r * width + i] - expected)).toBeLessThan(1e-5)
      })
    }
  })

  test('attend mixes the values of one sequence by its queries and keys', () => {
    const kernels = open()
    const [width, heads, first, length] = [16, 4, 2, 5]
    const size = width / heads
    const qkv = kernels.place(numbers(8 * 3 * width, 11))
    const out = kernels.place(new Float32Array(8 * width))
    kernels.attend(qkv, out, first, length, width, heads)
    const at = (row: number, part: number, head: number, d: number): number =>
      qkv[(first + row) * 3 * width + part * width + head * size + d]
    const range = (n: number) => Array.from({ length: n }, (_, i) => i)
    for (const head of range(heads))
      for (const i of range(length)) {
        const scores = range(length).map((j) =>
          Math.exp(
            range(size).reduce((s, d) => s + at(i, 0, head, d) * at(j, 1, head, d), 0) / Math.sqrt(size)
          )
        )
        const total = scores.reduce((s, v) => s + v, 0)
        for (const d of range(size)) {
          const expected = range(length).reduce((s, j) => s + (scores[j] / total) * at(j, 2, head, d), 0)
          expect(Math.abs(out[(first + i) * width + head * size + d] - expected)).toBeLessThan(1e-5)
        }
      }
    // Other sequences' rows are left as they are.
    expect(out.subarray(0, first * width).every((v) => v === 0)).toBe(true)
    expect(out.subarray((first + length) * width).every((v) => v === 0)).toBe(true)
  })
})

describe('a product is the same, bit for bit, in all ways', () => {
  const [inputs, outputs, rows] = [1536, 6, 7]
  const all = (value: number) => new Float32Array(8 * inputs).fill(value)

  test.each([
    ['numbers on both sides of 0', weightsOf(inputs * outputs), numbers(8 * inputs, 3)],
    ['numbers on one side', weightsOf(inputs * outputs), numbers(8 * inputs, 3).map(Math.abs)],
    ['numbers that lie between two codes', weightsOf(inputs * outputs), all(0).map((_, i) => (i % 255) / 2)],
    ['nothing but 0', weightsOf(inputs * outputs), all(0)],
    ['the largest products there are', new Int8Array(inputs * outputs).fill(127), all(3)],
    ['the least there are', new Int8Array(inputs * outputs).fill(-128), all(3)]
  ])('%s', (_what, weights, x) => {
    const [first, ...others] = names.map((name) => multiply(openOf(name), weights, x, rows, outputs).y)
    for (const other of others) expect(other).toEqual(first)
    expect(first.every(Number.isFinite)).toBe(true)
  })
})

describe('the rest of a layer is the same, bit for bit, in all ways', () => {
  const same = (work: (kernels: Kernels) => Float32Array) => {
    const [first, ...others] = names.map((name) => work(openOf(name)))
    for (const other of others) expect(other).toEqual(first)
  }

  test('gelu', () =>
    same((kernels) => {
      const x = kernels.place(numbers(4096, 5, 12))
      kernels.gelu(x, x.length)
      return x.slice()
    }))

  test('addAndNormalize', () =>
    same((kernels) => {
      const norm = { weight: kernels.place(numbers(384, 8)), bias: kernels.place(numbers(384, 9)) }
      const x = kernels.place(numbers(3 * 384, 5))
      kernels.addAndNormalize(norm, x, kernels.place(numbers(3 * 384, 7)), 3)
      return x.slice()
    }))

  test.each([1, 2, 5, 8])('attend to %d tokens', (length) =>
    same((kernels) => {
      const out = kernels.place(new Float32Array(8 * 96))
      kernels.attend(kernels.place(numbers(8 * 3 * 96, 11, 9)), out, 0, length, 96, 3)
      return out.slice(0, length * 96)
    })
  )
})

test.each(names)('the largest products of the widest row fit 32 bits in %s', (name) => {
  const [inputs, outputs] = [1536, 2]
  const weights = new Int8Array(outputs * inputs).fill(127, 0, inputs).fill(-128, inputs)
  const x = new Float32Array(8 * inputs).fill(3)
  const { y, scale, bias } = multiply(openOf(name), weights, x, 1, outputs)
  expect((y[0] - bias[0]) / scale[0] / (3 * 127 * inputs)).toBeCloseTo(1, 5)
  expect((y[1] - bias[1]) / scale[1] / (3 * -128 * inputs)).toBeCloseTo(1, 5)
})
