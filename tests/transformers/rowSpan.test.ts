import { expect, test } from 'vitest'
import { fromSpan, rowSpan } from '$lib/transformers/rowSpan'

/** Numbers about 0, the same each time. */
const row = (seed: number, width = 12) =>
  Float32Array.from({ length: width }, (_, i) => Math.sin(seed * (i + 1) * 5.3 + i * i))

const [a, b, c] = [row(1), row(2), row(3)]
const rows = [a, b, a.map((v, i) => 2 * v - b[i]), new Float32Array(12), c]

test('rows that depend on others add nothing to the rank', async () => {
  const { rank, basis, coordinates } = await rowSpan(rows)
  expect([rank, basis.length, coordinates.length]).toEqual([3, 3, 5 * 3])
})

test('the basis is orthonormal, also of rows that all but coincide', async () => {
  const near = a.map((v, i) => v + (i % 2 ? 1e-4 : 0))
  const { basis } = await rowSpan([a, near, b])
  basis.forEach((first, i) =>
    basis.forEach((second, j) => {
      const product = first.reduce((sum, v, d) => sum + v * second[d], 0)
      expect(product).toBeCloseTo(i === j ? 1 : 0, 12)
    })
  )
})

test('a row comes back from its coordinates', async () => {
  const span = await rowSpan(rows)
  rows.forEach((values, i) => {
    const found = fromSpan(span, Float64Array.from(span.coordinates.subarray(3 * i, 3 * i + 3)))
    values.forEach((value, d) => expect(found[d]).toBeCloseTo(value, 5))
  })
})
