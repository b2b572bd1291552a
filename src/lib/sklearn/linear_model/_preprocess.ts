/** What nearly every linear model does first: remove the means and weigh the rows, on one copy of X. */
import { ValueError } from '$lib/estimator/exceptions'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { average, columnMeans, sum } from '../utils/mean'

export interface Centred {
  /** A copy when anything was changed, else X itself. */
  readonly X: Matrix
  readonly y: Float64Array
  /** What was subtracted: the (weighted) means of X's columns and of y; zeros without an intercept. */
  readonly xOffset: Float64Array
  readonly yOffset: number
}

export interface CentreOptions {
  readonly fitIntercept: boolean
  readonly weights?: Float64Array
  /** Multiply rows by the root of their weight (true unless told otherwise). */
  readonly rescale?: boolean
  /** Give X by columns (features × samples), for solvers that take one feature at a time. */
  readonly columns?: boolean
}

/**
 * X and y with zero (weighted) means when there is an intercept to fit. Rows are multiplied by the root of their weight,
 * so that ordinary least squares on the result is weighted least squares on the data.
 */
export function centre(X: Matrix, y: Float64Array, options: CentreOptions): Centred {
  const { fitIntercept, weights, rescale = true, columns = false } = options
  const d = X.shape[1]
  const target = centreTarget(y, options)
  const xOffset = fitIntercept ? columnMeans(X, weights) : new Float64Array(d)
  const roots = rescale ? weights?.map(Math.sqrt) : undefined
  if (!fitIntercept && !roots && !columns) return { X, xOffset, ...target }
  return { X: (columns ? byColumns : byRows)(X, xOffset, roots), xOffset, ...target }
}

type Copy = (X: Matrix, offset: Float64Array, roots: Float64Array | undefined) => Matrix

const byRows: Copy = ({ data, shape: [n, d] }, offset, roots) => {
  const out = matrix(n, d)
  for (let i = 0, at = 0; i < n; i++) {
    const root = roots ? roots[i] : 1
    for (let j = 0; j < d; j++, at++) out.data[at] = (data[at] - offset[j]) * root
  }
  return out
}

/** Rows turned at once: their values are still in the cache when the next column comes for them. */
const BLOCK = 16

const byColumns: Copy = ({ data, shape: [n, d] }, offset, roots) => {
  const out = matrix(d, n)
  for (let from = 0; from < n; from += BLOCK) {
    const end = Math.min(from + BLOCK, n)
    for (let j = 0; j < d; j++) {
      const shift = offset[j]
      for (let i = from, at = from * d + j, to = j * n + from; i < end; i++, at += d, to++)
        out.data[to] = (data[at] - shift) * (roots ? roots[i] : 1)
    }
  }
  return out
}

/** The target's part of `centre`, for models of several targets on one X. */
export function centreTarget(
  y: Float64Array,
  { fitIntercept, weights, rescale = true }: CentreOptions
): Pick<Centred, 'y' | 'yOffset'> {
  if (weights && sum(weights) === 0)
    throw new ValueError('All sample weights are zero', 'At least one row must weigh something.')
  const yOffset = fitIntercept ? average(y, weights) : 0
  return {
    y: y.map((value, i) => (value - yOffset) * (rescale && weights ? Math.sqrt(weights[i]) : 1)),
    yOffset
  }
}
