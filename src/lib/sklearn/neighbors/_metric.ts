import { ValueError } from '$lib/estimator/exceptions'
import * as distances from '$lib/numeric/distances'
import type { Metric } from '$lib/numeric/distances'
import type { Warn } from './_params'

/** Settings of a metric: the exponent and the features' weights of a Minkowski distance. */
export interface MetricParams {
  p?: number
  w?: ArrayLike<number> | null
}

export interface EffectiveMetric {
  effective_metric_: string
  effective_metric_params_: MetricParams
}

/** Metrics by name; what the name leaves open comes from the settings. */
const metrics: Readonly<Record<string, (params: MetricParams) => Metric>> = {
  euclidean: () => distances.euclidean,
  l2: () => distances.euclidean,
  sqeuclidean: () => distances.squaredEuclidean,
  manhattan: () => distances.manhattan,
  cityblock: () => distances.manhattan,
  l1: () => distances.manhattan,
  chebyshev: () => distances.chebyshev,
  infinity: () => distances.chebyshev,
  minkowski: ({ p = 2, w }) => distances.minkowski(p, w ?? undefined),
  p: ({ p = 2, w }) => distances.minkowski(p, w ?? undefined),
  cosine: () => distances.cosine
}

export const metricNames: readonly string[] = Object.keys(metrics)

/** What k-d tree and ball tree can work with: true distances, for which a detour is never shorter. */
const treeMetrics = metricNames.filter((name) => !['cosine', 'sqeuclidean'].includes(name))
const bruteMetrics = metricNames.filter((name) => !['infinity', 'p'].includes(name))

export const isTreeMetric = (name: string): boolean => treeMetrics.includes(name)

/** Throws ValueError when the algorithm named cannot work with the metric. */
export function checkAlgorithm(algorithm: string, metric: string): void {
  const able = { kd_tree: treeMetrics, ball_tree: treeMetrics, brute: bruteMetrics }[algorithm]
  if (able && !able.includes(metric))
    throw new ValueError(
      `${algorithm} cannot work with the metric ${metric}`,
      `It can with: ${able.join(', ')}.`
    )
}

/** The metric that is meant: `minkowski` with p = 2 is `euclidean`, and so on. Throws ValueError for settings that do not fit. */
export function effectiveMetric(
  metric: string,
  p: number | null,
  metricParams: MetricParams | null,
  features: number,
  warn?: Warn
): EffectiveMetric {
  const settings = { ...metricParams }
  if (settings.p !== undefined && p !== null)
    warn?.({
      category: 'UserWarning',
      message: `metric_params has p = ${settings.p}, which is used in place of p = ${p}`
    })
  for (const name of Object.keys(settings))
    if (!(['minkowski', 'p'].includes(metric) && ['p', 'w'].includes(name)))
      throw new ValueError(
        `The metric ${metric} has no setting "${name}"`,
        'minkowski has p and w; the others have none.'
      )
  if (metric !== 'minkowski') {
    checkMinkowski(settings, features)
    return { effective_metric_: metric, effective_metric_params_: settings }
  }
  const exponent = settings.p ?? p
  if (exponent === null)
    throw new ValueError('The metric minkowski needs p', 'Set p to 2 for Euclidean distance.')
  const plain = settings.w
    ? undefined
    : new Map([
        [1, 'manhattan'],
        [2, 'euclidean'],
        [Infinity, 'chebyshev']
      ]).get(exponent)
  if (plain) return { effective_metric_: plain, effective_metric_params_: {} }
  const params = { p: exponent, w: settings.w ?? null }
  checkMinkowski(params, features)
  return { effective_metric_: 'minkowski', effective_metric_params_: params }
}

function checkMinkowski({ p, w }: MetricParams, features: number): void {
  if (p !== undefined && !(p > 0 && p < Infinity))
    throw new ValueError(
      `p = ${p} is no exponent of a weighted distance`,
      'p must be greater than 0 and finite.'
    )
  if (w && w.length !== features) throw new ValueError(`w has ${w.length} values for ${features} features`)
  if (w && Array.from(w).some((value) => !(value >= 0)))
    throw new ValueError('w has a value that is negative or missing')
}

export const metricOf = ({
  effective_metric_: name,
  effective_metric_params_: params
}: EffectiveMetric): Metric => metrics[name](params)
