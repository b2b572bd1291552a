import { describe, expect, it } from 'vitest'
import * as la from '$lib/numeric/linalg'
import { column, fromRows, matrix, transpose, type Matrix } from '$lib/numeric/matrix'
import { RandomState } from '$lib/numeric/random/RandomState'
import fixtures from '../fixtures/numeric/linalg.json'

interface Case {
  name: string
  a: number[][]
  b: number[]
  s: number[]
  x: number[]
  rank: number
  r: number[][]
  gram: number[][]
  eigenvalues: number[]
  pinv: number[][]
  pinvh: number[][]
  inv?: number[][]
  det?: number
  slogdet?: [number, number]
  solve?: number[]
}

/** Every value within 1e-12 of the largest expected one. */
function close(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-12): void {
  expect(actual.length).toBe(expected.length)
  const size = Math.max(Number.MIN_VALUE, la.maxAbs(Float64Array.from(expected)))
  for (let i = 0; i < expected.length; i++)
    expect(Math.abs(actual[i] - expected[i]) / size, `value ${i}: ${actual[i]}, ${expected[i]}`).toBeLessThan(
      tolerance
    )
}
const closeMatrix = (actual: Matrix, expected: number[][], tolerance?: number): void =>
  close(actual.data, expected.flat(), tolerance)
const scaled = (M: Matrix, s: Float64Array): Matrix =>
  matrix(
    ...M.shape,
    M.data.map((v, i) => v * s[i % M.shape[1]])
  )
const orthonormalColumns = (Q: Matrix): void => {
  const k = Q.shape[1]
  la.gram(Q).data.forEach((v, i) => expect(v).toBeCloseTo(i % (k + 1) === 0 ? 1 : 0, 12))
}

describe.each(fixtures as unknown as Case[])('linear algebra: $name', (c) => {
  const A = fromRows(c.a)
  const b = Float64Array.from(c.b)
  const [m, n] = A.shape

  it('multiplies', () => {
    closeMatrix(la.gram(A), c.gram)
    closeMatrix(la.matmulTN(A, A), c.gram)
    closeMatrix(la.outerGram(transpose(A)), c.gram)
    const weights = Float64Array.from(c.b, Math.abs)
    const weighted = matrix(
      m,
      n,
      A.data.map((v, i) => v * weights[Math.floor(i / n)])
    )
    close(la.gram(A, weights).data, la.matmulTN(A, weighted).data)
    close(la.matmulNT(A, weighted).data, la.matmul(A, transpose(weighted)).data)
    close(la.rmatvec(A, b), la.matvec(transpose(A), b))
  })

  it('QR: LAPACK’s R, orthonormal Q', () => {
    const { Q, R } = la.qr(A)
    orthonormalColumns(Q)
    close(la.matmul(Q, R).data, A.data)
    if (c.rank === Math.min(m, n)) closeMatrix(R, c.r)
  })

  it('SVD', () => {
    const { U, s, Vt } = la.svd(A)
    close(s, c.s)
    orthonormalColumns(U)
    orthonormalColumns(transpose(Vt))
    close(la.matmul(scaled(U, s), Vt).data, A.data)
  })

  it('least squares of minimum norm, pseudo-inverse', () => {
    // 'graded' has condition 1e9: its solution is good to 1e9 · 1e-16.
    const tolerance = c.name === 'graded' ? 1e-6 : 1e-12
    const { x, rank } = la.lstsq(A, b, 1e-10)
    expect(rank).toBe(c.rank)
    close(x, c.x, tolerance)
    closeMatrix(la.pinv(A, 1e-10), c.pinv, tolerance)
  })

  it('symmetric eigenproblem', () => {
    const G = fromRows(c.gram)
    const { values, vectors } = la.eigh(G)
    close(values, c.eigenvalues)
    orthonormalColumns(vectors)
    close(la.matmulNT(scaled(vectors, values), vectors).data, G.data)
    closeMatrix(la.pinvh(G, 1e-10), c.pinvh, c.name === 'graded' ? 1e-4 : 1e-11)
  })

  if (c.inv)
    it('LU: solution, inverse, determinant', () => {
      close(la.solveVector(A, b), c.solve!)
      closeMatrix(la.inv(A), c.inv!)
      close([la.det(A)], [c.det!])
      const { sign, logabsdet } = la.slogdet(A)
      close([sign, logabsdet], c.slogdet!)
    })

  it('Cholesky', () => {
    const G = fromRows(c.gram)
    // A zero column makes a pivot exactly zero.
    if (c.name === 'zero') expect(() => la.cholesky(G)).toThrow(la.LinAlgError)
    // 'graded' squared has condition 1e18: not positive definite any more once rounded.
    if (c.rank < n || c.name === 'graded') return
    const L = la.cholesky(G)
    close(la.matmulNT(L, L).data, G.data)
    const solution = la.solvePositive(G, matrix(n, 1, la.matvec(G, la.lstsq(A, b).x)))
    close(solution.data, la.lstsq(A, b).x, 1e-11)
  })
})

