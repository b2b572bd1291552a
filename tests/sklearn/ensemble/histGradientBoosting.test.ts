import { describe, expect, test } from 'vitest'
import type { FitWarning } from '$lib/estimator/progress'
import { column, fromRows, matrix, takeRows, toRows, type Matrix } from '$lib/numeric/matrix'
import { RandomState } from '$lib/numeric/random/RandomState'
import type { Label, Table } from '$lib/sklearn/base'
import { HistGradientBoostingClassifier, HistGradientBoostingRegressor } from '$lib/sklearn/ensemble'
import { IndexSet } from '$lib/sklearn/ensemble/_histGradientBoosting/IndexSet'
import type { TreePredictor } from '$lib/sklearn/ensemble/_histGradientBoosting/predictor'
import fixture from '../../fixtures/sklearn/histBoosting.json'
import { closeTo } from '../close'
import { datasets, type Dataset } from '../data'

const classes = { HistGradientBoostingClassifier, HistGradientBoostingRegressor }

/** null stands for a missing value. */
const mixed = fromRows(fixture.X.map((row) => row.map((value) => value ?? NaN)))

const own = Object.fromEntries(
  Object.entries(fixture.targets).map(([name, y]) => [name, { X: mixed, y, sampleWeight: fixture.weights }])
)

/** Infinities are values like others. */
function infinite({ X, ...others }: Dataset): Dataset {
  const out = takeRows(X, [...Array(X.shape[0]).keys()])
  for (const [i, f, value] of [
    [3, 1, Infinity],
    [7, 1, -Infinity],
    [9, 2, Infinity]
  ])
    out.data[i * X.shape[1] + f] = value
  return { X: out, ...others }
}

const infinite_regression = infinite(datasets.regression)

/** Each feature twice. */
function twin({ X, ...others }: Dataset): Dataset {
  return { X: fromRows(toRows(X).map((row) => [...row, ...row])), ...others }
}

const twin_regression = twin(datasets.regression)

const all: Readonly<Record<string, Dataset>> = { ...own, ...datasets, infinite_regression, twin_regression }

/** The rows that the fixture's script asks about. */
function asked(X: Matrix): Matrix {
  const [rows, cols] = X.shape
  const plain = Array.from({ length: Math.ceil(rows / 7) }, (_, i) => 7 * i)
  const out = takeRows(X, [...plain, 0, 1, 2, 3, 4, 5, 6, 7])
  const strange = [NaN, NaN, 77, -3, 5, 40, Infinity, -Infinity]
  strange.forEach((value, i) => (out.data[(plain.length + i) * cols + (i % cols)] = value))
  return out
}

const first = (X: Matrix, n: number): Matrix => takeRows(X, [...Array(n).keys()])

async function collect<T>(stages: AsyncGenerator<T>): Promise<T[]> {
  const every: T[] = []
  for await (const stage of stages) every.push(stage)
  return every
}

const exact = [
  'count',
  'feature_idx',
  'missing_go_to_left',
  'left',
  'right',
  'depth',
  'is_leaf',
  'bin_threshold',
  'is_categorical',
  'bitset_idx'
] as const

function compareTrees(
  got: TreePredictor,
  wanted: (typeof fixture.cases)[number]['expect']['trees'][number]
): void {
  for (const field of exact) expect([...got[field]], field).toEqual(wanted[field])
  // JSON has no infinity.
  const thresholds = wanted.num_threshold.map((value) => value ?? Infinity)
  expect([...got.num_threshold]).toEqual(thresholds)
  expect([...got.binned_left_cat_bitsets]).toEqual(wanted.binned)
  expect([...got.raw_left_cat_bitsets]).toEqual(wanted.raw)
  closeTo(got.value, wanted.value, 1e-12)
  closeTo(got.gain, wanted.gain, 1e-9)
}

