/** Multi-layer perceptrons keep their optimizer, from which partial_fit goes on, and their labels' binarizer. */
import type { Matrix } from '$lib/numeric/matrix'
import type { EstimatorState } from '$lib/sklearn/state'
import { floats } from '../../numpy/arrays'
import { instance, type PyValue } from '../../pickle/values'
import { entriesOf, type Decoder } from '../Decoder'
import type { Entries, Rule, Told } from '../Rule'
import { labelBinarizer } from './linear'

/** What fit makes anew: where lbfgs has each layer's part, and the generator. */
const remade = ['_coef_indptr', '_intercept_indptr', '_random_state']

/** Our lists of numbers, of which a whole one is a float too. */
const histories = ['loss_curve_', 'validation_scores_']

/** Of the optimizers' entries, the one array for each of the parameters'. */
const perParameter = ['velocities', 'ms', 'vs']

/** Arrays in the order of the parameters: the weights are matrices, the intercepts vectors. */
function likeParameters(arrays: readonly Float64Array[], { attributes }: EstimatorState): PyValue[] {
  const shapes = (attributes.coefs_ as Matrix[]).map(({ shape }) => shape)
  return arrays.map((values, i) => floats(values, shapes[i]))
}

function encodeOptimizer(state: EstimatorState): PyValue {
  const optimizer = state.attributes._optimizer as Record<string, unknown>
  const name = 'ms' in optimizer ? 'AdamOptimizer' : 'SGDOptimizer'
  const entries = Object.entries(optimizer).map(([key, value]): [string, PyValue] => [
    key,
    perParameter.includes(key)
      ? likeParameters(value as Float64Array[], state)
      : key === 't'
        ? BigInt(value as number)
        : (value as number | string | boolean)
  ])
  return instance('sklearn.neural_network._stochastic_optimizers', name, Object.fromEntries(entries))
}

function decodeOptimizer(value: PyValue | undefined, decoder: Decoder): Record<string, unknown> {
  const entries = [...entriesOf(value)].map(([key, item]): [string, unknown] => {
    const own = decoder.value(item)
    if (!perParameter.includes(key)) return [key, own]
    return [key, (own as (Matrix | Float64Array)[]).map((array) => ('data' in array ? array.data : array))]
  })
  return Object.fromEntries(entries)
}

const write = (state: EstimatorState): Record<string, PyValue> => {
  const { attributes } = state
  const kept = histories.filter((name) => Array.isArray(attributes[name]))
  return {
    t_: BigInt(attributes.t_ as number),
    ...Object.fromEntries(kept.map((name) => [name, [...(attributes[name] as number[])]])),
    ...(attributes._optimizer
      ? {
          _optimizer: encodeOptimizer(state),
          _no_improvement_count: BigInt(attributes._no_improvement_count as number)
        }
      : {})
  }
}

const read = (entries: Entries, decoder: Decoder): Told =>
  entries.has('_optimizer')
    ? { attributes: { _optimizer: decodeOptimizer(entries.get('_optimizer'), decoder) } }
    : {}

const rule: Rule = { consumes: ['_optimizer', ...remade], write, read }

export const networkRules: Readonly<Record<string, Rule>> = {
  MLPClassifier: {
    ...rule,
    fixed: { loss: 'log_loss' },
    write: (state) => ({ ...write(state), _label_binarizer: labelBinarizer(state.attributes, 0n) }),
    consumes: [...rule.consumes!, '_label_binarizer']
  },
  MLPRegressor: { ...rule, fixed: { loss: 'squared_error' } }
}
