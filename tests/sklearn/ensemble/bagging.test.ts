import { describe, expect, test } from 'vitest'
import type { FitWarning } from '$lib/estimator/progress'
import { takeRows, type Matrix } from '$lib/numeric/matrix'
import type { Estimator, EstimatorClass } from '$lib/sklearn/base'
import { loadClass } from '$lib/sklearn/classes'
import { BaggingClassifier, BaggingRegressor } from '$lib/sklearn/ensemble'
import { Pipeline } from '$lib/sklearn/pipeline'
import { StandardScaler } from '$lib/sklearn/preprocessing'
import { DecisionTreeClassifier, DecisionTreeRegressor } from '$lib/sklearn/tree'
import fixtures from '../../fixtures/sklearn/ensemble.json'
import { closeTo } from '../close'
import { datasets } from '../data'

const classes = { BaggingClassifier, BaggingRegressor }

const thirds = (X: Matrix): Matrix =>
  takeRows(
    X,
    Array.from({ length: Math.ceil(X.shape[0] / 3) }, (_, i) => 3 * i)
  )

async function makeBase(base: { className: string; params: object }, bagging: string): Promise<Estimator> {
  const Base = await loadClass(base.className)
  if (!Base) throw new Error(`${base.className} is not in the class table`)
  if (Base !== (Pipeline as EstimatorClass)) return new Base(base.params)
  const Tree = bagging === 'BaggingClassifier' ? DecisionTreeClassifier : DecisionTreeRegressor
  return new Pipeline({
    steps: [
      ['scale', new StandardScaler()],
      ['tree', new Tree({ max_features: 2 })]
    ]
  })
}

describe.each(fixtures.bagged)('$name of $base on $data, $params, weighted: $weighted', (fixture) => {
  const { X, y, sampleWeight } = datasets[fixture.data as keyof typeof datasets]
  const { expect: wanted, base } = fixture

  const fit = async () => {
    const estimator = base && (await makeBase(base, fixture.name))
    const model = new classes[fixture.name as keyof typeof classes]({
      estimator,
      ...fixture.params
    } as object)
    const options = fixture.weighted ? { sampleWeight } : {}
    await model.fit(X, y, options)
    const samples = model.estimators_samples_
    if (fixture.more) await model.set_params({ n_estimators: fixture.more }).fit(X, y, options)
    return { model, samples }
  }

  test('draws the same rows and features', async () => {
    const { model, samples } = await fit()
    expect(samples.map((rows) => [...rows.slice(0, 5)])).toEqual(wanted.samples)
    expect(model.estimators_features_.map((columns) => [...columns])).toEqual(wanted.features)
  })

  test('predicts the same', async () => {
    const { model } = await fit()
    const predicted = await model.predict(thirds(X))
    if (model instanceof BaggingRegressor)
      return closeTo(predicted as Float64Array, wanted.predict as number[], 1e-9)
    expect(predicted).toEqual(wanted.predict)
    closeTo((await model.predict_proba(thirds(X))).data, wanted.predict_proba!.flat(), 1e-9)
    if (!wanted.decision_function) return expect(model.decision_function).toBeUndefined()
    closeTo((await model.decision_function!(thirds(X))).data, wanted.decision_function.flat(), 1e-9)
  })

  test('has the same out-of-bag score', async () => {
    const { model } = await fit()
    if (wanted.oob_score_ === undefined) return expect(model).not.toHaveProperty('oob_score_')
    expect(model.oob_score_).toBeCloseTo(wanted.oob_score_, 12)
    if (model instanceof BaggingRegressor) closeTo(model.oob_prediction_, wanted.oob_prediction_!, 1e-9)
    else closeTo(model.oob_decision_function_.data, wanted.oob_decision_function_!.flat(), 1e-9)
  })
})

test('base_estimator still works, and says what it is called now', async () => {
  const { X, y } = datasets.binary
  const warnings: FitWarning[] = []
  const tree = new DecisionTreeClassifier({ max_depth: 2 })
  const warn = (warning: FitWarning): void => void warnings.push(warning)
  const model = await new BaggingClassifier({ base_estimator: tree, n_estimators: 2, random_state: 0 }).fit(
    X,
    y,
    { warn }
  )
  expect(model.estimators_.map(({ params }) => (params as typeof tree.params).max_depth)).toEqual([2, 2])
  expect(warnings.map(({ category }) => category)).toEqual(['FutureWarning'])
  await expect(new BaggingClassifier({ base_estimator: tree, estimator: tree }).fit(X, y)).rejects.toThrow(
    'Both estimator and base_estimator are set'
  )
})