describe.each(fixture.cases)('$name on $data, $params, weighted: $weighted', (one) => {
  const { X, y, sampleWeight } = all[one.data]
  const wanted = one.expect

  const fit = async () => {
    const model = new classes[one.name as keyof typeof classes](one.params as object)
    const options = one.weighted ? { sampleWeight } : {}
    await model.fit(X, y, options)
    return one.more ? model.set_params({ max_iter: one.more }).fit(X, y, options) : model
  }

  test('grows the same trees', async () => {
    const model = await fit()
    const trees = model._predictors.flat()
    closeTo(model._baseline_prediction, wanted.baseline, 1e-14)
    expect(trees.map(({ feature_idx }) => [...feature_idx])).toEqual(wanted.features)
    expect(trees.map(({ bin_threshold }) => [...bin_threshold])).toEqual(wanted.bins)
    ;[...trees.slice(0, 1), ...trees.slice(-1)].forEach((tree, t) => compareTrees(tree, wanted.trees[t]))
    expect(model.n_iter_).toBe(wanted.n_iter_)
    expect(model.n_trees_per_iteration_).toBe(wanted.n_trees_per_iteration_)
  })

  test('has the same scores', async () => {
    const model = await fit()
    expect(model.do_early_stopping_).toBe(wanted.do_early_stopping_)
    closeTo(model.train_score_, wanted.train_score_, 1e-12)
    closeTo(model.validation_score_, wanted.validation_score_, 1e-12)
  })

  test('says the same of rows, after each stage too', async () => {
    const model = await fit()
    const rows = asked(X)
    const staged = await collect<ArrayLike<unknown>>(model.staged_predict(first(rows, 3)))
    if (model instanceof HistGradientBoostingRegressor) {
      closeTo(await model.predict(rows), wanted.predict as number[], 1e-12)
      const numbers = staged.flatMap((stage) => Array.from(stage, Number))
      return closeTo(numbers, wanted.staged.flat() as number[], 1e-12)
    }
    expect(await model.predict(rows)).toEqual(wanted.predict)
    expect(staged).toEqual(wanted.staged)
    closeTo((await model.predict_proba(rows)).data, wanted.predict_proba!, 1e-12)
    closeTo((await model.decision_function(rows)).data, wanted.decision_function!, 1e-12)
    const stagedProba = await collect(model.staged_predict_proba(first(rows, 2)))
    const proba = stagedProba.flatMap(({ data }) => [...data])
    closeTo(proba, wanted.staged_proba!.flat(), 1e-12)
    const decisions = await collect(model.staged_decision_function(rows))
    expect(decisions).toHaveLength(model.n_iter_)
    expect(decisions.at(-1)).toEqual(await model.decision_function(rows))
  })
})

describe('many rows', () => {
  const { many } = fixture
  const X = matrix(12_000, 4, new RandomState(3).random_sample(48_000))
  const y = Array.from({ length: 12_000 }, (_, i) => {
    const [a, b, c] = X.data.subarray(4 * i, 4 * i + 3)
    return Math.floor(4 * a) * Number(b > 0.4) + c
  })

  test.each(many.cases)('are watched, $name $params', async ({ name, params, ...wanted }) => {
    const model = new classes[name as keyof typeof classes](params as object)
    const target: Label[] = name.endsWith('Classifier') ? y.map(Math.floor) : y
    await model.fit(X, target)
    expect(model.do_early_stopping_).toBe(wanted.do_early_stopping_)
    closeTo(model.train_score_, wanted.train_score_, 1e-12)
    closeTo(model.validation_score_, wanted.validation_score_, 1e-12)
    const predicted = await model.predict(first(X, 40))
    closeTo(Array.from<Label, number>(predicted, Number), wanted.predict, 1e-12)
  })

  test('have their bins found on a sample of 200,000', async () => {
    const long = matrix(210_000, 1, new RandomState(4).random_sample(210_000))
    const model = new HistGradientBoostingRegressor({ random_state: 5, max_iter: 1, early_stopping: false })
    await model.fit(
      long,
      long.data.map((value) => Math.sin(9 * value))
    )
    expect(model._random_seed).toBe(many.seed)
    expect([...model._bin_mapper.bin_thresholds_[0]]).toEqual(many.thresholds)
  })
})

test.each(fixture.sets)('sets are in Python’s order, $groups', ({ n, groups, chosen, ...wanted }) => {
  const sets = groups.map((group) => IndexSet.of(group))
  const rest = IndexSet.union(sets).missingOf(n)
  expect([...rest.values]).toEqual(wanted.rest)
  expect([...IndexSet.union([...sets, rest]).values]).toEqual(wanted.all)
  expect([...IndexSet.union(sets.filter((set) => set.has(chosen))).values]).toEqual(wanted.some)
})

