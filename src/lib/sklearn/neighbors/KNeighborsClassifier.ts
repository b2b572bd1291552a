import { integer, type ParamTable } from '$lib/estimator/params'
import { matrix, row, type Matrix } from '$lib/numeric/matrix'
import { Classifier, type FitOptions, type Label, type Table, type Target } from '../base'
import { encodeClasses } from '../utils/labels'
import { checkArray, checkTarget } from '../utils/validation'
import type { BinaryTree } from './_binaryTree'
import { fitNeighbors, type FittedNeighbors, type Method } from './_fit'
import type { MetricParams } from './_metric'
import { askGraph, askNearest } from './_queries'
import { neighborsParams, type NeighborsParams, type QueryOptions } from './_params'
import type { Neighbors } from './_search'
import { neighborWeights } from './_weights'

export interface KNeighborsClassifierParams extends NeighborsParams {
  n_neighbors: number
}

/**
 * The class that most of the k nearest training rows have (the first of classes equally frequent).
 *
 * Algorithm: Bentley's k-d tree (1975), Omohundro's ball tree (1989) or brute force, by size and metric.
 * Source: scikit-learn 1.2, `sklearn.neighbors.KNeighborsClassifier`; also which of rows equally far are taken is as there on one
 * thread. Euclidean distances are sums of squared differences also in brute force, where scikit-learn multiplies out.
 *
 * Parameters
 * - `n_neighbors` integer ≥ 1 = 5
 * - `weights` 'uniform', 'distance' or null = 'uniform': neighbours count evenly, or by the inverse of their distance
 * - `algorithm` 'auto', 'kd_tree', 'ball_tree' or 'brute' = 'auto': how to look for neighbours; the answer is the same
 * - `leaf_size` integer ≥ 1 = 30: rows in a leaf of a tree, at least
 * - `p` number > 0 or null = 2: the exponent of the metric minkowski
 * - `metric` = 'minkowski': euclidean, l2, sqeuclidean, manhattan, cityblock, l1, chebyshev, infinity, minkowski, p, cosine
 * - `metric_params` mapping or null = null: `p` and `w` (one weight a feature) of minkowski
 * - `n_jobs` integer or null = null: without effect
 *
 * Attributes: `classes_`, `effective_metric_`, `effective_metric_params_`, `n_samples_fit_`, `n_features_in_`.
 *
 * Errors: ValueError when n_neighbors exceeds the training rows, or the algorithm and the metric do not fit.
 * Differs: metrics are those of the Minkowski family and cosine; brute force works with p < 1 (scikit-learn 1.2
 * promises it and fails); weights and metric cannot be functions; of neighbours equally far but for rounding, brute
 * force may take another than scikit-learn, which multiplies matrices there, so that its own choice depends on
 * processor and threads. The trees choose the same.
 */
export class KNeighborsClassifier extends Classifier<KNeighborsClassifierParams> implements FittedNeighbors {
  static override readonly className = 'KNeighborsClassifier'
  static override readonly module = 'sklearn.neighbors'
  static override readonly takesSampleWeight = false
  static override readonly params: ParamTable<KNeighborsClassifierParams> = {
    n_neighbors: { default: 5, kinds: [integer(1, Infinity, 'left')] },
    ...neighborsParams
  }

  declare effective_metric_: string
  declare effective_metric_params_: MetricParams
  declare n_samples_fit_: number
  declare n_features_in_: number
  declare _fit_method: Method
  declare _fit_X: Matrix
  declare _tree: BinaryTree | null
  declare _y: Int32Array

  async fit(X: Matrix | Table, y?: Target, { warn }: FitOptions = {}): Promise<this> {
    this.checkParams()
    const rows = checkArray(X, this.meta.className)
    checkTarget(rows, y, this.meta.className)
    const { classes, codes } = encodeClasses(y, this.meta.className)
    this.classes_ = classes
    this._y = codes
    return Object.assign(this, fitNeighbors(rows, this.params, this.params.n_neighbors, warn))
  }

  /** The nearest training rows of each row of X; of each training row when X is null, itself left out. */
  async kneighbors(
    X: Matrix | null = null,
    nNeighbors = this.params.n_neighbors,
    options: QueryOptions = {}
  ): Promise<Neighbors> {
    this.checkFitted()
    return askNearest(this, this.meta.className, X, nNeighbors, options)
  }

  /** Rows × training rows: 1 (or the distance) where the training row is a neighbour, else 0. */
  async kneighbors_graph(
    X: Matrix | null = null,
    nNeighbors = this.params.n_neighbors,
    mode: 'connectivity' | 'distance' = 'connectivity'
  ): Promise<Matrix> {
    return askGraph(await this.kneighbors(X, nNeighbors), this.n_samples_fit_, mode)
  }

  async predict(X: Matrix, options: QueryOptions = {}): Promise<Label[]> {
    const votes = await this.votes(X, options)
    const classes = this.classes_.length
    return Array.from({ length: X.shape[0] }, (_, i) => {
      const own = votes.subarray(i * classes, (i + 1) * classes)
      return this.classes_[own.indexOf(own.reduce((a, b) => Math.max(a, b)))]
    })
  }

  /** Rows × classes: each class's share of the neighbours' weights. */
  async predict_proba(X: Matrix, options: QueryOptions = {}): Promise<Matrix> {
    const votes = await this.votes(X, options)
    const shares = matrix(X.shape[0], this.classes_.length, votes)
    for (let i = 0; i < X.shape[0]; i++) {
      const own = row(shares, i)
      const total = own.reduce((a, b) => a + b, 0) || 1
      own.forEach((vote, k) => (own[k] = vote / total))
    }
    return shares
  }

  /** Rows × classes: the sum of the weights of the neighbours of each class. */
  private async votes(X: Matrix, options: QueryOptions): Promise<Float64Array> {
    const { distances, indices } = await this.kneighbors(X, undefined, options)
    const [rows, k] = distances.shape
    const classes = this.classes_.length
    const votes = new Float64Array(rows * classes)
    for (let i = 0; i < rows; i++) {
      const weights = neighborWeights(row(distances, i), this.params.weights)
      for (let n = 0; n < k; n++) votes[i * classes + this._y[indices[i * k + n]]] += weights[n]
    }
    return votes
  }
}
