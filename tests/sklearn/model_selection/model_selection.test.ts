import { describe, expect, it } from 'vitest'
import type { FitWarning } from '$lib/estimator/progress'
import { matrix, row, takeRows } from '$lib/numeric/matrix'
import type { Progress } from '$lib/estimator/progress'
import type { Estimator, Table } from '$lib/sklearn/base'
import * as selection from '$lib/sklearn/model_selection'
import { GaussianNB, MultinomialNB } from '$lib/sklearn/naive_bayes'
import { KNeighborsClassifier, KNeighborsRegressor } from '$lib/sklearn/neighbors'
import { Pipeline } from '$lib/sklearn/pipeline'
import { StandardScaler } from '$lib/sklearn/preprocessing'
import { fromState, getState } from '$lib/sklearn/state'
import { loadTask } from '$lib/sklearn/tasks'
import { DecisionTreeClassifier } from '$lib/sklearn/tree'
import type { Pool } from '$lib/sklearn/utils/parallel'
import fixtures from '../../fixtures/sklearn/model_selection.json'
import { closeTo } from '../close'
import { datasets } from '../data'

/** Scores are the same numbers added up in another order. */
const TOLERANCE = 1e-12

type Name = keyof typeof datasets

const splitters = {
  KFold: selection.KFold,
  StratifiedKFold: selection.StratifiedKFold,
  ShuffleSplit: selection.ShuffleSplit,
  StratifiedShuffleSplit: selection.StratifiedShuffleSplit
}

/** A pool that runs items out of order on cloned data, as threads do. */
const threads: Pool = {
  size: 3,
  async map<Shared, Item, Result>(name: string, shared: Shared, items: readonly Item[]): Promise<Result[]> {
    const task = await loadTask(name)
    const results: Result[] = []
    for (const i of [...items.keys()].reverse())
      results[i] = structuredClone(await task(structuredClone(shared), structuredClone(items[i]))) as Result
    return results
  }
}

describe('splits', () => {
  it.each(fixtures.splits)('$name($params) of $data', ({ name, params, data, train_test }) => {
    const { X, y } = datasets[data as Name]
    const splits = new splitters[name as keyof typeof splitters](params).split(X.shape[0], y)
    expect(splits.map(({ train, test }) => [[...train], [...test]])).toEqual(train_test)
  })

  it.each(fixtures.halves)('train_test_split($params) of $data', ({ params, data, train, test }) => {
    const { X, y } = datasets[data as Name]
    const options = { ...params, stratify: 'stratify' in params ? y : null }
    const { train: trained, test: tested } = selection.trainTestIndices(X.shape[0], options)
    expect([[...trained], [...tested]]).toEqual([train, test])
    const { XTrain, XTest, yTrain, yTest } = selection.trainTestSplit(X, y, options)
    expect(XTrain).toEqual(takeRows(X, train))
    expect([...row(XTest, 0)]).toEqual([...row(X, test[0])])
    expect([yTrain, yTest]).toEqual([train.map((i) => y[i]), test.map((i) => y[i])])
  })

  it('refuses sizes that do not fit', () => {
    expect(() => selection.trainTestIndices(10, { test_size: 10 })).toThrow(/test_size = 10/)
    expect(() => selection.trainTestIndices(10, { test_size: 0.6, train_size: 0.6 })).toThrow(
      /more than all rows/
    )
    expect(() => selection.trainTestIndices(10, { test_size: 6, train_size: 6 })).toThrow(/more than the 10/)
    expect(() => selection.trainTestIndices(1)).toThrow(/train on/)
    expect(() => new selection.KFold({ n_splits: 1 }).split(4)).toThrow(/n_splits = 1/)
    expect(() => new selection.KFold({ n_splits: 5 }).split(4)).toThrow(/4 rows do not make 5 folds/)
    expect(() => new selection.KFold({ random_state: 0 }).split(9)).toThrow(/without shuffle/)
    expect(() => new selection.StratifiedKFold().split(5, [0, 1, 0, 1, 0])).toThrow(/No class/)
    expect(() => new selection.StratifiedShuffleSplit().split(5, [0, 0, 0, 0, 1])).toThrow(/one row only/)
  })

  it('warns of classes with fewer rows than folds', () => {
    const warnings: FitWarning[] = []
    new selection.StratifiedKFold({ n_splits: 3 }).split(5, [0, 1, 0, 1, 0], (warning) =>
      warnings.push(warning)
    )
    expect(warnings.map(({ message }) => message)).toEqual(['A class has 2 rows, fewer than the 3 folds'])
  })
})

