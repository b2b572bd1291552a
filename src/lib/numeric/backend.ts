/** Where dense products are computed: here, or on a device that stands behind the same interface. */
import { cpuDistances, type DistanceBackend } from './distances'
import { gram, matmul as multiply, matvec, rmatvec } from './linalg'
import type { Matrix } from './matrix'

/** The unit roundoff of float64 and of float32, in which GPUs compute. */
export const FLOAT64 = 2 ** -53
export const FLOAT32 = 2 ** -24

/** A matrix held where its products are computed. Factors and results are row-major; results are the caller's to change. */
export interface LinearOperator {
  /** Where the products are computed: 'cpu', 'wasm', 'webgl', 'webgpu'. */
  readonly device: string
  /** The unit roundoff of the products; above FLOAT64 what they lead to has to be refined here. */
  readonly roundoff: number
  /** [rows, columns] */
  readonly shape: readonly [number, number]
  /** X · W for W of columns × k: rows × k values. */
  matmat(W: Float64Array, k: number): Float64Array | Promise<Float64Array>
  /** Xᵀ · R for R of rows × k: columns × k values. */
  rmatmat(R: Float64Array, k: number): Float64Array | Promise<Float64Array>
  /** Xᵀ X; with weights w (one a row), Xᵀ diag(w) X. */
  gram(weights?: Float64Array): Matrix | Promise<Matrix>
  /** Gives back what the device holds. */
  dispose(): void
}

/** What is going to be asked of a matrix, from which its place is chosen. */
export interface Plan {
  /** Columns multiplied from either side, over all products. */
  readonly columns?: number
  /** Calls of matmat and rmatmat. */
  readonly products?: number
  readonly grams?: number
  /** The results are used as they come, unrefined: only a device that was asked for may round them to float32. */
  readonly unrefined?: boolean
}

export interface Backend extends DistanceBackend {
  readonly name: string
  /** Holds X for the products of one fit; no copy where none is needed. */
  hold(X: Matrix, plan?: Plan): LinearOperator | Promise<LinearOperator>
  /** A · B, once. */
  matmul(A: Matrix, B: Matrix): Matrix | Promise<Matrix>
  /** Only where it stands for several: the one for all of some work, whose pieces are too small to be weighed one by one. */
  choose?(shape: readonly [number, number], plan: Plan): Promise<Backend>
}

/** Typed arrays on this thread, in float64: always there, and the judge of the others. */
export const cpu = {
  ...cpuDistances,
  name: 'cpu',
  hold: (X: Matrix): LinearOperator => ({
    device: 'cpu',
    roundoff: FLOAT64,
    shape: X.shape,
    matmat: (W, k) => (k === 1 ? matvec(X, W) : matmat(X, W, k)),
    rmatmat: (R, k) => (k === 1 ? rmatvec(X, R) : rmatmat(X, R, k)),
    gram: (weights) => gram(X, weights),
    dispose: () => undefined
  }),
  matmul: multiply
} satisfies Backend

/** Dot products of rows of X with columns of W, which are few (classes): turned once, so that both run along memory. */
function matmat({ data, shape: [rows, cols] }: Matrix, W: Float64Array, k: number): Float64Array {
  const turned = turn(W, cols, k)
  const out = new Float64Array(rows * k)
  for (let i = 0, x = 0; i < rows; i++, x += cols)
    for (let c = 0, w = 0; c < k; c++, w += cols) {
      let even = 0
      let odd = 0
      let j = 0
      for (; j + 1 < cols; j += 2) {
        even += data[x + j] * turned[w + j]
        odd += data[x + j + 1] * turned[w + j + 1]
      }
      if (j < cols) even += data[x + j] * turned[w + j]
      out[i * k + c] = even + odd
    }
  return out
}

/** Sums rows of X, four at a time, by the columns of R. */
function rmatmat({ data, shape: [rows, cols] }: Matrix, R: Float64Array, k: number): Float64Array {
  const out = new Float64Array(k * cols)
  let i = 0
  for (; i + 4 <= rows; i += 4)
    for (let c = 0, at = 0; c < k; c++) {
      const r = i * k + c
      const [r0, r1, r2, r3] = [R[r], R[r + k], R[r + 2 * k], R[r + 3 * k]]
      for (let j = i * cols, end = j + cols; j < end; j++, at++)
        out[at] += r0 * data[j] + r1 * data[j + cols] + (r2 * data[j + 2 * cols] + r3 * data[j + 3 * cols])
    }
  for (; i < rows; i++)
    for (let c = 0, at = 0; c < k; c++)
      for (let j = i * cols, end = j + cols; j < end; j++, at++) out[at] += R[i * k + c] * data[j]
  return turn(out, k, cols)
}

/** The transposed of a rows × cols matrix. */
function turn(a: Float64Array, rows: number, cols: number): Float64Array {
  const out = new Float64Array(a.length)
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) out[j * rows + i] = a[i * cols + j]
  return out
}
