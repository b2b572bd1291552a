import { describe, expect, test } from 'vitest'
import type { FitWarning } from '$lib/estimator/progress'
import { takeRows, toRows, type Matrix } from '$lib/numeric/matrix'
import { GradientBoostingClassifier, GradientBoostingRegressor } from '$lib/sklearn/ensemble'
import { LinearRegression, LogisticRegression, Perceptron } from '$lib/sklearn/linear_model'
import { KNeighborsClassifier, KNeighborsRegressor } from '$lib/sklearn/neighbors'
import { DecisionTreeClassifier, DecisionTreeRegressor } from '$lib/sklearn/tree'
import fixtures from '../../fixtures/sklearn/boosting.json'
import { closeTo } from '../close'
import { datasets } from '../data'

const classes = { GradientBoostingClassifier, GradientBoostingRegressor }

const every = (step: number, X: Matrix, most = Infinity): Matrix =>
  takeRows(
    X,
    Array.from({ length: Math.min(most, Math.ceil(X.shape[0] / step)) }, (_, i) => step * i)
  )

/** What the fixture's script means by the names of what it begins with. */
const beginners: Readonly<Record<string, () => object>> = {
  'GradientBoostingClassifier tree': () => new DecisionTreeClassifier({ max_depth: 1, random_state: 0 }),
  'GradientBoostingRegressor tree': () => new DecisionTreeRegressor({ max_depth: 1, random_state: 0 }),
  'GradientBoostingRegressor neighbors': () => new KNeighborsRegressor()
}

async function collect<T>(stages: AsyncGenerator<T>): Promise<T[]> {
  const all: T[] = []
  for await (const stage of stages) all.push(stage)
  return all
}

describe.each(fixtures)('$name on $data, $params, weighted: $weighted', (fixture) => {
  const { X, y, sampleWeight } = datasets[fixture.data as keyof typeof datasets]
  const { expect: wanted, name } = fixture
  const { init } = fixture.params as { init?: string }

  const fit = async () => {
    const beginner = beginners[`${name} ${init}`]
    const params = { ...fixture.params, ...(beginner && { init: beginner() }) }
    const model = new classes[name as keyof typeof classes](params as object)
    const options = fixture.weighted ? { sampleWeight } : {}
    await model.fit(X, y, options)
    return fixture.more ? model.set_params({ n_estimators: fixture.more }).fit(X, y, options) : model
  }

  test('grows the same trees', async () => {
    const model = await fit()
    const trees = model.estimators_.flat().map(({ tree_ }) => tree_)
    expect(trees.map(({ feature }) => [...feature])).toEqual(wanted.features)
    expect(trees.slice(0, 4).map(({ threshold }) => [...threshold])).toEqual(wanted.thresholds)
    const values = [...trees.slice(0, 4), ...trees.slice(-1)].flatMap(({ value }) => [...value])
    closeTo(values, wanted.values.flat(), 1e-9)
    expect(model.n_estimators_).toBe(wanted.n_estimators_)
    expect(model.max_features_).toBe(wanted.max_features_)
    closeTo(model.feature_importances_, wanted.feature_importances_, 1e-9)
    expect(toRows(await model.apply(every(5, X)))).toEqual(wanted.apply)
  })

  test('has the same losses', async () => {
    const model = await fit()
    closeTo(model.train_score_, wanted.train_score_, 1e-9)
    if (wanted.oob_improvement_) closeTo(model.oob_improvement_, wanted.oob_improvement_, 1e-9)
    else expect(model).not.toHaveProperty('oob_improvement_')
  })

  test('says the same of rows, after each stage too', async () => {
    const model = await fit()
    const staged = await collect<ArrayLike<unknown>>(model.staged_predict(every(5, X, 4)))
    if (model instanceof GradientBoostingRegressor) {
      closeTo(await model.predict(every(5, X)), wanted.predict as number[], 1e-9)
      return closeTo(
        staged.flatMap((stage) => Array.from(stage, Number)),
        wanted.staged.flat() as number[],
        1e-9
      )
    }
    expect(await model.predict(every(5, X))).toEqual(wanted.predict)
    expect(staged).toEqual(wanted.staged)
    const proba = await model.predict_proba(every(5, X))
    closeTo(proba.data, wanted.predict_proba!.flat(), 1e-9)
    closeTo((await model.predict_log_proba(every(5, X))).data, proba.data.map(Math.log), 1e-12)
    closeTo((await model.decision_function(every(5, X))).data, wanted.decision_function!, 1e-9)
    const stagedProba = await collect(model.staged_predict_proba(every(5, X, 2)))
    closeTo(
      stagedProba.flatMap(({ data }) => [...data]),
      wanted.staged_proba!.flat(),
      1e-9
    )
    const decisions = await collect(model.staged_decision_function(every(5, X)))
    expect(decisions).toHaveLength(model.n_estimators_)
    expect(decisions.at(-1)).toEqual(await model.decision_function(every(5, X)))
  })
})

describe('gradient boosting', () => {
  const { X, y } = datasets.binary
  const numbers = datasets.regression

  test('begins with any model of its kind', async () => {
    const init = new LogisticRegression()
    const model = await new GradientBoostingClassifier({ init, n_estimators: 5 }).fit(X, y)
    const alone = await new LogisticRegression().fit(X, y)
    expect(await model.score(X, y)).toBeGreaterThan(await alone.score(X, y))
    const linear = { init: new LinearRegression(), n_estimators: 5 }
    const regressor = await new GradientBoostingRegressor(linear).fit(numbers.X, numbers.y)
    expect(await regressor.score(numbers.X, numbers.y)).toBeGreaterThan(0.9)
  })

  test('refuses what cannot tell where to begin', async () => {
    const perceptron = new GradientBoostingClassifier({ init: new Perceptron() })
    await expect(perceptron.fit(X, y)).rejects.toThrow('init is a Perceptron, which has no predict_proba')
    const neighbors = new GradientBoostingClassifier({ init: new KNeighborsClassifier() })
    const weighted = neighbors.fit(X, y, { sampleWeight: datasets.binary.sampleWeight })
    await expect(weighted).rejects.toThrow('KNeighborsClassifier does not support sample weights')
  })

  test('refuses the exponential loss for more than two classes, and fewer stages than there are', async () => {
    const { multiclass } = datasets
    const model = new GradientBoostingClassifier({ loss: 'exponential' })
    await expect(model.fit(multiclass.X, multiclass.y)).rejects.toThrow('needs two classes, not 3')
    const warm = await new GradientBoostingClassifier({ n_estimators: 3, warm_start: true }).fit(X, y)
    await expect(warm.set_params({ n_estimators: 2 }).fit(X, y)).rejects.toThrow('goes on from 3 stages')
  })

  test('warns of old names, tells how far it is, and stops', async () => {
    const warnings: FitWarning[] = []
    const done: number[] = []
    await new GradientBoostingClassifier({ loss: 'deviance', max_features: 'auto', n_estimators: 3 }).fit(
      X,
      y,
      {
        warn: (warning) => void warnings.push(warning),
        onProgress: ({ done: stages }) => void done.push(stages)
      }
    )
    expect(warnings.map(({ category }) => category)).toEqual(['FutureWarning', 'FutureWarning'])
    expect(done).toEqual([0, 1, 2])
    const controller = new AbortController()
    const stopped = new GradientBoostingClassifier({ n_estimators: 10_000 }).fit(X, y, {
      signal: controller.signal,
      onProgress: ({ done: stages }) => stages === 2 && controller.abort()
    })
    await expect(stopped).rejects.toThrow('aborted')
  })
})
