import { integer, mapping, none, option, real, type ParamTable } from '$lib/estimator/params'
import type { FitWarning } from '$lib/estimator/progress'
import type { DistanceBackend } from '$lib/numeric/distances'
import { metricNames, type MetricParams } from './_metric'

export type Warn = (warning: FitWarning) => void

/** What goes with a question to a fitted model. */
export interface QueryOptions {
  readonly signal?: AbortSignal
  readonly warn?: Warn
  /** Where brute force computes its distances; without it here. The neighbours are the same. */
  readonly backend?: DistanceBackend
}

/** How neighbours count: evenly, or by the inverse of their distance. */
export type Weights = 'uniform' | 'distance' | null

export interface NeighborsParams {
  weights: Weights
  algorithm: 'auto' | 'ball_tree' | 'kd_tree' | 'brute'
  leaf_size: number
  p: number | null
  metric: string
  metric_params: MetricParams | null
  n_jobs: number | null
}

export const neighborsParams: ParamTable<NeighborsParams> = {
  weights: { default: 'uniform', kinds: [option('uniform', 'distance'), none] },
  algorithm: { default: 'auto', kinds: [option('auto', 'ball_tree', 'kd_tree', 'brute')] },
  leaf_size: { default: 30, kinds: [integer(1, Infinity, 'left')] },
  p: { default: 2, kinds: [real(0, Infinity, 'right'), none] },
  metric: { default: 'minkowski', kinds: [option(...metricNames)] },
  metric_params: { default: null, kinds: [none, mapping] },
  n_jobs: { default: null, kinds: [none, integer()] }
}
