/** From a pickle of scikit-learn to an estimator's state. */
import type { EstimatorState } from '$lib/sklearn/state'
import { FormatError, inconsistent } from '../errors'
import { Call, Global, Tuple, type PyValue } from '../pickle/values'
import { readPickle } from '../pickle/read'
import { Decoder, entriesOf } from './Decoder'
import { moduleOf, pickledClasses } from './modules'
import { joblibArrays } from './joblib'
import type { Entries, Rule } from './Rule'
import { ruleOf } from './rules'

/** What a model may be made of: these are only ever looked at, never run. */
const allowed =
  /^(sklearn\.[\w.]+|numpy\.(ndarray|dtype|float64|int64|bool_|_?core\.(multiarray\.(_reconstruct|scalar)|numeric\._frombuffer)|random\._pickle\.__(randomstate|bit_generator)_ctor)|(builtins|__builtin__)\.(slice|object)|copy_?reg\._reconstructor|functools\.partial|joblib\.numpy_pickle\.NumpyArrayWrapper)$/

const isAttribute = (name: string): boolean => name.startsWith('_') || name.endsWith('_')

/** Attributes that are lists of labels or names, whatever numpy keeps them in. */
const lists = ['classes_', 'feature_names_in_']

/** The class of an object; protocols 0 and 1 give it to a function that makes the object. */
function classOf({ callable, path, args }: Call): PyValue {
  const reconstructed = /^copy_?reg\._reconstructor$/.test(path) && args instanceof Tuple
  return reconstructed ? args.items[0] : callable
}

function decodeEstimator(object: Call, decoder: Decoder): EstimatorState {
  const own = classOf(object)
  const name = own instanceof Global && own.module.startsWith('sklearn.') ? own.name : ''
  if (!name || !moduleOf(name))
    throw new FormatError(
      `The pickle holds an object of ${own instanceof Global ? own.path : 'an unknown class'}, which is not supported`,
      `Supported are: ${pickledClasses.join(', ')}.`,
      415
    )
  const entries = entriesOf(object)
  const rule = ruleOf(name)
  checkBinding(name, rule, entries, decoder)
  const { fixed = {}, consumes = [] } = rule
  const params: Record<string, unknown> = {}
  const attributes: Record<string, unknown> = {}
  for (const [key, value] of entries) {
    if (key === '_sklearn_version' || Object.hasOwn(fixed, key) || consumes.includes(key)) continue
    const own = lists.includes(key) ? decoder.list(value) : decoder.value(value)
    if (isAttribute(key)) attributes[key] = own
    else params[key] = own
  }
  const told = rule.read?.(entries, decoder, { params, attributes })
  return {
    class: name,
    params: { ...params, ...told?.params },
    attributes: { ...attributes, ...told?.attributes }
  }
}

function checkBinding(name: string, { fixed, binding = [] }: Rule, entries: Entries, decoder: Decoder): void {
  for (const key of binding) {
    const value = entries.get(key)
    if (value !== undefined && decoder.value(value) !== decoder.value(fixed![key]))
      throw new FormatError(
        `${name} with ${key} set is not supported`,
        `Save the model with ${key} = ${String(fixed![key])}.`,
        415
      )
  }
}

/**
 * The estimator in a file that pickle or joblib wrote (joblib's not compressed).
 *
 * @throws FormatError: 415 for what is not supported, by its name; 422 for a file that is broken
 */
export function readEstimator(bytes: Uint8Array): EstimatorState {
  const object: PyValue = readPickle(bytes, {
    allows: (path) => allowed.test(path),
    onBuild: joblibArrays
  })
  if (!(object instanceof Call)) throw inconsistent()
  try {
    return decodeEstimator(object, new Decoder(decodeEstimator))
  } catch (error) {
    if (error instanceof FormatError) throw error
    // A rule met something that is not what its class keeps there.
    throw new FormatError(`The ${object.path} in the pickle is not whole`, 'Save the model again.')
  }
}
