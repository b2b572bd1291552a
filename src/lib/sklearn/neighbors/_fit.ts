import { ValueError } from '$lib/estimator/exceptions'
import type { Matrix } from '$lib/numeric/matrix'
import { buildTree, type BinaryTree } from './_binaryTree'
import { checkAlgorithm, effectiveMetric, isTreeMetric, metricOf, type EffectiveMetric } from './_metric'
import type { NeighborsParams, Warn } from './_params'

export type Method = 'brute' | 'kd_tree' | 'ball_tree'

/** What a fit leaves behind: the rows, the metric that is meant, and how to look for neighbours. */
export interface FittedNeighbors extends EffectiveMetric {
  n_features_in_: number
  n_samples_fit_: number
  _fit_method: Method
  _fit_X: Matrix
  _tree: BinaryTree | null
}

/** Prepares the search among the rows of X. `nNeighbors` is undefined for a search by radius. */
export function fitNeighbors(
  X: Matrix,
  params: NeighborsParams,
  nNeighbors: number | undefined,
  warn?: Warn
): FittedNeighbors {
  checkAlgorithm(params.algorithm, params.metric)
  const metric = effectiveMetric(params.metric, params.p, params.metric_params, X.shape[1], warn)
  const method = params.algorithm === 'auto' ? autoMethod(X, metric, nNeighbors) : params.algorithm
  checkMethod(method, metric, warn)
  return {
    ...metric,
    n_features_in_: X.shape[1],
    n_samples_fit_: X.shape[0],
    _fit_method: method,
    _fit_X: X,
    _tree:
      method === 'brute'
        ? null
        : buildTree(X, method === 'kd_tree' ? 'box' : 'ball', params.leaf_size, metricOf(metric))
  }
}

const isMinkowskiBelowOne = ({
  effective_metric_: name,
  effective_metric_params_: { p }
}: EffectiveMetric): boolean => name === 'minkowski' && p !== undefined && p < 1

/** scikit-learn's own choice: a tree pays where there are few features and many more rows than neighbours asked for. */
function autoMethod(X: Matrix, metric: EffectiveMetric, nNeighbors: number | undefined): Method {
  const [rows, cols] = X.shape
  if (cols > 15 || (nNeighbors !== undefined && nNeighbors >= Math.floor(rows / 2))) return 'brute'
  if (isMinkowskiBelowOne(metric) || !isTreeMetric(metric.effective_metric_)) return 'brute'
  return metric.effective_metric_params_.w ? 'ball_tree' : 'kd_tree'
}

function checkMethod(method: Method, metric: EffectiveMetric, warn?: Warn): void {
  if (isMinkowskiBelowOne(metric)) {
    if (method !== 'brute')
      throw new ValueError(
        `${method} cannot work with p < 1, which is no distance`,
        'Use algorithm brute, or p ≥ 1.'
      )
    warn?.({
      category: 'UserWarning',
      message: 'With p < 1 a Minkowski metric is no distance: all rows are gone through'
    })
  }
  if (method === 'kd_tree' && metric.effective_metric_params_.w)
    throw new ValueError(
      'kd_tree cannot work with weights w of the features',
      'Use algorithm ball_tree or brute.'
    )
}
