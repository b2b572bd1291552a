import { ValueError } from '$lib/estimator/exceptions'
import { array, integer, none, real, string, type ParamTable } from '$lib/estimator/params'
import { matrix, row, type Matrix } from '$lib/numeric/matrix'
import { Classifier, type FitOptions, type Label, type Table, type Target } from '../base'
import { encodeClasses } from '../utils/labels'
import { checkArray, checkTarget } from '../utils/validation'
import type { BinaryTree } from './_binaryTree'
import { fitNeighbors, type FittedNeighbors, type Method } from './_fit'
import type { MetricParams } from './_metric'
import { neighborsParams, type NeighborsParams, type QueryOptions } from './_params'
import { askWithin } from './_queries'
import type { Neighborhood } from './_search'
import { neighborWeights } from './_weights'

export interface RadiusNeighborsClassifierParams extends NeighborsParams {
  radius: number
  outlier_label: Label | readonly Label[] | null
}

/**
 * The class that most of the training rows within a radius have (the first of classes equally frequent).
 *
 * Algorithm: Bentley's k-d tree (1975), Omohundro's ball tree (1989) or brute force, by size and metric.
 * Source: scikit-learn 1.2, `sklearn.neighbors.RadiusNeighborsClassifier`.
 *
 * Parameters
 * - `radius` number ≥ 0 = 1
 * - `weights` 'uniform', 'distance' or null = 'uniform': neighbours count evenly, or by the inverse of their distance
 * - `algorithm` 'auto', 'kd_tree', 'ball_tree' or 'brute' = 'auto': how to look for neighbours; the answer is the same
 * - `leaf_size` integer ≥ 1 = 30: rows in a leaf of a tree, at least
 * - `p` number > 0 or null = 2: the exponent of the metric minkowski
 * - `metric` = 'minkowski': euclidean, l2, sqeuclidean, manhattan, cityblock, l1, chebyshev, infinity, minkowski, p, cosine
 * - `outlier_label` label, 'most_frequent' or null = null: the answer for rows without any neighbour
 * - `metric_params` mapping or null = null: `p` and `w` (one weight a feature) of minkowski
 * - `n_jobs` integer or null = null: without effect
 *
 * Attributes: `classes_`, `outlier_label_` (a list of one, or null), `effective_metric_`, `effective_metric_params_`, `n_samples_fit_`, `n_features_in_`.
 *
 * Errors: ValueError for rows without any neighbour when there is no outlier_label; ValueError when the algorithm and the metric do not fit.
 * Differs: metrics are those of the Minkowski family and cosine; brute force works with p < 1 (scikit-learn 1.2
 * promises it and fails); weights and metric cannot be functions.
 */
export class RadiusNeighborsClassifier
  extends Classifier<RadiusNeighborsClassifierParams>
  implements FittedNeighbors
{
  static override readonly className = 'RadiusNeighborsClassifier'
  static override readonly module = 'sklearn.neighbors'
  static override readonly takesSampleWeight = false
  static override readonly params: ParamTable<RadiusNeighborsClassifierParams> = {
    radius: { default: 1, kinds: [real(0, Infinity)] },
    ...neighborsParams,
    outlier_label: { default: null, kinds: [none, integer(), string, array] }
  }

  declare effective_metric_: string
  declare effective_metric_params_: MetricParams
  declare n_samples_fit_: number
  declare n_features_in_: number
  declare _fit_method: Method
  declare _fit_X: Matrix
  declare _tree: BinaryTree | null
  declare _y: Int32Array
  declare outlier_label_: Label[] | null

  async fit(X: Matrix | Table, y?: Target, { warn }: FitOptions = {}): Promise<this> {
    this.checkParams()
    const rows = checkArray(X, this.meta.className)
    checkTarget(rows, y, this.meta.className)
    const { classes, codes } = encodeClasses(y, this.meta.className)
    this.classes_ = classes
    this._y = codes
    this.outlier_label_ = this.outlierLabel()
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

  private outlierLabel(): Label[] | null {
    const { outlier_label: wanted } = this.params
    if (wanted === null) return null
    if (wanted === 'most_frequent') {
      const counts = new Int32Array(this.classes_.length)
      this._y.forEach((code) => counts[code]++)
      return [this.classes_[counts.indexOf(counts.reduce((a, b) => Math.max(a, b)))]]
    }
    const labels: readonly Label[] = Array.isArray(wanted) ? wanted : [wanted as Label]
    if (labels.length !== 1)
      throw new ValueError(`outlier_label has ${labels.length} labels`, 'One is needed.')
    if ((typeof labels[0] === 'string') !== (typeof this.classes_[0] === 'string'))
      throw new ValueError(
        `outlier_label ${JSON.stringify(labels[0])} is of another type than the classes ${this.classes_.join(', ')}`
      )
    return [labels[0]]
  }

  async predict(X: Matrix, options: QueryOptions = {}): Promise<Label[]> {
    const shares = await this.predict_proba(X, options)
    return Array.from({ length: X.shape[0] }, (_, i) => {
      const own = row(shares, i)
      const most = own.reduce((a, b) => Math.max(a, b))
      return most === 0 ? this.outlier_label_![0] : this.classes_[own.indexOf(most)]
    })
  }

  /** Rows × classes: each class's share of the neighbours' weights; all 0 for an outlier whose label is no class. */
  async predict_proba(X: Matrix, options: QueryOptions = {}): Promise<Matrix> {
    const found = await this.radius_neighbors(X, undefined, options)
    const shares = matrix(found.length, this.classes_.length)
    const outliers = found.flatMap(({ indices }, i) => (indices.length ? [] : [i]))
    const outlierClass = this.outlierClass(outliers, options)
    found.forEach(({ distances, indices }, i) => {
      const own = row(shares, i)
      const weights = neighborWeights(distances, this.params.weights)
      for (let n = 0; n < indices.length; n++) own[this._y[indices[n]]] += weights[n]
      if (!indices.length && outlierClass >= 0) own[outlierClass] = 1
      const total = own.reduce((a, b) => a + b, 0) || 1
      own.forEach((vote, k) => (own[k] = vote / total))
    })
    return shares
  }

  /** The index of the class that rows without neighbours get; −1 when their label is none of the classes. */
  private outlierClass(outliers: readonly number[], { warn }: QueryOptions): number {
    if (!outliers.length) return -1
    if (!this.outlier_label_)
      throw new ValueError(
        `No training row is within ${this.params.radius} of row ${outliers.slice(0, 10).join(', ')}`,
        'Use a greater radius, or set outlier_label.'
      )
    const index = this.classes_.indexOf(this.outlier_label_[0])
    if (index < 0)
      warn?.({
        category: 'UserWarning',
        message: `outlier_label ${JSON.stringify(this.outlier_label_[0])} is no class: outliers have probability 0 of each`
      })
    return index
  }
}
