import { expect, test } from 'vitest'
import { Kernel } from '$lib/transformers/kernel'

const WIDTH = 384
const OUT = 6
const ROWS = 7

const fill = (kernel: Kernel) => {
  for (let i = 0; i < ROWS * WIDTH; i++) kernel.input[i] = ((i * 7919) % 16383) - 8191
}
const weights = [2, 3].map((step) =>
  Int8Array.from({ length: OUT * WIDTH }, (_, i) => ((i * step * 31) % 255) - 127)
)

test('SIMD and plain JavaScript give the products to the last bit', () => {
  const kernels = [new Kernel(weights), new Kernel(weights, false)]
  expect(kernels.map(({ simd }) => simd)).toEqual([true, false])
  for (const kernel of kernels)
    for (const matrix of [0, 1]) {
      fill(kernel)
      kernel.multiply(matrix, ROWS, WIDTH, OUT)
      for (let r = 0; r < ROWS; r++)
        for (let o = 0; o < OUT; o++) {
          let sum = 0
          for (let k = 0; k < WIDTH; k++) sum += kernel.input[r * WIDTH + k] * weights[matrix][o * WIDTH + k]
          expect(kernel.output[r * OUT + o]).toBe(sum)
        }
    }
})

test('the largest products of the widest row fit 32 bits', () => {
  const width = 1536
  const kernel = new Kernel([new Int8Array(2 * width).fill(127)])
  kernel.input.fill(8191)
  kernel.multiply(0, 1, width, 2)
  expect(kernel.output[0]).toBe(8191 * 127 * width)
})
