import { real, type ParamTable } from '$lib/estimator/params'
import { type Matrix } from '$lib/numeric/matrix'
import { Regressor, type FitOptions, type Table, type Target } from '../base'
import { checkArray, checkTarget, numericTarget } from '../utils/validation'
import type { BinaryTree } from './_binaryTree'
import { fitNeighbors, type FittedNeighbors, type Method } from './_fit'
import type { MetricParams } from './_metric'
import { neighborsParams, type NeighborsParams, type QueryOptions } from './_params'
import { askWithin } from './_queries'
import type { Neighborhood } from './_search'
import { neighborWeights } from './_weights'

export interface RadiusNeighborsRegressorParams extends NeighborsParams {
  radius: number
}

/**
 * The mean of the targets of the training rows within a radius.
 *
 * Algorithm: Bentley's k-d tree (1975), Omohundro's ball tree (1989) or brute force, by size and metric.
 * Source: scikit-learn 1.2, `sklearn.neighbors.RadiusNeighborsRegressor`.
 *
 * Parameters
 * - `radius` number ≥ 0 = 1
 * - `weights` 'uniform', 'distance' or null = 'uniform': neighbours count evenly, or by the inverse of their distance
 * - `algorithm` 'auto', 'kd_tree', 'ball_tree' or 'brute' = 'auto': how to look for neighbours; the answer is the same
 * - `leaf_size` integer ≥ 1 = 30: rows in a leaf of a tree, at least
 * - `p` number > 0 or null = 2: the exponent of the metric minkowski
 * - `metric` = 'minkowski': euclidean, l2, sqeuclidean, manhattan, cityblock, l1, chebyshev, infinity, minkowski, p, cosine
 * - `metric_params` mapping or null = null: `p` and `w` (one weight a feature) of minkowski
 * - `n_jobs` integer or null = null: without effect
 *
 * Attributes: `effective_metric_`, `effective_metric_params_`, `n_samples_fit_`, `n_features_in_`.
 *
 * Errors: none for rows without any neighbour: they are NaN, with a warning; ValueError when the algorithm and the metric do not fit.
 * Differs: metrics are those of the Minkowski family and cosine; brute force works with p < 1 (scikit-learn 1.2
 * promises it and fails); weights and metric cannot be functions.
 */
export class RadiusNeighborsRegressor
  extends Regressor<RadiusNeighborsRegressorParams>
  implements FittedNeighbors
{
  static override readonly className = 'RadiusNeighborsRegressor'
  static override readonly module = 'sklearn.neighbors'
  static override readonly takesSampleWeight = false
  static override readonly params: ParamTable<RadiusNeighborsRegressorParams> = {
    radius: { default: 1, kinds: [real(0, Infinity)] },
    ...neighborsParams
  }

  declare effective_metric_: string
  declare effective_metric_params_: MetricParams
  declare n_samples_fit_: number
  declare n_features_in_: number
  declare _fit_method: Method
  declare _fit_X: Matrix
  declare _tree: BinaryTree | null
  declare _y: Float64Array

  async fit(X: Matrix | Table, y?: Target, { warn }: FitOptions = {}): Promise<this> {
    this.checkParams()
    const rows = checkArray(X, this.meta.className)
    checkTarget(rows, y, this.meta.className)
    this._y = numericTarget(y, this.meta.className)
    return Object.assign(this, fitNeighbors(rows, this.params, undefined, warn))
  }

  /** The training rows within the radius of each row of X; of each training row when X is null, itself left out. */
  async radius_neighbors(
    X: Matrix | null = null,
    radius = this.params.radius,
    options: QueryOptions = {}
  ): Promise<Neighborhood[]> {
    this.checkFitted()
    return askWithin(this, this.meta.className, X, radius, options)
  }

  async predict(X: Matrix, options: QueryOptions = {}): Promise<Float64Array> {
    const found = await this.radius_neighbors(X, undefined, options)
    if (found.some(({ indices }) => indices.length === 0))
      options.warn?.({
        category: 'UserWarning',
        message: `Some rows have no training row within ${this.params.radius}: NaN is predicted for them`
      })
    return Float64Array.from(found, ({ distances, indices }) => {
      const weights = neighborWeights(distances, this.params.weights)
      let sum = 0
      let total = 0
      for (let n = 0; n < indices.length; n++) {
        sum += weights[n] * this._y[indices[n]]
        total += weights[n]
      }
      return sum / total
    })
  }
}
