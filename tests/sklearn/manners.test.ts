/** What a class refuses and of what it warns, as scikit-learn 1.2 does. */
import { describe, expect, test } from 'vitest'
import { ValueError } from '$lib/estimator/exceptions'
import type { Label } from '$lib/sklearn/base'
import { loadClass } from '$lib/sklearn/classes'
import fixture from '../fixtures/sklearn/manners.json'
import { datasets } from './data'

interface Outcome {
  /** What scikit-learn says when it refuses; null where it fits and predicts. */
  readonly error: string | null
  readonly warnings: readonly string[]
}

interface Situation {
  /** The usual target of the class unless given. */
  readonly y?: Label[]
  readonly params?: object
  readonly sampleWeight?: number[]
}

const { X, y: labels } = datasets.ties_classification
const named = labels.map((label) => (label === 1 ? 'yes' : 'no'))
const counts = datasets.ties_regression.y.map((value) => Math.max(Number(value) + 6, 1))
const each = <T>(value: T): T[] => labels.map(() => value)

const situations: Readonly<Record<string, Situation>> = {
  'one class': { y: each('only') },
  'fractions as classes': { y: labels.map((label) => Number(label) + 0.5) },
  'weights of one class zero': { sampleWeight: labels.map(Number) },
  'a class_weight that names no class': { params: { class_weight: { perhaps: 2 } } },
  'a class_weight of one class': { params: { class_weight: { yes: 2 } } },
  'class_weight balanced': { params: { class_weight: 'balanced' } },
  'a constant target': { y: each(3) },
  'a target of zeros': { y: each(0) },
  'negative targets': { y: counts.map((count) => -count) },
  'texts as numbers': { y: named },
  'one iteration': { params: { max_iter: 1, n_iter: 1 } },
  'early stopping': { params: { early_stopping: true } },
  'negative weights': { sampleWeight: each(-1) },
  'weights of zero': { sampleWeight: each(0) },
  'one weight too few': { sampleWeight: each(1).slice(1) },
  'NaN among the weights': { sampleWeight: labels.map((_, i) => (i === 3 ? NaN : 1)) },
  'more neighbours than rows': { params: { n_neighbors: 1000 } },
  'more components than columns': { params: { n_components: 9 } }
}

/** Where ours says another thing, and why. */
const apart: Readonly<Record<string, string>> = {
  'HistGradientBoostingClassifier, a class_weight of one class':
    'scikit-learn 1.2 looks for the classes’ indices among the labels; ours goes by label, as it is documented',
  'PoissonRegressor, a target of zeros':
    'the optimum lies at minus infinity: where the search ends is a matter of rounding',
  ...Object.fromEntries(
    ['SVC', 'NuSVC', 'SVR', 'NuSVR'].map((name) => [
      `${name}, NaN among the weights`,
      'LIBSVM leaves out a row whose weight is not above 0, and so also NaN; ours names it'
    ])
  ),
  'LinearSVR, negative weights': 'scikit-learn fits zeros to no rows; ours says that no row weighs anything',
  'LinearSVR, weights of zero': 'scikit-learn fits zeros to no rows; ours says that no row weighs anything',
  'QuantileRegressor, weights of zero':
    'scikit-learn fits zeros to no rows; ours says that no row weighs anything'
}

describe.each(Object.entries(fixture) as unknown as [string, Record<string, Outcome>][])(
  '%s',
  (name, outcomes) => {
    test.each(Object.entries(outcomes).filter(([situation]) => !(`${name}, ${situation}` in apart)))(
      '%s: as in scikit-learn',
      async (situation, wanted) => {
        const Class = (await loadClass(name))!
        const { y, params, sampleWeight } = situations[situation]
        const all = { ...params, random_state: 0, n_estimators: 3 }
        const taken = Object.entries(all).filter(([param]) => Object.hasOwn(Class.params, param))
        const model = new Class(Object.fromEntries(taken))
        const warnings: string[] = []
        const usual = Class.estimatorType === 'classifier' ? named : counts
        const fit = model.fit(X, y ?? usual, {
          sampleWeight,
          warn: ({ category }) => warnings.push(category)
        })
        if (wanted.error) return expect(fit.then(() => askAll(model))).rejects.toThrow(ValueError)
        await fit
        await askAll(model)
        expect([...new Set(warnings)].sort()).toEqual(wanted.warnings)
      }
    )
  }
)

const askAll = async (model: object): Promise<unknown> =>
  (model as { predict?(rows: typeof X): Promise<unknown> }).predict?.(X)
