import { expect, test } from 'vitest'
import { cpu } from '$lib/numeric/backend'
import { matmul, matmulTN } from '$lib/numeric/linalg'
import { matrix } from '$lib/numeric/matrix'
import { RandomState } from '$lib/numeric/random/RandomState'

test.each([
  [1, 1, 1],
  [7, 5, 1],
  [9, 4, 3],
  [4, 1, 2],
  [103, 17, 6]
])('products with a %i × %i matrix and %i columns', async (rows, cols, k) => {
  const random = new RandomState(rows)
  const X = matrix(rows, cols, random.standard_normal(rows * cols))
  const W = matrix(cols, k, random.standard_normal(cols * k))
  const R = matrix(rows, k, random.standard_normal(rows * k))
  const held = cpu.hold(X)
  expect(held.shape).toEqual([rows, cols])
  const forward = await held.matmat(W.data, k)
  const back = await held.rmatmat(R.data, k)
  // Sums of at most 103 products, added in another order.
  matmul(X, W).data.forEach((value, i) => expect(forward[i]).toBeCloseTo(value, 12))
  matmulTN(X, R).data.forEach((value, i) => expect(back[i]).toBeCloseTo(value, 12))
  held.dispose()
})