describe('cross_validate', () => {
  const estimators = { GaussianNB, MultinomialNB, KNeighborsRegressor }

  it.each(fixtures.validated)('$name on $data, $options, weighted $weighted', async (fixture) => {
    const { X, y, sampleWeight } = datasets[fixture.data as Name]
    const estimator = new estimators[fixture.name as keyof typeof estimators]()
    const options = {
      ...(fixture.options as selection.CrossValidateOptions),
      ...(fixture.weighted ? { sampleWeight } : {})
    }
    for (const pool of [undefined, threads]) {
      const found = await selection.crossValidate(estimator, X, y, { ...options, pool })
      const wanted = Object.entries(fixture.scores as unknown as Record<string, number[]>)
      expect(Object.keys(found).sort()).toEqual(
        ['fit_time', 'score_time', ...wanted.map(([key]) => key)].sort()
      )
      for (const [key, scores] of wanted) closeTo(found[key as 'test_score'], scores, TOLERANCE)
    }
  })

  it('gives one score a fold, of a table too, and the estimators when asked', async () => {
    const { X, y } = datasets.binary
    const scores = await selection.crossValScore(new GaussianNB(), X, y, { cv: 3 })
    const column = (name: string): Float64Array =>
      Float64Array.from({ length: 80 }, (_, i) => row(X, i)[Number(name)])
    const table: Table = {
      names: ['0', '1', '2', '3', '4'],
      length: 80,
      numbers: column,
      labels: (name) => [...column(name)]
    }
    const pipeline = new Pipeline({
      steps: [
        ['scale', new StandardScaler()],
        ['nb', new GaussianNB()]
      ]
    })
    const found = await selection.crossValidate(pipeline, table, y, {
      cv: 3,
      return_estimator: true,
      pool: threads
    })
    closeTo(found.test_score, scores, TOLERANCE)
    expect(found.estimator!.map(({ isFitted }) => isFitted)).toEqual([true, true, true])
    expect(pipeline.isFitted).toBe(false)
  })

  it('tells of fits that fail', async () => {
    const { X, y } = datasets.binary
    const warnings: FitWarning[] = []
    const cv: [number[], number[]][] = [
      [
        [0, 1],
        [2, 3]
      ],
      [[...Array(70).keys()], [70, 71]]
    ]
    const few = new KNeighborsClassifier({ n_neighbors: 9 })
    const found = await selection.crossValidate(few, X, y, {
      cv,
      error_score: -1,
      warn: (w) => warnings.push(w)
    })
    expect(found.test_score[0]).toBe(-1)
    expect(warnings[0].message).toMatch(/1 of 2 fits failed and score -1.*9 neighbours/)
    await expect(selection.crossValidate(few, X, y, { cv, error_score: 'raise' })).rejects.toThrow(
      /9 neighbours/
    )
    const bad = new MultinomialNB()
    await expect(selection.crossValidate(bad, X, y)).rejects.toThrow(/All 5 fits failed.*MultinomialNB: row/)
  })

  it('reports progress, and stops when told to', async () => {
    const { X, y } = datasets.binary
    const progress: Progress[] = []
    await selection.crossValScore(new GaussianNB(), X, y, { cv: 3, onProgress: (p) => progress.push(p) })
    expect(progress.map(({ done, total }) => [done, total])).toEqual([
      [1, 3],
      [2, 3],
      [3, 3]
    ])
    const signal = AbortSignal.abort()
    const tree = new DecisionTreeClassifier()
    await expect(selection.crossValScore(tree, X, y, { signal })).rejects.toThrow(/abort/)
  })

  it.each([
    [{ scoring: 'acuracy' }, /no metric "acuracy"/],
    [{ scoring: ['f1', 'f1'] }, /twice/],
    [{ cv: [[[0], [99]]] as [number[], number[]][] }, /row 99/]
  ])('refuses %o', async (options, message) => {
    const { X, y } = datasets.binary
    await expect(selection.crossValidate(new GaussianNB(), X, y, options)).rejects.toThrow(message)
  })
})

