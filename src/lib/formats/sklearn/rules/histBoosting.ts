import type { BinMapper } from '$lib/sklearn/ensemble/_histGradientBoosting/binning'
import type { TreePredictor } from '$lib/sklearn/ensemble/_histGradientBoosting/predictor'
import type { EstimatorState } from '$lib/sklearn/state'
import { inconsistent } from '../../errors'
import { arrayOf, bools, fieldOf, floats, readArray, uint32s, uint8s } from '../../numpy/arrays'
import { float64, sizeOf, struct, uint32, uint8 } from '../../numpy/dtypes'
import { Call, Global, instance, tuple, type PyValue } from '../../pickle/values'
import { entriesOf, type Decoder } from '../Decoder'
import { estimator } from '../encode'
import type { Entries, Rule, Told } from '../Rule'
import { encodeLoss } from './histLosses'

const MODULE = 'sklearn.ensemble._hist_gradient_boosting'

/** A node of a TreePredictor (sklearn/ensemble/_hist_gradient_boosting/common.py): its fields in order. */
const fields = {
  value: float64,
  count: uint32,
  feature_idx: uint32,
  num_threshold: float64,
  missing_go_to_left: uint8,
  left: uint32,
  right: uint32,
  gain: float64,
  depth: uint32,
  is_leaf: uint8,
  bin_threshold: uint8,
  is_categorical: uint8,
  bitset_idx: uint32
}

type Field = keyof typeof fields
const names = Object.keys(fields) as Field[]
const nodeDtype = struct(fields)

/** The words of a set of 256 bits. */
const WORDS = 8

function nodesOf(tree: TreePredictor): Call {
  const count = tree.value.length
  const size = names.reduce((total, name) => total + sizeOf(fields[name]), 0)
  const view = new DataView(new ArrayBuffer(count * size))
  let offset = 0
  for (const name of names) {
    for (let i = 0; i < count; i++) {
      const at = i * size + offset
      if (fields[name] === float64) view.setFloat64(at, tree[name][i], true)
      else if (fields[name] === uint32) view.setUint32(at, tree[name][i], true)
      else view.setUint8(at, tree[name][i])
    }
    offset += sizeOf(fields[name])
  }
  return arrayOf(nodeDtype, [count], new Uint8Array(view.buffer))
}

const setsOf = (sets: Uint32Array): Call => uint32s(sets, [sets.length / WORDS, WORDS])

const encodeTree = (tree: TreePredictor): Call =>
  instance(`${MODULE}.predictor`, 'TreePredictor', {
    nodes: nodesOf(tree),
    binned_left_cat_bitsets: setsOf(tree.binned_left_cat_bitsets),
    raw_left_cat_bitsets: setsOf(tree.raw_left_cat_bitsets)
  })

function decodeTree(object: PyValue, features: number): TreePredictor {
  const entries = entriesOf(object)
  const nodes = readArray(entries.get('nodes') ?? null)
  const read = (name: Field): Float64Array => fieldOf(nodes, name)
  const sets = (name: string): Uint32Array =>
    Uint32Array.from(readArray(entries.get(name) ?? null).values as ArrayLike<number>)
  const tree: TreePredictor = {
    value: read('value'),
    count: Int32Array.from(read('count')),
    feature_idx: Int32Array.from(read('feature_idx')),
    num_threshold: read('num_threshold'),
    missing_go_to_left: Uint8Array.from(read('missing_go_to_left')),
    left: Int32Array.from(read('left')),
    right: Int32Array.from(read('right')),
    gain: read('gain'),
    depth: Int32Array.from(read('depth')),
    is_leaf: Uint8Array.from(read('is_leaf')),
    bin_threshold: Uint8Array.from(read('bin_threshold')),
    is_categorical: Uint8Array.from(read('is_categorical')),
    bitset_idx: Int32Array.from(read('bitset_idx')),
    binned_left_cat_bitsets: sets('binned_left_cat_bitsets'),
    raw_left_cat_bitsets: sets('raw_left_cat_bitsets')
  }
  checkTree(tree, features)
  return tree
}

/** Every way down comes to a leaf: a child stands behind its parent. */
function checkTree({ value, left, right, is_leaf, feature_idx }: TreePredictor, features: number): void {
  const inside = (child: number, parent: number): boolean => child > parent && child < value.length
  const whole = is_leaf.every(
    (leaf, i) => leaf || (inside(left[i], i) && inside(right[i], i) && feature_idx[i] < features)
  )
  if (!whole || !value.length) throw inconsistent()
}

