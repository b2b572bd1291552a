import { describe, expect, test } from 'vitest'
import type { FitWarning } from '$lib/estimator/progress'
import { matrix, takeRows, type Matrix } from '$lib/numeric/matrix'
import { loadClass } from '$lib/sklearn/classes'
import { AdaBoostClassifier, AdaBoostRegressor } from '$lib/sklearn/ensemble'
import type { Baggable } from '$lib/sklearn/ensemble/_bagging'
import { Perceptron, RidgeClassifier } from '$lib/sklearn/linear_model'
import { KNeighborsClassifier } from '$lib/sklearn/neighbors'
import { DecisionTreeClassifier } from '$lib/sklearn/tree'
import fixtures from '../../fixtures/sklearn/adaboost.json'
import { closeTo } from '../close'
import { datasets } from '../data'

const classes = { AdaBoostClassifier, AdaBoostRegressor }

const fourths = (X: Matrix, most = Infinity): Matrix =>
  takeRows(
    X,
    Array.from({ length: Math.min(most, Math.ceil(X.shape[0] / 4)) }, (_, i) => 4 * i)
  )

async function collect<T>(stages: AsyncGenerator<T>): Promise<T[]> {
  const all: T[] = []
  for await (const stage of stages) all.push(stage)
  return all
}

describe.each(fixtures)('$name of $base on $data, $params, weighted: $weighted', (fixture) => {
  const { X, y, sampleWeight } = datasets[fixture.data as keyof typeof datasets]
  const { expect: wanted, base } = fixture

  const fit = async () => {
    const Base = base && (await loadClass(base.className))!
    const estimator = Base && (new Base(base.params) as Baggable)
    const model = new classes[fixture.name as keyof typeof classes]({
      ...fixture.params,
      estimator
    } as object)
    return model.fit(X, y, fixture.weighted ? { sampleWeight } : {})
  }

  test('fits the same estimators', async () => {
    const model = await fit()
    expect(model.estimators_).toHaveLength(wanted.n)
    const seeds = model.estimators_.map(
      ({ params }) => (params as { random_state?: number }).random_state ?? null
    )
    expect(seeds).toEqual(wanted.seeds)
    const trees = model.estimators_.filter((each) => 'tree_' in each) as unknown as DecisionTreeClassifier[]
    expect(trees.map(({ tree_ }) => [...tree_.feature])).toEqual(wanted.features)
    closeTo(model.estimator_weights_, wanted.estimator_weights_, 1e-9)
    closeTo(model.estimator_errors_, wanted.estimator_errors_, 1e-9)
    if (wanted.feature_importances_) closeTo(model.feature_importances_!, wanted.feature_importances_, 1e-9)
    else expect(model).not.toHaveProperty('feature_importances_')
  })

  test('says the same of rows, after each estimator too', async () => {
    const model = await fit()
    closeTo(await collect(model.staged_score(X, y, sampleWeight)), wanted.staged_score, 1e-9)
    if (model instanceof AdaBoostRegressor) {
      closeTo(await model.predict(fourths(X)), wanted.predict as number[], 1e-9)
      const staged = await collect(model.staged_predict(fourths(X, 5)))
      return closeTo(
        staged.flatMap((stage) => [...stage]),
        wanted.staged.flat() as number[],
        1e-9
      )
    }
    expect(await model.predict(fourths(X))).toEqual(wanted.predict)
    expect(await collect(model.staged_predict(fourths(X, 5)))).toEqual(wanted.staged)
    const proba = await model.predict_proba(fourths(X))
    closeTo(proba.data, wanted.predict_proba!.flat(), 1e-9)
    closeTo((await model.predict_log_proba(fourths(X))).data, proba.data.map(Math.log), 1e-12)
    closeTo((await model.decision_function(fourths(X))).data, wanted.decision_function!, 1e-9)
    const staged = await collect(model.staged_predict_proba(fourths(X, 3)))
    closeTo(
      staged.flatMap(({ data }) => [...data]),
      wanted.staged_proba!.flat(),
      1e-9
    )
  })
})

describe('what is boosted by weights', () => {
  const { X, y } = datasets.binary

  test('needs what the algorithm works with', async () => {
    const boost = (estimator: Baggable, algorithm: 'SAMME' | 'SAMME.R') =>
      new AdaBoostClassifier({ estimator, algorithm }).fit(X, y)
    await expect(boost(new RidgeClassifier(), 'SAMME.R')).rejects.toThrow(
      'needs probabilities, which RidgeClassifier has not'
    )
    await expect(boost(new KNeighborsClassifier(), 'SAMME.R')).rejects.toThrow(
      'does not support sample weights'
    )
    expect((await boost(new Perceptron(), 'SAMME')).estimators_.length).toBeGreaterThan(0)
  })

  test('weights must be at least 0, and one greater', async () => {
    const fit = (weight: number) =>
      new AdaBoostRegressor().fit(datasets.regression.X, datasets.regression.y, {
        sampleWeight: datasets.regression.y.map(() => weight)
      })
    await expect(fit(-1)).rejects.toThrow('The sample weight of row 0 is -1')
    await expect(fit(0)).rejects.toThrow('All sample weights are 0')
  })

  test('refuses a first estimator that is worse than chance', async () => {
    // No feature tells anything of the classes, which are as many.
    const blind = matrix(8, 1)
    const model = new AdaBoostClassifier({ algorithm: 'SAMME' })
    await expect(model.fit(blind, [0, 1, 0, 1, 0, 1, 0, 1])).rejects.toThrow('is worse than chance')
  })

  test('base_estimator still works; it tells how far it is, and stops', async () => {
    const warnings: FitWarning[] = []
    const done: number[] = []
    const tree = new DecisionTreeClassifier({ max_depth: 2 })
    const model = await new AdaBoostClassifier({ base_estimator: tree, n_estimators: 3 }).fit(X, y, {
      warn: (warning) => void warnings.push(warning),
      onProgress: ({ done: stages }) => void done.push(stages)
    })
    expect(model.estimator_).toBe(tree)
    expect(warnings.map(({ category }) => category)).toEqual(['FutureWarning'])
    expect(done).toEqual([0, 1, 2])
    const controller = new AbortController()
    const stopped = new AdaBoostRegressor({ n_estimators: 10_000, random_state: 0 }).fit(
      datasets.regression.X,
      datasets.regression.y,
      {
        signal: controller.signal,
        onProgress: ({ done: stages }) => stages === 2 && controller.abort()
      }
    )
    await expect(stopped).rejects.toThrow('aborted')
  })
})
