/** Parameters of the four forests. */
import {
  boolean,
  integer,
  mapping,
  none,
  option,
  randomState,
  real,
  type ParamSpec
} from '$lib/estimator/params'
import { growthTable, type GrowthParams, type MaxFeatures } from '../tree/_params'
import type { ClassWeight } from '../utils/classWeight'

export interface ForestParams extends GrowthParams {
  n_estimators: number
  bootstrap: boolean
  oob_score: boolean
  n_jobs: number | null
  random_state: number | null
  verbose: number
  warm_start: boolean
  max_samples: number | null
}

export interface ForestClassifierParams extends ForestParams {
  class_weight: ClassWeight | 'balanced_subsample'
}

/** The table's entries that all forests have, with their classes' defaults. */
export const forestTable = (
  criterion: ParamSpec<string>,
  { maxFeatures, bootstrap }: { maxFeatures: MaxFeatures; bootstrap: boolean }
) => ({
  n_estimators: { default: 100, kinds: [integer(1)] },
  criterion,
  ...growthTable(maxFeatures),
  bootstrap: { default: bootstrap, kinds: [boolean] },
  oob_score: { default: false, kinds: [boolean] },
  n_jobs: { default: null as number | null, kinds: [integer(), none] },
  random_state: { default: null as number | null, kinds: randomState },
  verbose: { default: 0, kinds: [integer(0), boolean] },
  warm_start: { default: false, kinds: [boolean] },
  max_samples: { default: null as number | null, kinds: [none, real(0, 1, 'right'), integer(1)] }
})

export const forestClassWeight: ParamSpec<ForestClassifierParams['class_weight']> = {
  default: null,
  kinds: [mapping, option('balanced', 'balanced_subsample'), none]
}

/** What a forest hands on to its trees. `auto` is what max_features = "auto" means. */
export const treeParams = (params: ForestParams, splitter: 'best' | 'random', auto: MaxFeatures) => ({
  criterion: params.criterion,
  splitter,
  max_depth: params.max_depth,
  min_samples_split: params.min_samples_split,
  min_samples_leaf: params.min_samples_leaf,
  min_weight_fraction_leaf: params.min_weight_fraction_leaf,
  max_features: params.max_features === 'auto' ? auto : params.max_features,
  max_leaf_nodes: params.max_leaf_nodes,
  min_impurity_decrease: params.min_impurity_decrease,
  ccp_alpha: params.ccp_alpha
})
