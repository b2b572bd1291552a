/** From an estimator's state to the pickle that scikit-learn 1.2 opens. */
import type { EstimatorState } from '$lib/sklearn/state'
import { FormatError } from '../errors'
import type { Call, PyValue } from '../pickle/values'
import { writePickle } from '../pickle/write'
import { encodeNames, encodeValue, estimator } from './encode'
import { moduleOf, pickledClasses } from './modules'
import { ruleOf } from './rules'

/** The estimator as the Python object that scikit-learn would have fitted. */
function toObject(state: EstimatorState): Call {
  const module = moduleOf(state.class)
  if (!module)
    throw new FormatError(
      `${state.class} cannot be put in a pickle`,
      `Use _format=json or _format=zip. A pickle is possible of: ${pickledClasses.join(', ')}.`,
      415
    )
  const { fixed = {}, omit = [], write } = ruleOf(state.class)
  const general = Object.entries({ ...state.params, ...state.attributes })
    .filter(([name]) => !omit.includes(name))
    .map(([name, value]): [string, PyValue] => [
      name,
      name === 'feature_names_in_' ? encodeNames(value as string[]) : encodeValue(value, name, toObject)
    ])
  return estimator(module, state.class, {
    ...Object.fromEntries(general),
    ...fixed,
    ...write?.(state, toObject)
  })
}

/** @throws FormatError 415 for a class, or a parameter, that a pickle cannot hold yet */
export const writeEstimator = (state: EstimatorState): Uint8Array<ArrayBuffer> => writePickle(toObject(state))
