/** What a class has after a fit, as in scikit-learn 1.2: the attributes' names and shapes, and its methods. */
import { describe, expect, test } from 'vitest'
import { isMatrix, matrix, toRows, type Matrix } from '$lib/numeric/matrix'
import { Estimator, type Label, type Table } from '$lib/sklearn/base'
import { loadClass } from '$lib/sklearn/classes'
import fixture from '../fixtures/sklearn/attributes.json'
import { datasets } from './data'

/** null for one number or text, the lengths of an array or list. */
type Shape = number[] | 'object' | null

interface Wanted {
  readonly attributes: Readonly<Partial<Record<keyof typeof datasets, Readonly<Record<string, Shape>>>>>
  readonly methods: readonly string[]
}

/** Gradient boosting has an array of trees a stage. */
const isStages = (value: unknown): value is readonly Estimator[][] =>
  Array.isArray(value) && Array.isArray(value[0]) && value[0][0] instanceof Estimator

function shapeOf(value: unknown): Shape {
  if (typeof value !== 'object' || value === null) return null
  if (isMatrix(value)) return [...value.shape]
  if (isStages(value)) return [value.length, value[0].length]
  return Array.isArray(value) || ArrayBuffer.isView(value) ? [(value as ArrayLike<unknown>).length] : 'object'
}

/** Each value of the fixture's script: counts for naive Bayes and encoders, a positive target for regressors. */
const counted = (X: Matrix): Matrix =>
  matrix(
    ...X.shape,
    X.data.map((value) => Math.floor(Math.abs(value)))
  )
const positive = (y: Label[]): Label[] => y.map((value) => Math.max(Number(value) + 6, 1))

/** Encoders take named columns only. */
function tableOf(X: Matrix): Table {
  const rows = toRows(X)
  const names = rows[0].map((_, j) => String(j))
  return {
    names,
    length: rows.length,
    numbers: (name) => Float64Array.from(rows, (row) => row[Number(name)]),
    labels: (name) => rows.map((row) => row[Number(name)])
  }
}

/** Ours alone: the classes of the encoders know their columns always. */
const own = ['feature_names_in_', 'infrequent_categories_']

/** What ours has not: the template of a forest is its parameters. */
const left = ['estimator_']

describe.each(Object.entries(fixture) as unknown as [string, Wanted][])(
  '%s',
  (name, { attributes, methods }) => {
    test.each(Object.entries(attributes))(
      'has scikit-learn’s attributes after a fit on %s',
      async (data, wanted) => {
        const Class = (await loadClass(name))!
        const { X, y } = datasets[data as keyof typeof datasets]
        const params = { random_state: 0, n_estimators: 5, n_components: 2 }
        const taken = Object.entries(params).filter(([param]) => Object.hasOwn(Class.params, param))
        const model = new Class(Object.fromEntries(taken))
        const features = /NB|Encoder/.test(name) ? counted(X) : X
        await model.fit(
          /Encoder/.test(name) ? tableOf(features) : features,
          data === 'ties_regression' ? positive(y) : y
        )
        const values = model as unknown as Record<string, unknown>
        const shapes = Object.fromEntries(
          Object.keys(wanted)
            .filter((attribute) => !(left.includes(attribute) && values[attribute] === undefined))
            .map((attribute) => [attribute, attribute in model ? shapeOf(values[attribute]) : 'missing'])
        )
        expect(shapes).toEqual(
          Object.fromEntries(Object.entries(wanted).filter(([attribute]) => attribute in shapes))
        )
        const more = Object.keys(model).filter(
          (key) => key.endsWith('_') && !key.startsWith('_') && !(key in wanted)
        )
        expect(more.filter((key) => !own.includes(key))).toEqual([])
      }
    )

    test('has scikit-learn’s methods', async () => {
      const Class = (await loadClass(name))!
      expect(methods.filter((method) => !(method in Class.prototype))).toEqual([])
    })
  }
)