describe('GridSearchCV', () => {
  const make = (kind: string): Estimator =>
    kind === 'tree'
      ? new DecisionTreeClassifier({ random_state: 0 })
      : new Pipeline({
          steps: [
            ['scale', new StandardScaler()],
            ['knn', new KNeighborsClassifier()]
          ]
        })

  it.each(fixtures.searches)('$kind on $data, $options', async (fixture) => {
    const { X, y } = datasets[fixture.data as Name]
    for (const pool of [undefined, threads]) {
      const search = new selection.GridSearchCV({
        estimator: make(fixture.kind),
        param_grid: fixture.grid as unknown as selection.ParamGrid,
        ...(fixture.options as object)
      })
      await search.fit(X, y, { pool })
      const { params, ...results } = fixture.results
      expect(search.cv_results_.params).toEqual(params)
      for (const [key, values] of Object.entries(results as unknown as Record<string, number[]>))
        closeTo(search.cv_results_[key] as Float64Array, values, TOLERANCE)
      const wanted = fixture.best as Partial<Record<'predict', unknown[]>> & Record<string, unknown>
      expect(search.best_index_).toBe(wanted.best_index_)
      expect(search.best_params_).toEqual(wanted.best_params_)
      if (!wanted.predict) continue
      const rows = takeRows(
        X,
        Array.from({ length: Math.ceil(X.shape[0] / 4) }, (_, i) => 4 * i)
      )
      expect(await search.predict(rows)).toEqual(wanted.predict)
      closeTo(
        [search.best_score_, await search.score(X, y)],
        [wanted.best_score_, wanted.score] as number[],
        TOLERANCE
      )
    }
  })

  it('survives a structured clone, and answers as its best estimator', async () => {
    const { X, y } = datasets.binary
    const search = new selection.GridSearchCV({
      estimator: make('tree'),
      param_grid: { max_depth: [1, 2] },
      cv: 3
    })
    await search.fit(X, y)
    const again = (await fromState(structuredClone(getState(search)))) as selection.GridSearchCV
    expect((await again.predict_proba(X)).data).toEqual((await search.predict_proba(X)).data)
    expect(again.classes_).toEqual([0, 1])
    expect(again.best_params_).toEqual(search.best_params_)
  })

  it.each([
    [{ param_grid: { depth: [1] } }, /no parameter "depth"/],
    [{ param_grid: { max_depth: 3 } }, /no list of values/],
    [{ param_grid: { inner__depth: [1] } }, /holds no estimator "inner"/],
    [{ param_grid: {}, scoring: ['f1', 'accuracy'] }, /which of the scores decides/],
    [{ param_grid: {}, cv: 1 }, /cv = 1/]
  ])('refuses %o', async (params, message) => {
    const { X, y } = datasets.binary
    const search = new selection.GridSearchCV({ estimator: make('tree'), ...(params as object) })
    await expect(search.fit(X, y)).rejects.toThrow(message)
  })

  it('has no best estimator without refit, and none before fit', async () => {
    const search = new selection.GridSearchCV({ estimator: make('tree'), param_grid: {}, refit: false })
    await expect(search.predict(matrix(1, 5))).rejects.toThrow(/not fitted yet/)
    await search.fit(datasets.binary.X, datasets.binary.y)
    await expect(search.predict(matrix(1, 5))).rejects.toThrow(/refit = false/)
  })
})
