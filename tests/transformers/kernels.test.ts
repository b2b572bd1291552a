import { describe, expect, test } from 'vitest'
import { openKernels, type Kernels } from '$lib/transformers/kernels'

const sizes = { rows: 8, widest: 64, bytes: 2 ** 16 }
/** Numbers about 0, the same each time. */
const numbers = (length: number, seed: number, most = 2) =>
  Float32Array.from({ length }, (_, i) => Math.sin(seed + i * 1.7) * most)

test('SIMD is used where it is, and only where it is asked for', () => {
  expect(openKernels(sizes).simd).toBe(true)
  expect(openKernels({ ...sizes, simd: false }).simd).toBe(false)
})

describe.each([true, false])('kernels with SIMD: %s', (simd) => {
  const open = (): Kernels => openKernels({ ...sizes, simd })

  const product = (rows: number, inputs: number, outputs: number) => {
    const kernels = open()
    const layer = {
      inputs,
      outputs,
      data: kernels.place(Int8Array.from({ length: outputs * inputs }, (_, i) => ((i * 31) % 255) - 127)),
      scale: kernels.place(numbers(outputs, 1).map(Math.abs)),
      bias: kernels.place(numbers(outputs, 2))
    }
    const x = kernels.place(numbers(8 * inputs, 3))
    const y = kernels.room(8 * outputs)
    kernels.linear(layer, x, rows, y)
    return { ...layer, x, y }
  }

  test.each([
    [1, 16, 2],
    [7, 48, 6],
    [8, 64, 64]
  ])('linear of %d rows, %d inputs, %d outputs', (rows, inputs, outputs) => {
    const { x, y, data, scale, bias } = product(rows, inputs, outputs)
    for (let r = 0; r < rows; r++)
      for (let o = 0; o < outputs; o++) {
        const terms = Array.from({ length: inputs }, (_, k) => x[r * inputs + k] * data[o * inputs + k])
        const expected = terms.reduce((a, b) => a + b, 0) * scale[o] + bias[o]
        // Each activation, 2 at most, is off by half a step of its row at most.
        const half = 2 / 8191 / 2
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

test('the largest products of the widest row fit 32 bits', () => {
  const [inputs, outputs] = [1536, 2]
  const kernels = openKernels({ rows: 4, widest: inputs, bytes: 2 ** 16 })
  const layer = {
    inputs,
    outputs,
    data: kernels.place(new Int8Array(outputs * inputs).fill(127)),
    scale: kernels.place(Float32Array.of(1, -1)),
    bias: kernels.place(new Float32Array(2))
  }
  const y = kernels.room(4 * outputs)
  kernels.linear(layer, kernels.place(new Float32Array(4 * inputs).fill(3)), 4, y)
  expect(y[0] / (3 * 127 * inputs)).toBeCloseTo(1, 5)
  expect(y[1]).toBe(-y[0])
})
