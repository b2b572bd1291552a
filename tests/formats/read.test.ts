/** Models that scikit-learn fitted and Python pickled answer here as they do there. */
import { describe, expect, it } from 'vitest'
import { FormatError } from '$lib/formats/errors'
import { float64, int64 } from '$lib/formats/numpy/dtypes'
import { arrayOf, floats } from '$lib/formats/numpy/arrays'
import { Call, Global, instance, tuple, type PyValue } from '$lib/formats/pickle/values'
import { writePickle } from '$lib/formats/pickle/write'
import { readEstimator } from '$lib/formats/sklearn/read'
import { writeEstimator } from '$lib/formats/sklearn/write'
import { Frame } from '$lib/frame/Frame'
import { fromRows, toRows, type Matrix } from '$lib/numeric/matrix'
import { RandomState } from '$lib/numeric/random/RandomState'
import type { Classifier, Label } from '$lib/sklearn/base'
import { loadClass } from '$lib/sklearn/classes'
import { fromState, getState } from '$lib/sklearn/state'
import fixture from '../fixtures/formats/pickles.json'
import { bytesOf } from './bytes'

interface Model extends Omit<Classifier, 'predict'> {
  predict(X: Matrix | Frame): Promise<Label[]>
  predict_proba(X: Matrix | Frame): Promise<Matrix>
  feature_importances_?: Float64Array
}

const { models } = fixture
const files = Object.entries(models).flatMap(([name, model]) =>
  (['pickle', 'joblib'] as const).map((format) => [name, format, model] as const)
)

describe('a model of scikit-learn', () => {
  it.each(files)('%s, by %s', async (_, format, model) => {
    const estimator = (await fromState(readEstimator(bytesOf(model[format])))) as unknown as Model
    const X = Array.isArray(model.rows) ? fromRows(model.rows) : Frame.fromColumns(model.rows)
    expect(Array.from(await estimator.predict(X))).toEqual(model.predict)
    const proba = toRows(await estimator.predict_proba(X))
    // Sums in another order.
    proba.forEach((row, i) => row.forEach((p, k) => expect(p).toBeCloseTo(model.predict_proba[i][k], 12)))
    if ('importances' in model)
      estimator.feature_importances_!.forEach((value, f) =>
        expect(value).toBeCloseTo(model.importances[f], 12)
      )
  })

  it('keeps the names that it has there', () => {
    const { params } = readEstimator(bytesOf(models.pipeline.pickle))
    expect(params).toMatchObject({
      steps: [
        [
          'transform',
          {
            $estimator: {
              class: 'ColumnTransformer',
              attributes: {
                feature_names_in_: ['length', 'width', 'kind', 'count', 'big'],
                transformers_: [
                  [
                    'ohe',
                    {
                      $estimator: {
                        attributes: {
                          categories_: [
                            ['slim', 'wide'],
                            [false, true]
                          ]
                        }
                      }
                    },
                    ['kind', 'big']
                  ],
                  ['scaler', { $estimator: { class: 'StandardScaler' } }, ['length', 'width', 'count']]
                ]
              }
            }
          }
        ],
        [
          'LogisticRegression',
          { $estimator: { attributes: { classes_: ['setosa', 'versicolor', 'virginica'] } } }
        ]
      ]
    })
  })
})

