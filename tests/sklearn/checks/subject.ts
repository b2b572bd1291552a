/** The classes of the table as the checks see them: with parameters that fit fast, and data that suits them. */
import { ValueError } from '$lib/estimator/exceptions'
import { fromRows, matrix, takeRows, type Matrix } from '$lib/numeric/matrix'
import type { Classifier, Estimator, EstimatorClass, FitOptions, Label, Regressor } from '$lib/sklearn/base'
import { classNames, loadClass } from '$lib/sklearn/classes'
import { datasets } from '../data'

type Model = Estimator &
  Partial<Pick<Classifier, 'predict' | 'classes_'>> & {
    n_features_in_?: number
    predict?(X: Matrix): Promise<Label[] | Float64Array>
    predict_proba?(X: Matrix): Promise<Matrix>
    decision_function?(X: Matrix): Promise<Matrix>
    transform?(X: Matrix): Promise<Matrix>
    score?: Classifier['score'] | Regressor['score']
  }

export interface Subject {
  readonly Class: EstimatorClass
  readonly kind: EstimatorClass['estimatorType']
  make(params?: object): Model
  readonly X: Matrix
  readonly y: Label[]
}

/** Fast, and the same each time. */
const quick: Record<string, unknown> = {
  random_state: 0,
  n_estimators: 5,
  hidden_layer_sizes: [10],
  learning_rate_init: 0.03
}

/** Near enough to say the same of a row alone as among others. */
const own: Readonly<Record<string, object>> = { NMF: { n_components: 2, tol: 1e-12, max_iter: 2000 } }

/** Those that are made of others are tested on their own. */
const composed = new Set(['ColumnTransformer', 'Pipeline', 'GridSearchCV', 'RandomizedSearchCV'])

/** Whole numbers, none negative: what every class takes. */
const { X } = datasets.ties_classification

/** Positive counts: what every regressor takes. */
const counts = datasets.ties_regression.y.map((value) => Math.max(1, Number(value) + 6))

const named = datasets.ties_classification.y.map((label) => (label === 1 ? 'yes' : 'no'))

export const subjects: Subject[] = await Promise.all(
  classNames
    .filter((name) => !composed.has(name))
    .map(async (name) => {
      const Class = (await loadClass(name))!
      const shared = Object.fromEntries(
        Object.entries(quick).filter(([key]) => Object.hasOwn(Class.params, key))
      )
      return {
        Class,
        kind: Class.estimatorType,
        make: (params = {}) => new Class({ ...shared, ...own[name], ...params }),
        X,
        y: Class.estimatorType === 'classifier' ? named : counts
      }
    })
)

export const ofKind = (...kinds: EstimatorClass['estimatorType'][]): [string, Subject][] =>
  subjects.filter(({ kind }) => kinds.includes(kind)).map((subject) => [subject.Class.className, subject])

export const all: [string, Subject][] = ofKind('classifier', 'regressor', 'transformer')

/** A fitted model. */
export const fitted = ({ make, X, y }: Subject, options?: FitOptions): Promise<Model> =>
  make().fit(X, y, options)

/** What the model says of X by each of its methods; one that its parameters do not allow refuses in words. */
export async function answers(model: Model, rows: Matrix): Promise<Record<string, unknown>> {
  const methods = ['predict', 'predict_proba', 'decision_function', 'transform'] as const
  const given = methods.filter((method) => model[method] !== undefined)
  const said = await Promise.allSettled(given.map((method) => model[method]!(rows)))
  return Object.fromEntries(
    said.flatMap((answer, i) => {
      if (answer.status === 'fulfilled') return [[given[i], answer.value]]
      if (given[i] !== 'predict' && answer.reason instanceof ValueError) return []
      throw answer.reason
    })
  )
}

/** X with one value changed. */
export function withValue(from: Matrix, row: number, col: number, value: number): Matrix {
  const data = from.data.slice()
  data[row * from.shape[1] + col] = value
  return matrix(...from.shape, data)
}

export const firstRows = (from: Matrix, n: number): Matrix => takeRows(from, [...Array(n).keys()])

/** More columns than rows, whole numbers. */
export const wide = fromRows(
  Array.from({ length: 12 }, (_, i) => Array.from({ length: 30 }, (_, j) => (i * 7 + j * j) % 5))
)

/** A target for them. Their rows repeat, and it with them: ν-classification refuses equal rows of two classes. */
export const wideTarget = (y: readonly Label[]): Label[] =>
  Array.from({ length: wide.shape[0] }, (_, i) => y[[0, 2, 1, 5, 3][i % 5]])
