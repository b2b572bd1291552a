import type { EstimatorState } from '$lib/sklearn/state'
import type { Call } from '../../pickle/values'
import { entriesOf } from '../Decoder'
import { encodeLabels, estimator } from '../encode'
import type { Rule } from '../Rule'

/** What only partial_fit works with; fit makes it anew. */
const ofPartialFit = ['loss_function_', '_expanded_class_weight']

const passiveAggressive = { penalty: null, alpha: 0.0001, eta0: 1 }

/** The binarizer that a classifier keeps, from the label for "no" to 1. */
export function labelBinarizer(attributes: EstimatorState['attributes'], negative: bigint): Call {
  const classes = attributes.classes_ as (string | number | boolean)[]
  return estimator('sklearn.preprocessing._label', 'LabelBinarizer', {
    neg_label: negative,
    pos_label: 1n,
    sparse_output: false,
    y_type_: classes.length > 2 ? 'multiclass' : 'binary',
    sparse_input_: false,
    classes_: encodeLabels(classes)
  })
}

/** The classes are those of the binarizer that it keeps. */
const ridgeClassifier: Rule = {
  omit: ['classes_'],
  write: ({ attributes }) => ({ _label_binarizer: labelBinarizer(attributes, -1n) }),
  consumes: ['_label_binarizer'],
  read: (entries, decoder) => ({
    attributes: { classes_: decoder.list(entriesOf(entries.get('_label_binarizer')).get('classes_')) }
  })
}

export const linearRules: Readonly<Record<string, Rule>> = {
  Lasso: { fixed: { l1_ratio: 1 } },
  RidgeClassifier: ridgeClassifier,
  SGDClassifier: { fixed: { C: 1 }, consumes: ofPartialFit },
  SGDRegressor: { fixed: { C: 1 } },
  Perceptron: {
    fixed: {
      loss: 'perceptron',
      learning_rate: 'constant',
      epsilon: 0.1,
      C: 1,
      power_t: 0.5,
      average: false
    },
    consumes: ofPartialFit
  },
  PassiveAggressiveClassifier: {
    fixed: { ...passiveAggressive, learning_rate: 'optimal', epsilon: 0.1, l1_ratio: 0.15, power_t: 0.5 },
    consumes: ofPartialFit
  },
  PassiveAggressiveRegressor: {
    fixed: { ...passiveAggressive, learning_rate: 'invscaling', l1_ratio: 0n, power_t: 0.25 }
  },
  // scikit-learn keeps the history of its scores as a list.
  BayesianRidge: {
    write: ({ attributes }) => ({ scores_: Array.from((attributes.scores_ ?? []) as Float64Array) }),
    read: (entries, decoder) => ({
      attributes: { scores_: Float64Array.from(decoder.list(entries.get('scores_')) as number[]) }
    })
  }
}
