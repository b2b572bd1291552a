/** Where dense products are computed: here, or on a device that stands behind the same interface. */
import { matvec, rmatvec } from './linalg'
import type { Matrix } from './matrix'

/** A matrix held where its products are computed. Factors and results are row-major. */
export interface LinearOperator {
  /** [rows, columns] */
  readonly shape: readonly [number, number]
  /** X · W for W of columns × k: rows × k values. */
  matmat(W: Float64Array, k: number): Float64Array | Promise<Float64Array>
  /** Xᵀ · R for R of rows × k: columns × k values. */
  rmatmat(R: Float64Array, k: number): Float64Array | Promise<Float64Array>
  /** Gives back what the device holds. */
  dispose(): void
}

export interface Backend {
  readonly name: string
  /** Holds X for the products of one fit; no copy where none is needed. */
  hold(X: Matrix): LinearOperator
}

/** Typed arrays on this thread, in float64: always there, and the judge of the others. */
export const cpu: Backend = {
  name: 'cpu',
  hold: (X) => ({
    shape: X.shape,
    matmat: (W, k) => (k === 1 ? matvec(X, W) : matmat(X, W, k)),
    rmatmat: (R, k) => (k === 1 ? rmatvec(X, R) : rmatmat(X, R, k)),
    dispose: () => undefined
  })
}

/** k is the number of classes, so that a row of W fits a cache line or two: one pass over X. */
function matmat({ data, shape: [rows, cols] }: Matrix, W: Float64Array, k: number): Float64Array {
  const out = new Float64Array(rows * k)
  for (let i = 0, at = 0; i < rows; i++)
    for (let j = 0; j < cols; j++, at++) for (let c = 0; c < k; c++) out[i * k + c] += data[at] * W[j * k + c]
  return out
}

function rmatmat({ data, shape: [rows, cols] }: Matrix, R: Float64Array, k: number): Float64Array {
  const out = new Float64Array(cols * k)
  for (let i = 0, at = 0; i < rows; i++)
    for (let j = 0; j < cols; j++, at++) for (let c = 0; c < k; c++) out[j * k + c] += data[at] * R[i * k + c]
  return out
}
