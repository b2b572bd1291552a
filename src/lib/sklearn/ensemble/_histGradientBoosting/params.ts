/** Parameters of both kinds of histogram gradient boosting. */
import {
  array,
  boolean,
  flag,
  integer,
  mapping,
  none,
  option,
  randomState,
  real,
  string
} from '$lib/estimator/params'

export interface HistParams {
  loss: string
  learning_rate: number
  max_iter: number
  max_leaf_nodes: number | null
  max_depth: number | null
  min_samples_leaf: number
  l2_regularization: number
  max_bins: number
  categorical_features: readonly (boolean | number | string)[] | null
  monotonic_cst: readonly number[] | Readonly<Record<string, number>> | null
  interaction_cst: readonly (readonly number[])[] | 'pairwise' | 'no_interactions' | null
  warm_start: boolean
  early_stopping: 'auto' | boolean
  scoring: string | null
  validation_fraction: number | null
  n_iter_no_change: number
  tol: number
  verbose: number
  random_state: number | null
}

/** The table's entries but the loss. */
export const histTable = {
  learning_rate: { default: 0.1, kinds: [real(0, Infinity, 'neither')] },
  max_iter: { default: 100, kinds: [integer(1)] },
  max_leaf_nodes: { default: 31 as number | null, kinds: [integer(2), none] },
  max_depth: { default: null, kinds: [integer(1), none] },
  min_samples_leaf: { default: 20, kinds: [integer(1)] },
  l2_regularization: { default: 0, kinds: [real(0, Infinity, 'left')] },
  max_bins: { default: 255, kinds: [integer(2, 255)] },
  categorical_features: { default: null, kinds: [array, none] },
  monotonic_cst: { default: null, kinds: [array, mapping, none] },
  interaction_cst: { default: null, kinds: [array, option('pairwise', 'no_interactions'), none] },
  warm_start: flag(false),
  early_stopping: { default: 'auto' as const, kinds: [option('auto'), boolean] },
  scoring: { default: 'loss', kinds: [string, none] },
  validation_fraction: { default: 0.1 as number | null, kinds: [real(0, 1, 'neither'), integer(1), none] },
  n_iter_no_change: { default: 10, kinds: [integer(1)] },
  tol: { default: 1e-7, kinds: [real(0, Infinity, 'left')] },
  verbose: { default: 0, kinds: [integer(0), boolean] },
  random_state: { default: null, kinds: randomState }
}
