/** What the four trees do alike. */
import type { Matrix } from '$lib/numeric/matrix'
import { pacer } from '$lib/numeric/pacer'
import { checkRandomState } from '$lib/numeric/random/RandomState'
import type { Estimator, FitOptions, Table } from '../base'
import { checkArray, checkFeatures } from '../utils/validation'
import { growTree, type TreeData } from './_grow'
import { settle, type TreeParams } from './_params'
import type { Tree } from './_tree'

/** Grows the tree of one estimator. `weights` null means 1 each. */
export function fitTree(
  params: TreeParams,
  data: TreeData,
  isClassifier: boolean,
  weights: Float64Array | null,
  { signal, onProgress }: FitOptions
): Promise<Tree> {
  const due = pacer(signal)
  return growTree(
    data,
    settle(params, data, isClassifier, weights),
    weights,
    checkRandomState(params.random_state),
    (done) => {
      const rest = due()
      if (rest) onProgress?.({ phase: 'Growing the tree', done, total: data.nRows })
      return rest
    }
  )
}

/** X as a matrix that the fitted estimator can be asked about. */
export function checkRows(X: Matrix | Table, estimator: Estimator & { n_features_in_: number }): Matrix {
  const rows = checkArray(X, estimator.meta.className)
  checkFeatures(rows, estimator.n_features_in_, estimator.meta.className)
  return rows
}

/** Element-wise product; null stands for ones. */
export function multiplied(a: Float64Array | null, b: Float64Array | null): Float64Array | null {
  return a && b ? a.map((value, i) => value * b[i]) : (a ?? b)
}

/** For each row of shares the class with the greatest, the first of equals. */
export function argmax(shares: Matrix): Int32Array {
  const [rows, cols] = shares.shape
  const best = new Int32Array(rows)
  for (let i = 0; i < rows; i++)
    for (let k = 1; k < cols; k++)
      if (shares.data[i * cols + k] > shares.data[i * cols + best[i]]) best[i] = k
  return best
}
