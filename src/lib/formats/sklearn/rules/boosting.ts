import type { EstimatorState } from '$lib/sklearn/state'
import type { Tree } from '$lib/sklearn/tree/_tree'
import { inconsistent } from '../../errors'
import { floats, ints, objects, readArray } from '../../numpy/arrays'
import { decodeRandomState, encodeRandomState, type GeneratorState } from '../../numpy/randomState'
import { Call, instance, tuple, type PyValue } from '../../pickle/values'
import { entriesOf, type Decoder } from '../Decoder'
import { encodeValue, estimator, isNested, type Encode } from '../encode'
import type { Entries, Rule, Told } from '../Rule'
import { asShares, decreasesOf } from './trees'

/** The classes that scikit-learn keeps its losses in, with what they hold. */
const losses: Readonly<Record<string, (alpha: number) => [string, Readonly<Record<string, PyValue>>]>> = {
  squared_error: () => ['LeastSquaresError', {}],
  absolute_error: () => ['LeastAbsoluteError', {}],
  huber: (alpha) => ['HuberLossFunction', { alpha, gamma: null }],
  quantile: (alpha) => ['QuantileLossFunction', { alpha, percentile: alpha * 100 }],
  exponential: () => ['ExponentialLoss', {}],
  multinomial: () => ['MultinomialDeviance', {}],
  binomial: () => ['BinomialDeviance', {}]
}

function lossOf({ params, attributes }: EstimatorState): Call {
  const nTrees = (attributes.estimators_ as unknown[][])[0].length
  const byClasses = losses[nTrees > 1 ? 'multinomial' : 'binomial']
  const [name, own] = (losses[params.loss as string] ?? byClasses)(params.alpha as number)
  return instance('sklearn.ensemble._gb_losses', name, { K: BigInt(nTrees), ...own })
}

/** What a model begins with of its own accord: plain data here, an estimator there. */
type Constant =
  | { readonly strategy: 'prior'; readonly class_prior_: Float64Array }
  | { readonly strategy: string; readonly quantile: number | null; readonly constant_: number }

function startOf(start: unknown, encode: Encode): PyValue {
  if (typeof start === 'string' || isNested(start)) return encodeValue(start, 'init_', encode)
  const constant = start as Constant
  if (!('class_prior_' in constant))
    return estimator('sklearn.dummy', 'DummyRegressor', {
      strategy: constant.strategy,
      constant: null,
      quantile: constant.quantile,
      n_outputs_: 1n,
      constant_: floats(Float64Array.of(constant.constant_), [1, 1])
    })
  const { strategy, class_prior_ } = constant
  return estimator('sklearn.dummy', 'DummyClassifier', {
    strategy,
    random_state: null,
    constant: null,
    _strategy: strategy,
    sparse_output_: false,
    n_outputs_: 1n,
    classes_: ints([...class_prior_.keys()]),
    n_classes_: BigInt(class_prior_.length),
    class_prior_: floats(class_prior_)
  })
}

function readStart(value: PyValue | undefined, decoder: Decoder): unknown {
  if (!(value instanceof Call) || !value.path.startsWith('sklearn.dummy.'))
    return decoder.value(value ?? null)
  const entries = entriesOf(value)
  const told = (name: string): unknown => decoder.value(entries.get(name) ?? null)
  const strategy = told('strategy')
  if (value.path.endsWith('.DummyClassifier')) return { strategy, class_prior_: told('class_prior_') }
  const { values } = readArray(entries.get('constant_') ?? null)
  return { strategy, quantile: told('quantile'), constant_: Number(values[0]) }
}

function write(state: EstimatorState, encode: Encode): Record<string, PyValue> {
  const { attributes } = state
  // As a part of another model it may not be fitted.
  if (!attributes.estimators_) return {}
  const stages = attributes.estimators_ as unknown[][]
  const { n_classes_ } = attributes
  return {
    _loss: lossOf(state),
    _rng: encodeRandomState(attributes._rng as GeneratorState),
    init_: startOf(attributes.init_, encode),
    estimators_: objects(
      stages.flat().map((tree) => encodeValue(tree, '', encode)),
      [stages.length, stages[0].length]
    ),
    ...(n_classes_ !== undefined && { _n_classes: BigInt(n_classes_ as number) })
  }
}

function read(entries: Entries, decoder: Decoder): Told {
  if (!entries.has('estimators_')) return {}
  const { shape, values } = readArray(entries.get('estimators_') ?? null)
  if (shape.length !== 2 || !Array.isArray(values)) throw inconsistent()
  const trees = values.map((tree) => decoder.value(tree))
  const estimators_ = Array.from({ length: shape[0] }, (_, i) =>
    trees.slice(i * shape[1], (i + 1) * shape[1])
  )
  const grown = trees.filter(isNested).map(({ $estimator }) => $estimator.attributes.tree_ as Tree)
  const decreases = grown.map(decreasesOf)
  const sums = decreases[0].map((_, f) => decreases.reduce((sum, own) => sum + own[f], 0))
  return {
    attributes: {
      estimators_,
      init_: readStart(entries.get('init_'), decoder),
      _rng: decodeRandomState(entries.get('_rng')),
      feature_importances_: asShares(sums)
    }
  }
}

const gradient: Rule = {
  omit: ['feature_importances_', 'estimators_', 'init_', '_rng'],
  consumes: ['_loss', '_rng', '_n_classes', 'init_', 'estimators_'],
  write,
  read
}

/** By the estimators' weights; undefined where they have no importances. */
function importancesOf(
  estimators: readonly EstimatorState[],
  weights: Float64Array
): Float64Array | undefined {
  const all = estimators.map(({ attributes }) => attributes.feature_importances_ as Float64Array | undefined)
  const [first] = all
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return first?.map((_, f) => all.reduce((sum, own, t) => sum + weights[t] * own![f], 0) / total)
}

/** What is fitted again and again, before it is. */
const unfitted = (base: unknown, encode: Encode): PyValue =>
  isNested(base) ? encode({ ...base.$estimator, attributes: {} }) : null

const adaptive: Rule = {
  fixed: { estimator_params: tuple() },
  omit: ['estimator_', 'feature_importances_'],
  consumes: ['_estimator'],
  write: ({ attributes }, encode): Record<string, PyValue> =>
    attributes.estimators_ ? { _estimator: unfitted(attributes.estimator_, encode) } : {},
  read: (entries, decoder, { attributes }) => {
    if (!entries.has('estimators_')) return {}
    const estimators = (attributes.estimators_ as unknown[]).filter(isNested)
    const importances = importancesOf(
      estimators.map(({ $estimator }) => $estimator),
      attributes.estimator_weights_ as Float64Array
    )
    return {
      attributes: {
        estimator_: decoder.value(entries.get('_estimator') ?? null),
        ...(importances && { feature_importances_: importances })
      }
    }
  }
}

export const boostingRules: Readonly<Record<string, Rule>> = {
  AdaBoostClassifier: adaptive,
  AdaBoostRegressor: adaptive,
  GradientBoostingClassifier: { ...gradient, fixed: { alpha: 0.9 } },
  GradientBoostingRegressor: gradient
}
