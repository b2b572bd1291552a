import { ValueError } from '$lib/estimator/exceptions'
import { none, option, real, type ParamTable } from '$lib/estimator/params'
import { row, type Matrix } from '$lib/numeric/matrix'
import { Classifier, type FitOptions, type Label, type Table, type Target } from '../base'
import { encodeClasses } from '../utils/labels'
import { checkArray, checkFeatures, checkTarget } from '../utils/validation'
import { medianByClass, meanByClass, shrunkenCentroids } from './_centroids'
import { metricOf } from './_metric'

export interface NearestCentroidParams {
  metric: string
  shrink_threshold: number | null
}

const METRICS = [
  'euclidean',
  'l2',
  'sqeuclidean',
  'manhattan',
  'cityblock',
  'l1',
  'chebyshev',
  'minkowski',
  'cosine'
]

/**
 * The class whose centre is nearest: its mean, or its median with the metric manhattan.
 *
 * Algorithm: nearest shrunken centroids of Tibshirani, Hastie, Narasimhan & Chu (PNAS 99, 2002, pages 6567–6572) where
 * `shrink_threshold` is given. Source: scikit-learn 1.2, `sklearn.neighbors.NearestCentroid`.
 *
 * Parameters
 * - `metric` = 'euclidean': euclidean, l2, sqeuclidean, manhattan, cityblock, l1, chebyshev, minkowski (p = 2), cosine
 * - `shrink_threshold` number > 0 or null = null: how far, in standard errors, centres are drawn to the centre of all
 *
 * Attributes: `centroids_` (classes × features), `classes_`, `n_features_in_`.
 *
 * Errors: ValueError for a single class, and for shrink_threshold when every feature is constant.
 * Differs: metrics are those of the Minkowski family and cosine.
 */
export class NearestCentroid extends Classifier<NearestCentroidParams> {
  static override readonly className = 'NearestCentroid'
  static override readonly module = 'sklearn.neighbors'
  static override readonly takesSampleWeight = false
  static override readonly params: ParamTable<NearestCentroidParams> = {
    metric: { default: 'euclidean', kinds: [option(...METRICS)] },
    shrink_threshold: { default: null, kinds: [none, real(0, Infinity, 'neither')] }
  }

  declare centroids_: Matrix
  declare n_features_in_: number

  async fit(X: Matrix | Table, y?: Target, { warn }: FitOptions = {}): Promise<this> {
    this.checkParams()
    const rows = checkArray(X, 'NearestCentroid')
    checkTarget(rows, y, 'NearestCentroid')
    const { metric, shrink_threshold } = this.params
    const { classes, codes } = encodeClasses(y, this.meta.className)
    if (classes.length < 2)
      throw new ValueError(`NearestCentroid needs two classes at least, not only "${classes[0]}"`)
    if (metric !== 'euclidean' && metric !== 'manhattan')
      warn?.({
        category: 'UserWarning',
        message: `The mean is taken as centre; it is not the one that ${metric} asks for`
      })
    const centres = (metric === 'manhattan' ? medianByClass : meanByClass)(rows, codes, classes.length)
    this.centroids_ =
      shrink_threshold === null ? centres : shrunkenCentroids(rows, codes, centres, shrink_threshold)
    this.classes_ = classes
    this.n_features_in_ = rows.shape[1]
    return this
  }

  async predict(X: Matrix): Promise<Label[]> {
    this.checkFitted()
    const rows = checkArray(X, 'NearestCentroid')
    checkFeatures(rows, this.n_features_in_, 'NearestCentroid')
    const metric = metricOf({ effective_metric_: this.params.metric, effective_metric_params_: {} })
    const classes = this.classes_.length
    const every = Int32Array.from(this.classes_, (_, k) => k)
    const reduced = new Float64Array(classes)
    return Array.from({ length: rows.shape[0] }, (_, i) => {
      metric.fill(row(rows, i), 0, this.centroids_.data, every, 0, classes, this.n_features_in_, reduced)
      return this.classes_[reduced.indexOf(reduced.reduce((a, b) => Math.min(a, b)))]
    })
  }
}