describe('what is refused', () => {
  const refuse = (value: Parameters<typeof writePickle>[0], status: number, message: string): void =>
    expect(() => readEstimator(writePickle(value))).toThrow(
      expect.objectContaining({ status, message: expect.stringContaining(message) as unknown })
    )

  it('names that are no part of a model', () => {
    for (const pickle of Object.values(fixture.refused))
      expect(() => readEstimator(bytesOf(pickle))).toThrow(/names .*, which is not on the list/)
  })

  it('a class that is not known', () => {
    refuse(instance('sklearn.cluster._kmeans', 'KMeans', {}), 415, 'sklearn.cluster._kmeans.KMeans')
  })

  it('a value that is no estimator', () => {
    refuse([1n], 422, 'inconsistent')
  })

  it('an array whose bytes do not fill it', () => {
    const coef_ = arrayOf(float64, [1000, 1000, 1000], new Uint8Array(8))
    refuse(instance('sklearn.naive_bayes', 'GaussianNB', { coef_ }), 422, 'inconsistent')
  })

  it('a parameter that changes what a part does, and that ours does not have', () => {
    const transformer_weights = [1n]
    refuse(
      instance('sklearn.compose._column_transformer', 'ColumnTransformer', { transformer_weights }),
      415,
      'transformer_weights'
    )
  })

  const bayes = (entries: Parameters<typeof instance>[2]) =>
    instance('sklearn.naive_bayes', 'GaussianNB', entries)

  it('names that JavaScript or Python take for more than data', () => {
    refuse(bayes(Object.fromEntries([['__proto__', null]])), 422, 'inconsistent')
    refuse(bayes({ __dict__: null }), 422, 'inconsistent')
  })

  it('shapes that no bytes fill', () => {
    const text = new Call(new Global('numpy', 'dtype'), tuple('U0', false, true))
    refuse(bayes({ a_: arrayOf(text, [2 ** 50], new Uint8Array(0)) }), 422, 'inconsistent')
    refuse(bayes({ a_: arrayOf(float64, [-1, -1], new Uint8Array(8)) }), 422, 'inconsistent')
  })

  it('a tree whose branches lead back', async () => {
    const Class = (await loadClass('DecisionTreeClassifier'))!
    const state = getState(await new Class().fit(fromRows([[0], [1]]), [0, 1]))
    const tree = state.attributes.tree_ as { children_left: Int32Array }
    const looped = { ...tree, children_left: tree.children_left.map((child) => (child < 0 ? child : 0)) }
    const broken = { ...state, attributes: { ...state.attributes, tree_: looped } }
    expect(readEstimator(writeEstimator(state)).attributes.tree_).toEqual(tree)
    expect(() => readEstimator(writeEstimator(broken))).toThrow('inconsistent')
  })

  it('a model that lacks what its class keeps', () => {
    refuse(
      instance('sklearn.pipeline', 'Pipeline', {}),
      422,
      'sklearn.pipeline.Pipeline in the pickle is not whole'
    )
  })

  it('damaged files, always in words', () => {
    const random = new RandomState(0)
    const whole = bytesOf(models.pipeline.pickle)
    let refused = 0
    for (let i = 0; i < 300; i++) {
      const damaged = whole.slice()
      for (let k = 0; k < 3; k++) damaged[random.randint(0, whole.length)] = random.randint(0, 256)
      try {
        readEstimator(damaged)
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError)
        refused++
      }
    }
    expect(refused).toBeGreaterThan(100)
  })

  it('a list that holds itself', () => {
    const priors: PyValue[] = []
    priors.push(priors)
    refuse(bayes({ priors }), 422, 'deep')
  })

  it('lists within lists within lists', () => {
    let deep: Parameters<typeof writePickle>[0] = []
    for (let i = 0; i < 100; i++) deep = [deep]
    refuse(instance('sklearn.naive_bayes', 'GaussianNB', { priors: deep }), 422, 'deep')
  })
})

it('reads arrays of either order', () => {
  const numbers = new Uint8Array(Float64Array.of(1, 2, 3, 4, 5, 6).buffer)
  const read = (fortran: boolean): unknown => {
    const theta_ = arrayOf(float64, [2, 3], numbers, fortran)
    return readEstimator(writePickle(instance('sklearn.naive_bayes', 'GaussianNB', { theta_ }))).attributes
      .theta_
  }
  expect(read(false)).toEqual(
    fromRows([
      [1, 2, 3],
      [4, 5, 6]
    ])
  )
  expect(read(true)).toEqual(
    fromRows([
      [1, 3, 5],
      [2, 4, 6]
    ])
  )
})

it('keeps integers beyond 32 bits as floats', () => {
  const big = new Uint8Array(BigInt64Array.of(2n ** 40n, -1n).buffer)
  const state = { a_: arrayOf(int64, [2], big), b_: floats(Float64Array.of(0.5)), c_: tuple(1n) }
  expect(readEstimator(writePickle(instance('sklearn.naive_bayes', 'GaussianNB', state))).attributes).toEqual(
    {
      a_: Float64Array.of(2 ** 40, -1),
      b_: Float64Array.of(0.5),
      c_: [1]
    }
  )
})
