import { ValueError } from '$lib/estimator/exceptions'
import { integer, mapping, none, option, randomState, real, type ParamSpec } from '$lib/estimator/params'
import type { FitOptions } from '../base'
import type { ClassWeight } from '../utils/classWeight'
import type { TreeSettings } from './_grow'

export type MaxFeatures = number | 'sqrt' | 'log2' | 'auto' | null

/** Parameters that all trees have, and forests hand on to theirs. */
export interface GrowthParams {
  criterion: string
  max_depth: number | null
  min_samples_split: number
  min_samples_leaf: number
  min_weight_fraction_leaf: number
  max_features: MaxFeatures
  max_leaf_nodes: number | null
  min_impurity_decrease: number
  ccp_alpha: number
}

export interface TreeParams extends GrowthParams {
  splitter: 'best' | 'random'
  random_state: number | null
}

export interface TreeClassifierParams extends TreeParams {
  class_weight: ClassWeight
}

/** The table's entries for GrowthParams but the criterion; max_features has its class's default. */
export const growthTable = (maxFeatures: MaxFeatures) => ({
  max_depth: { default: null as number | null, kinds: [integer(1), none] },
  min_samples_split: { default: 2, kinds: [integer(2), real(0, 1, 'right')] },
  min_samples_leaf: { default: 1, kinds: [integer(1), real(0, 1, 'neither')] },
  min_weight_fraction_leaf: { default: 0, kinds: [real(0, 0.5)] },
  max_features: {
    default: maxFeatures,
    kinds: [integer(1), real(0, 1, 'right'), option('auto', 'sqrt', 'log2'), none]
  },
  max_leaf_nodes: { default: null as number | null, kinds: [integer(2), none] },
  min_impurity_decrease: { default: 0, kinds: [real(0)] },
  ccp_alpha: { default: 0, kinds: [real(0)] }
})

export const treeTable = (splitter: 'best' | 'random', maxFeatures: MaxFeatures) => ({
  splitter: { default: splitter, kinds: [option('best', 'random')] },
  ...growthTable(maxFeatures),
  random_state: { default: null as number | null, kinds: randomState }
})

export const classifierCriterion: ParamSpec<string> = {
  default: 'gini',
  kinds: [option('gini', 'entropy', 'log_loss')]
}

export const regressorCriterion: ParamSpec<string> = {
  default: 'squared_error',
  kinds: [option('squared_error', 'friedman_mse', 'absolute_error', 'poisson')]
}

export const classWeight: ParamSpec<ClassWeight> = {
  default: null,
  kinds: [mapping, option('balanced'), none]
}

/** How many features a split looks at. As a number, up to 1 is a share (at least one feature), above 1 a count. */
export function countFeatures(maxFeatures: MaxFeatures, nFeatures: number, isClassifier: boolean): number {
  if (maxFeatures === null || (maxFeatures === 'auto' && !isClassifier)) return nFeatures
  if (maxFeatures === 'log2') return Math.max(1, Math.floor(Math.log2(nFeatures)))
  if (typeof maxFeatures === 'string') return Math.max(1, Math.floor(Math.sqrt(nFeatures)))
  return maxFeatures > 1 ? maxFeatures : Math.max(1, Math.floor(maxFeatures * nFeatures))
}

/** max_features = "auto" goes out with scikit-learn 1.3: says what to write instead. */
export function warnOfAuto({ max_features }: GrowthParams, instead: string, { warn }: FitOptions): void {
  if (max_features === 'auto')
    warn?.({
      category: 'FutureWarning',
      message: `max_features="auto" is deprecated since scikit-learn 1.1; ${instead} means the same.`
    })
}

/** The parameters with shares turned into numbers of samples, features and weight. */
export function settle(
  params: GrowthParams & { splitter: string },
  data: { nRows: number; nFeatures: number },
  isClassifier: boolean,
  weights: Float64Array | null
): TreeSettings {
  const { min_samples_leaf, min_samples_split } = params
  const total = weights ? weights.reduce((sum, weight) => sum + weight, 0) : data.nRows
  const minSamplesLeaf = min_samples_leaf >= 1 ? min_samples_leaf : Math.ceil(min_samples_leaf * data.nRows)
  const minSamplesSplit =
    min_samples_split >= 2 ? min_samples_split : Math.max(2, Math.ceil(min_samples_split * data.nRows))
  return {
    criterion: params.criterion,
    splitter: params.splitter,
    maxFeatures: countFeatures(params.max_features, data.nFeatures, isClassifier),
    maxDepth: params.max_depth ?? Infinity,
    minSamplesSplit: Math.max(minSamplesSplit, 2 * minSamplesLeaf),
    minSamplesLeaf,
    minWeightLeaf: params.min_weight_fraction_leaf * total,
    maxLeafNodes: params.max_leaf_nodes,
    minImpurityDecrease: params.min_impurity_decrease,
    ccpAlpha: params.ccp_alpha
  }
}

/** Throws ValueError unless the target is one that the criterion can divide. */
export function checkCriterion(criterion: string, y: Float64Array, name: string): void {
  if (criterion !== 'poisson') return
  const negative = y.findIndex((value) => value < 0)
  if (negative >= 0)
    throw new ValueError(
      `${name}: the target of row ${negative} is ${y[negative]}`,
      'criterion "poisson" needs targets of at least 0.'
    )
  if (!(y.reduce((sum, value) => sum + value, 0) > 0))
    throw new ValueError(
      `${name}: all targets are 0`,
      'criterion "poisson" needs a target whose sum is positive.'
    )
}