describe('matrices that cannot be factored', () => {
  const singular = fromRows([
    [1, 2],
    [2, 4]
  ])
  it('say so', () => {
    expect(() => la.inv(singular)).toThrow(/Singular/)
    expect(la.slogdet(singular)).toEqual({ sign: 0, logabsdet: -Infinity })
    expect(la.det(singular)).toBeCloseTo(0, 15)
    expect(() => la.cholesky(fromRows([[-1]]))).toThrow(/not positive definite/)
    expect(() => la.matmul(matrix(2, 3), matrix(2, 3))).toThrow(/do not fit/)
    expect(() =>
      la.svd(
        fromRows([
          [NaN, 1],
          [1, 2]
        ])
      )
    ).toThrow(la.LinAlgError)
  })

  it('triangles: transposed, unit', () => {
    const L = fromRows([
      [2, 9],
      [3, 4]
    ])
    const B = la.asColumn(Float64Array.of(2, 11))
    expect(Array.from(la.solveLower(L, B).data)).toEqual([1, 2])
    expect(Array.from(la.solveLower(L, B, { transposed: true }).data)).toEqual([-3.125, 2.75])
    expect(Array.from(la.solveLower(L, B, { unit: true }).data)).toEqual([2, 5])
    expect(Array.from(la.solveUpper(L, B).data)).toEqual([-11.375, 2.75])
  })
})

describe('non-negative least squares', () => {
  it.each([0, 1, 2, 3, 4, 5])('meets the conditions of an optimum (seed %i)', (seed) => {
    const random = new RandomState(seed)
    const [m, n] = [13, 28 - 4 * seed]
    const lengths = random.uniform(-4, 4, n)
    const A = matrix(
      m,
      n,
      random.normal(0, 1, m * n).map((value, i) => value * 10 ** lengths[i % n])
    )
    const b = random.normal(0, 1, m)
    const x = la.nnls(A, b)
    const fitted = la.matvec(A, x)
    const gradient = la.rmatvec(
      A,
      b.map((value, i) => value - fitted[i])
    )
    x.forEach((value, j) => {
      const length = la.norm(column(A, j))
      expect(value).toBeGreaterThanOrEqual(0)
      expect(gradient[j] / length).toBeLessThan(1e-10)
      if (value > 0) expect(Math.abs(gradient[j]) / length).toBeLessThan(1e-10)
    })
  })
})

describe('the rank of columns', () => {
  it('does not depend on their lengths', () => {
    const random = new RandomState(0)
    const A = matrix(20, 5, random.normal(0, 1, 100))
    for (let i = 0; i < 20; i++) A.data[i * 5 + 1] *= 1e-14
    expect(la.columnRank(A)).toBe(5)
    for (let i = 0; i < 20; i++) A.data[i * 5 + 4] = A.data[i * 5] / 3 - A.data[i * 5 + 2]
    expect(la.columnRank(A)).toBe(4)
    expect(la.columnRank(transpose(A))).toBe(5 - 1)
    expect(la.columnRank(matrix(3, 2))).toBe(0)
  })
})

it('finds the eigenvalues of matrices of low rank, of which most are nothing but rounding', () => {
  const normal = new RandomState(0).normal(0, 1, 360)
  const X = matrix(
    90,
    4,
    normal.map((value, i) => value * [4, 2, 1, 0.5][i % 4])
  )
  const K = la.outerGram(X)
  const { values, vectors } = la.eigh(K)
  orthonormalColumns(vectors)
  close(values.slice(-4), la.eigh(la.gram(X)).values)
  expect(la.maxAbs(values.slice(0, -4))).toBeLessThan(1e-12)
  close(la.matmulNT(scaled(vectors, values), vectors).data, K.data)
})
