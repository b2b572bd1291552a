import type { Draws } from '$lib/sklearn/ensemble/_bag'
import type { EstimatorState } from '$lib/sklearn/state'
import { ints } from '../../numpy/arrays'
import { tuple, type PyValue } from '../../pickle/values'
import { isNested, type Encode } from '../encode'
import type { Rule, Told } from '../Rule'
import { asShares } from './trees'

/** What a forest hands on to its trees. */
const handedOn = [
  'criterion',
  'max_depth',
  'min_samples_split',
  'min_samples_leaf',
  'min_weight_fraction_leaf',
  'max_features',
  'max_leaf_nodes',
  'min_impurity_decrease',
  'random_state',
  'ccp_alpha'
]

const estimatorsOf = ({ attributes }: Pick<EstimatorState, 'attributes'>): EstimatorState[] =>
  (attributes.estimators_ as unknown[]).filter(isNested).map(({ $estimator }) => $estimator)

const unfitted = (state: EstimatorState): EstimatorState => ({ ...state, attributes: {} })

function writeForest(state: EstimatorState, encode: Encode): Record<string, PyValue> {
  // What a new fit would clone: a tree like its own.
  const estimator = encode(unfitted(estimatorsOf(state)[0]))
  return { estimator, _estimator: estimator, estimator_params: tuple(...handedOn) }
}

/** The mean of the trees' importances, of those that are more than a leaf. */
function readForest(_: unknown, __: unknown, { attributes }: Required<Told>): Told {
  const all = estimatorsOf({ attributes }).map((tree) => tree.attributes.feature_importances_ as Float64Array)
  const grown = all.filter((importances) => importances.some((value) => value > 0))
  const mean = all[0].map((_, f) => grown.reduce((sum, own) => sum + own[f], 0) / (grown.length || 1))
  return { attributes: { feature_importances_: asShares(mean) } }
}

const forest = (fixed: Rule['fixed']): Rule => ({
  fixed: { base_estimator: 'deprecated', ...fixed },
  omit: ['feature_importances_'],
  consumes: ['estimator', '_estimator', 'estimator_params'],
  write: writeForest,
  read: readForest
})

const bagging: Rule = {
  omit: ['estimator_', '_draws'],
  consumes: ['estimator_params', '_estimator', '_n_samples', '_max_samples', '_max_features'],
  write: ({ attributes }, encode) => {
    const draws = attributes._draws as Draws
    const base = attributes.estimator_
    return {
      estimator_params: tuple(),
      _estimator: isNested(base) ? encode(unfitted(base.$estimator)) : null,
      _seeds: ints(attributes._seeds as number[]),
      _n_samples: BigInt(draws.nRows),
      _max_samples: BigInt(draws.maxSamples),
      _max_features: BigInt(draws.maxFeatures)
    }
  },
  read: (entries, decoder, { params, attributes }) => {
    const draws: Draws = {
      nRows: Number(entries.get('_n_samples')),
      nFeatures: attributes.n_features_in_ as number,
      maxSamples: Number(entries.get('_max_samples')),
      maxFeatures: Number(entries.get('_max_features')),
      bootstrap: params.bootstrap as boolean,
      bootstrapFeatures: params.bootstrap_features as boolean
    }
    return {
      attributes: {
        estimator_: decoder.value(entries.get('_estimator') ?? null),
        _seeds: decoder.list(entries.get('_seeds')),
        _draws: draws
      }
    }
  }
}

export const forestRules: Readonly<Record<string, Rule>> = {
  BaggingClassifier: bagging,
  BaggingRegressor: bagging,
  ExtraTreesClassifier: forest({}),
  ExtraTreesRegressor: forest({ class_weight: null }),
  RandomForestClassifier: forest({}),
  RandomForestRegressor: forest({ class_weight: null })
}
