/** Parameters of both kinds of gradient boosting. */
import { boolean, estimator, integer, none, option, randomState, real } from '$lib/estimator/params'
import { growthTable, type GrowthParams } from '../tree/_params'
import type { Beginner } from './_boostStart'

export interface GradientBoostingParams extends GrowthParams {
  loss: string
  learning_rate: number
  n_estimators: number
  subsample: number
  init: Beginner | 'zero' | null
  random_state: number | null
  verbose: number
  warm_start: boolean
  validation_fraction: number
  n_iter_no_change: number | null
  tol: number
}

/** The table's entries but the loss. */
export const boostingTable = {
  learning_rate: { default: 0.1, kinds: [real(0)] },
  n_estimators: { default: 100, kinds: [integer(1)] },
  subsample: { default: 1, kinds: [real(0, 1, 'right')] },
  criterion: { default: 'friedman_mse', kinds: [option('friedman_mse', 'squared_error')] },
  ...growthTable(null),
  max_depth: { default: 3 as number | null, kinds: [integer(1), none] },
  init: { default: null, kinds: [estimator, option('zero'), none] },
  random_state: { default: null, kinds: randomState },
  verbose: { default: 0, kinds: [integer(0), boolean] },
  warm_start: { default: false, kinds: [boolean] },
  validation_fraction: { default: 0.1, kinds: [real(0, 1, 'neither')] },
  n_iter_no_change: { default: null, kinds: [integer(1), none] },
  tol: { default: 1e-4, kinds: [real(0)] }
}
