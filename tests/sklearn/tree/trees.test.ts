import { describe, expect, test } from 'vitest'
import { matrix, takeRows, toRows, type Matrix } from '$lib/numeric/matrix'
import { RandomState } from '$lib/numeric/random/RandomState'
import {
  DecisionTreeClassifier,
  DecisionTreeRegressor,
  ExtraTreeClassifier,
  ExtraTreeRegressor
} from '$lib/sklearn/tree'
import fixtures from '../../fixtures/sklearn/tree.json'
import { closeTo } from '../close'
import { counts, datasets } from '../data'

const classes = { DecisionTreeClassifier, DecisionTreeRegressor, ExtraTreeClassifier, ExtraTreeRegressor }

const thirds = (X: Matrix): Matrix =>
  takeRows(
    X,
    Array.from({ length: Math.ceil(X.shape[0] / 3) }, (_, i) => 3 * i)
  )

describe.each(fixtures.cases)('$name on $data, $params, weighted: $weighted', (fixture) => {
  const { X, y, sampleWeight } = datasets[fixture.data as keyof typeof datasets]
  const target = fixture.positive ? counts(y) : y
  const options = fixture.weighted ? { sampleWeight } : {}
  const make = () => new classes[fixture.name as keyof typeof classes](fixture.params as object)
  const { expect: wanted } = fixture

  test('grows the same tree, node for node', async () => {
    const { tree_: tree, max_features_ } = await make().fit(X, target, options)
    const { children_left, children_right, feature, threshold, n_node_samples, max_depth, ...numbers } =
      wanted.tree
    expect({
      children_left: [...tree.children_left],
      children_right: [...tree.children_right],
      feature: [...tree.feature],
      threshold: [...tree.threshold],
      n_node_samples: [...tree.n_node_samples],
      max_depth: tree.max_depth
    }).toEqual({ children_left, children_right, feature, threshold, n_node_samples, max_depth })
    expect(max_features_).toBe(wanted.max_features_)
    closeTo(tree.impurity, numbers.impurity, 1e-12)
    closeTo(tree.weighted_n_node_samples, numbers.weighted_n_node_samples, 1e-12)
    closeTo(tree.value, numbers.value, 1e-12)
  })

  test('says the same of rows', async () => {
    const model = await make().fit(X, target, options)
    const rows = thirds(X)
    expect([...(await model.apply(rows))]).toEqual(wanted.apply)
    expect(toRows(await model.decision_path(rows)).map((row) => row.reduce((a, b) => a + b))).toEqual(
      wanted.nodes_on_path
    )
    expect(model.get_n_leaves()).toBe(wanted.n_leaves)
    expect(model.get_depth()).toBe(wanted.tree.max_depth)
    closeTo(model.feature_importances_, wanted.feature_importances_, 1e-12)
    const predicted = await model.predict(rows)
    if (model instanceof DecisionTreeClassifier) {
      expect(predicted).toEqual(wanted.predict)
      closeTo((await model.predict_proba(rows)).data, wanted.predict_proba!.flat(), 1e-15)
    } else closeTo(predicted as Float64Array, wanted.predict as number[], 1e-12)
    expect(await model.score(X, target, options.sampleWeight)).toBeCloseTo(wanted.score, 12)
  })

  test('has the same pruning path', async () => {
    const path = await make().cost_complexity_pruning_path(X, target, options)
    closeTo(path.ccp_alphas, wanted.ccp_alphas, 1e-12)
    closeTo(path.impurities, wanted.impurities, 1e-12)
  })
})

describe('1,500 rows with many equal values', () => {
  const random = new RandomState(7)
  const columns = [
    random.uniform(0, 1, 1500),
    random.randint(0, 10, 1500),
    random.randint(0, 100, 1500),
    random.randint(0, 1000, 1500)
  ]
  const X = matrix(1500, 4)
  columns.forEach((column, j) => column.forEach((value, i) => (X.data[i * 4 + j] = value)))
  const noise = random.uniform(0, 1, 1500)
  const y = Array.from(noise, (e, i) => columns[0][i] * 3 + columns[2][i] / 50 + e)

  test.each(fixtures.large)('$criterion, weighted: $weighted', async ({ criterion, weighted, ...wanted }) => {
    const { feature, threshold, n_node_samples } = wanted
    const options = weighted ? { sampleWeight: noise } : {}
    const isClassifier = criterion === 'gini' || criterion === 'entropy'
    const params = { criterion, random_state: 3, max_features: 2 }
    const model = isClassifier
      ? await new DecisionTreeClassifier(params).fit(X, y.map(Math.floor), options)
      : await new DecisionTreeRegressor({ ...params, max_depth: 8 }).fit(X, y, options)
    expect([...model.tree_.feature]).toEqual(feature)
    expect([...model.tree_.threshold]).toEqual(threshold)
    expect([...model.tree_.n_node_samples]).toEqual(n_node_samples)
  })
})