describe('histogram gradient boosting', () => {
  const { X, y } = all.mixed_regression
  const names = ['a', 'b', 'c', 'd', 'e', 'f']
  const table: Table = {
    names,
    length: X.shape[0],
    numbers: (name) => column(X, names.indexOf(name)),
    labels: (name) => [...column(X, names.indexOf(name))]
  }
  const few = { max_iter: 3, min_samples_leaf: 3 }

  test('takes a table, whose columns parameters may name', async () => {
    const named = { ...few, categorical_features: ['c', 'd'], monotonic_cst: { a: 1, e: -1 } }
    const model = await new HistGradientBoostingRegressor(named).fit(table, y)
    const placed = { ...few, categorical_features: [2, 3], monotonic_cst: [1, 0, 0, 0, -1, 0] }
    const same = await new HistGradientBoostingRegressor(placed).fit(X, y)
    expect(model.feature_names_in_).toEqual(names)
    expect(same).not.toHaveProperty('feature_names_in_')
    expect(model._predictors).toEqual(same._predictors)
    expect(await model.predict(table)).toEqual(await same.predict(X))
    expect([...model.is_categorical_!]).toEqual([0, 0, 1, 1, 0, 0])
  })

  test('rises and falls with its features as it is told', async () => {
    const model = await new HistGradientBoostingRegressor({ monotonic_cst: [-1, 0, 0, 0, 0, 0] }).fit(X, y)
    const steps = takeRows(X, Array<number>(40).fill(1))
    for (let i = 0; i < 40; i++) steps.data[6 * i] = (i - 20) / 8
    const predicted = [...(await model.predict(steps))]
    expect([...predicted].sort((a, b) => b - a)).toEqual(predicted)
  })

  test.each<[object, string]>([
    [{ categorical_features: [6] }, 'categorical_features has 6, which is no feature'],
    [{ categorical_features: [true, false] }, '2 truth values for 6 features'],
    [{ categorical_features: ['a'] }, 'names the feature "a", but the data has no names'],
    [{ categorical_features: [3], max_bins: 8 }, 'at index 3 has the value 9'],
    [{ categorical_features: [1], max_bins: 50 }, 'at index 1 has'],
    [{ monotonic_cst: [1, 0] }, '2 signs for 6 features'],
    [{ monotonic_cst: [2, 0, 0, 0, 0, 0] }, 'monotonic_cst has 2'],
    [{ monotonic_cst: { a: 1 } }, 'names the feature "a", but the data has no names'],
    [{ monotonic_cst: [0, 0, 1, 0, 0, 0], categorical_features: [2] }, 'no order to rise or fall in'],
    [{ interaction_cst: [[0, 9]] }, 'interaction_cst has 9'],
    [{ interaction_cst: [0] }, 'interaction_cst has 0, which is no group'],
    [{ loss: 'quantile' }, 'needs a quantile'],
    [{ loss: 'poisson' }, 'needs targets'],
    [{ early_stopping: true, scoring: 'no such' }, 'no such']
  ])('refuses %j', async (params, message) => {
    await expect(new HistGradientBoostingRegressor(params).fit(X, y)).rejects.toThrow(message)
  })

  test('refuses what does not fit the classes or the fit before', async () => {
    const many = all.mixed_multiclass
    const two = all.mixed_binary
    const signs = new HistGradientBoostingClassifier({ monotonic_cst: [1, 0, 0, 0, 0, 0] })
    await expect(signs.fit(many.X, many.y)).rejects.toThrow('monotonic_cst needs two classes')
    const binary = new HistGradientBoostingClassifier({ loss: 'binary_crossentropy', max_iter: 2 })
    await expect(binary.fit(many.X, many.y)).rejects.toThrow('not for 3 classes')
    const warnings: FitWarning[] = []
    await binary.fit(two.X, two.y, { warn: (warning) => void warnings.push(warning) })
    expect(warnings.map(({ category }) => category)).toEqual(['FutureWarning'])
    const warm = await new HistGradientBoostingRegressor({ max_iter: 3, warm_start: true }).fit(X, y)
    await expect(warm.set_params({ max_iter: 2 }).fit(X, y)).rejects.toThrow('goes on from 3 iterations')
  })

  test('weighs classes by label', async () => {
    const two = all.mixed_binary
    const weighted = new HistGradientBoostingClassifier({ class_weight: { yes: 3, no: 1 }, max_iter: 3 })
    const sampleWeight = two.y.map((label) => (label === 'yes' ? 3 : 1))
    const same = await new HistGradientBoostingClassifier({ max_iter: 3 }).fit(two.X, two.y, { sampleWeight })
    expect((await weighted.fit(two.X, two.y))._predictors).toEqual(same._predictors)
  })

  test('tells how far it is, and stops', async () => {
    const done: number[] = []
    await new HistGradientBoostingRegressor({ max_iter: 3 }).fit(X, y, {
      onProgress: ({ done: iterations }) => void done.push(iterations)
    })
    expect(done).toEqual([0, 1, 2])
    const controller = new AbortController()
    const stopped = new HistGradientBoostingRegressor({ max_iter: 100_000 }).fit(X, y, {
      signal: controller.signal,
      onProgress: ({ done: iterations }) => iterations === 2 && controller.abort()
    })
    await expect(stopped).rejects.toThrow('aborted')
  })
})
