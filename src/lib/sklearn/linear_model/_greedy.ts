/** What the methods that add one feature after another share: products of columns, and a growing Cholesky factor. */
import { ValueError } from '$lib/estimator/exceptions'
import type { FitWarning } from '$lib/estimator/progress'
import { dot, matvec } from '$lib/numeric/linalg'
import { matrix, row, type Matrix } from '$lib/numeric/matrix'
import { average, columnMeans } from '../utils/mean'

/** Products of X's columns, from X itself or from the Gram matrix. */
export interface Products {
  /** Column i times column j. */
  between(i: number, j: number): number
  /** Each of the `others` times the combination of columns `active` with `weights`. */
  withCombination(others: ArrayLike<number>, active: readonly number[], weights: Float64Array): Float64Array
  /** The columns times y. */
  readonly withTarget: Float64Array
}

/** `columns` is X by columns (features × samples). */
export function dataProducts(columns: Matrix, y: Float64Array): Products {
  return {
    between: (i, j) => dot(row(columns, i), row(columns, j)),
    withCombination: (others, active, weights) => {
      const sum = new Float64Array(columns.shape[1])
      active.forEach((j, k) => {
        const x = row(columns, j)
        for (let i = 0; i < sum.length; i++) sum[i] += weights[k] * x[i]
      })
      return Float64Array.from(others, (j) => dot(row(columns, j), sum))
    },
    withTarget: matvec(columns, y)
  }
}

export function gramProducts(G: Matrix, withTarget: Float64Array): Products {
  const n = G.shape[0]
  return {
    between: (i, j) => G.data[i * n + j],
    withCombination: (others, active, weights) =>
      Float64Array.from(others, (i) => active.reduce((sum, j, k) => sum + weights[k] * G.data[i * n + j], 0)),
    withTarget
  }
}

/** The lower Cholesky factor of the active columns' Gram matrix, which grows by a row and shrinks by any. */
export class GrowingCholesky {
  private readonly rows: Float64Array[] = []

  get size(): number {
    return this.rows.length
  }

  /** L⁻¹ times the new column's products with the active ones: the new row but for its diagonal. */
  project(products: Float64Array): Float64Array {
    const out = products.slice()
    this.rows.forEach((l, i) => {
      out[i] = (out[i] - dot(l.subarray(0, i), out.subarray(0, i))) / l[i]
    })
    return out
  }

  add(projection: Float64Array, diagonal: number): void {
    this.rows.push(Float64Array.of(...projection, diagonal))
  }

  /** x with L Lᵀ x = b; `shift` is added to L's diagonal. */
  solve(b: ArrayLike<number>, shift = 0): Float64Array {
    const n = this.size
    const x = Float64Array.from(b)
    for (let i = 0; i < n; i++)
      x[i] = (x[i] - dot(this.rows[i].subarray(0, i), x.subarray(0, i))) / (this.rows[i][i] + shift)
    for (let i = n - 1; i >= 0; i--) {
      for (let k = i + 1; k < n; k++) x[i] -= this.rows[k][i] * x[k]
      x[i] /= this.rows[i][i] + shift
    }
    return x
  }

  /** Takes out row `at`; rotations make the rest triangular again (Golub & Van Loan, 4th ed., 6.5.2). */
  remove(at: number): void {
    this.rows.splice(at, 1)
    for (let i = at; i < this.size; i++) {
      const l = this.rows[i]
      const r = Math.hypot(l[i], l[i + 1])
      const c = l[i] / r
      const s = l[i + 1] / r
      for (const other of this.rows.slice(i)) {
        const [a, b] = [other[i], other[i + 1]]
        other[i] = c * a + s * b
        other[i + 1] = c * b - s * a
      }
      this.rows[i] = l.subarray(0, i + 1)
    }
  }
}

export type Normalize = boolean | 'deprecated'

/** The lengths of the centred columns where they are to be scaled to length 1 (constant columns: 1), else undefined. */
export function columnScales(
  X: Matrix,
  fitIntercept: boolean,
  normalize: Normalize,
  warn?: (warning: FitWarning) => void
): Float64Array | undefined {
  if (normalize !== 'deprecated')
    warn?.({
      category: 'FutureWarning',
      message:
        'normalize is deprecated: leave it out, and scale with a StandardScaler in a pipeline where needed.'
    })
  if (normalize !== true || !fitIntercept) return undefined
  const [n, d] = X.shape
  const means = columnMeans(X)
  return Float64Array.from({ length: d }, (_, j) => {
    const squares = Float64Array.from({ length: n }, (_, i) => (X.data[i * d + j] - means[j]) ** 2)
    const variance = average(squares)
    const bound = n * Number.EPSILON * variance + (n * means[j] * Number.EPSILON) ** 2
    return variance <= bound ? 1 : Math.sqrt(variance * n)
  })
}

/** Divides each row of `columns` by its scale, in place. */
export function divideRows(columns: Matrix, scales: Float64Array): void {
  scales.forEach((value, j) => {
    const x = row(columns, j)
    for (let i = 0; i < x.length; i++) x[i] /= value
  })
}

/** A Gram matrix that the caller gave as rows. */
export function givenGram(rows: readonly (readonly number[])[], features: number): Matrix {
  if (rows.length !== features || rows.some((values) => values.length !== features))
    throw new ValueError(
      'precompute is not the Gram matrix of X',
      `It needs ${features} rows of ${features} numbers.`
    )
  return matrix(features, features, Float64Array.from(rows.flat()))
}
