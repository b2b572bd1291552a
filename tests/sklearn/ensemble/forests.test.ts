import { describe, expect, test } from 'vitest'
import { takeRows, toRows, type Matrix } from '$lib/numeric/matrix'
import {
  ExtraTreesClassifier,
  ExtraTreesRegressor,
  RandomForestClassifier,
  RandomForestRegressor
} from '$lib/sklearn/ensemble'
import fixtures from '../../fixtures/sklearn/ensemble.json'
import { closeTo } from '../close'
import { counts, datasets } from '../data'

const classes = { ExtraTreesClassifier, ExtraTreesRegressor, RandomForestClassifier, RandomForestRegressor }

const every = (step: number, X: Matrix): Matrix =>
  takeRows(
    X,
    Array.from({ length: Math.ceil(X.shape[0] / step) }, (_, i) => step * i)
  )

describe.each(fixtures.forests)('$name on $data, $params, weighted: $weighted', (fixture) => {
  const { X, y, sampleWeight } = datasets[fixture.data as keyof typeof datasets]
  const target = fixture.positive ? counts(y) : y
  const { expect: wanted } = fixture

  const fit = async () => {
    const model = new classes[fixture.name as keyof typeof classes](fixture.params as object)
    const options = fixture.weighted ? { sampleWeight } : {}
    await model.fit(X, target, options)
    return fixture.more ? model.set_params({ n_estimators: fixture.more }).fit(X, target, options) : model
  }

  test('grows the same trees', async () => {
    const model = await fit()
    expect(model.estimators_.map(({ params }) => params.random_state)).toEqual(wanted.seeds)
    expect(model.estimators_.map(({ tree_ }) => [...tree_.feature])).toEqual(wanted.features)
    expect(model.estimators_.slice(0, 2).map(({ tree_ }) => [...tree_.threshold])).toEqual(wanted.thresholds)
    closeTo(model.feature_importances_, wanted.feature_importances_, 1e-12)
  })

  test('says the same of rows', async () => {
    const model = await fit()
    const predicted = await model.predict(every(3, X))
    if (predicted instanceof Float64Array) closeTo(predicted, wanted.predict as number[], 1e-12)
    else expect(predicted).toEqual(wanted.predict)
    if (model instanceof RandomForestClassifier || model instanceof ExtraTreesClassifier)
      closeTo((await model.predict_proba(every(3, X))).data, wanted.predict_proba!.flat(), 1e-12)
    expect(toRows(await model.apply(every(9, X)))).toEqual(wanted.leaves)
    const { indicator, n_nodes_ptr } = await model.decision_path(every(9, X))
    expect([...n_nodes_ptr]).toEqual(wanted.n_nodes_ptr)
    expect(toRows(indicator).map((row) => row.reduce((a, b) => a + b))).toEqual(wanted.nodes_on_path)
  })

  test('has the same out-of-bag score', async () => {
    const model = await fit()
    if (wanted.oob_score_ === undefined) return expect(model).not.toHaveProperty('oob_score_')
    expect(model.oob_score_).toBeCloseTo(wanted.oob_score_, 12)
    if ('oob_prediction_' in model) closeTo(model.oob_prediction_, wanted.oob_prediction_!, 1e-12)
    else closeTo(model.oob_decision_function_.data, wanted.oob_decision_function_!.flat(), 1e-12)
  })
})