function encodeMapper(mapper: BinMapper): Call {
  const { is_categorical, bin_thresholds_, n_bins_non_missing_ } = mapper
  return estimator(`${MODULE}.binning`, '_BinMapper', {
    n_bins: BigInt(mapper.n_bins),
    subsample: 200_000n,
    is_categorical: is_categorical && bools(is_categorical),
    known_categories:
      is_categorical && bin_thresholds_.map((known, f) => (is_categorical[f] ? floats(known) : null)),
    random_state: BigInt(mapper.random_state),
    n_threads: 1n,
    is_categorical_: uint8s(is_categorical ?? new Uint8Array(bin_thresholds_.length)),
    missing_values_bin_idx_: BigInt(mapper.n_bins - 1),
    bin_thresholds_: bin_thresholds_.map((thresholds) => floats(thresholds)),
    n_bins_non_missing_: uint32s(Uint32Array.from(n_bins_non_missing_))
  })
}

function decodeMapper(object: PyValue | undefined, decoder: Decoder): BinMapper {
  const entries = entriesOf(object)
  const told = (name: string): unknown => decoder.value(entries.get(name) ?? null)
  const categorical = Uint8Array.from(told('is_categorical_') as ArrayLike<number>)
  return {
    n_bins: told('n_bins') as number,
    bin_thresholds_: (told('bin_thresholds_') as ArrayLike<number>[]).map((own) => Float64Array.from(own)),
    n_bins_non_missing_: Int32Array.from(told('n_bins_non_missing_') as ArrayLike<number>),
    is_categorical: categorical.includes(1) ? categorical : null,
    random_state: told('random_state') as number
  }
}

/** What early stopping watches, for scikit-learn to go on from there: found by its name when the pickle is opened. */
function scorerOf({ scoring }: EstimatorState['params'], attributes: EstimatorState['attributes']): PyValue {
  if (!attributes.do_early_stopping_ || scoring === 'loss') return null
  const module = 'sklearn.metrics._scorer'
  if (scoring === null) return new Global(module, '_passthrough_scorer')
  return new Call(new Global(module, 'get_scorer'), tuple(scoring as string))
}

function write({ params, attributes }: EstimatorState): Record<string, PyValue> {
  // As a part of another model it may not be fitted.
  if (!attributes._predictors) return {}
  const baseline = attributes._baseline_prediction as Float64Array
  const classes = attributes.classes_ as unknown[] | undefined
  const weighted = attributes._fitted_with_sw as boolean
  const loss = classes ? (baseline.length > 1 ? 'multinomial' : 'binomial') : (params.loss as string)
  return {
    ...(weighted && { _fitted_with_sw: true }),
    _random_seed: BigInt(attributes._random_seed as number),
    _n_features: BigInt(attributes.n_features_in_ as number),
    _loss: encodeLoss(
      loss,
      (params.quantile ?? null) as number | null,
      classes ? Math.max(baseline.length, 2) : null,
      weighted
    ),
    _use_validation_data: params.validation_fraction !== null,
    _bin_mapper: encodeMapper(attributes._bin_mapper as BinMapper),
    _baseline_prediction: floats(baseline, [1, baseline.length]),
    _predictors: (attributes._predictors as TreePredictor[][]).map((stage) => stage.map(encodeTree)),
    _scorer: scorerOf(params, attributes)
  }
}

function read(entries: Entries, decoder: Decoder, { attributes }: Required<Told>): Told {
  const predictors = entries.get('_predictors')
  if (!predictors) return {}
  if (!Array.isArray(predictors)) throw inconsistent()
  const features = attributes.n_features_in_ as number
  const baseline = readArray(entries.get('_baseline_prediction') ?? null).values
  return {
    attributes: {
      n_iter_: predictors.length,
      _predictors: predictors.map((stage) => {
        if (!Array.isArray(stage) || stage.length !== baseline.length) throw inconsistent()
        return stage.map((tree) => decodeTree(tree, features))
      }),
      _baseline_prediction: Float64Array.from(baseline as ArrayLike<number>),
      _bin_mapper: decodeMapper(entries.get('_bin_mapper'), decoder),
      _random_seed: decoder.value(entries.get('_random_seed') ?? null),
      _fitted_with_sw: entries.get('_fitted_with_sw') === true
    }
  }
}

const own = [
  ...['_fitted_with_sw', '_random_seed', '_n_features', '_loss', '_use_validation_data', '_bin_mapper'],
  ...['_baseline_prediction', '_predictors', '_scorer']
]

const rule: Rule = { omit: ['n_iter_', ...own], consumes: own, write, read }

export const histBoostingRules: Readonly<Record<string, Rule>> = {
  HistGradientBoostingClassifier: rule,
  HistGradientBoostingRegressor: rule
}
