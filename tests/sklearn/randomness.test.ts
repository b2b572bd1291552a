/** Whatever draws at random draws the same for the same `random_state`, and from the browser's entropy for null. */
import { expect, test } from 'vitest'
import { KFold, ShuffleSplit, trainTestIndices } from '$lib/sklearn/model_selection'
import { getState } from '$lib/sklearn/state'
import { all } from './checks/subject'

/** What makes those draw that have no need to. */
const drawing: Readonly<Record<string, object>> = {
  DecisionTreeClassifier: { max_features: 2 },
  DecisionTreeRegressor: { max_features: 2 },
  ElasticNet: { selection: 'random', alpha: 0.01 },
  ElasticNetCV: { selection: 'random' },
  FactorAnalysis: { n_components: 1, iterated_power: 0 },
  KernelPCA: { eigen_solver: 'randomized', n_components: 1, iterated_power: 0 },
  Lars: { jitter: 0.1 },
  Lasso: { selection: 'random', alpha: 0.01 },
  LassoCV: { selection: 'random' },
  LassoLars: { jitter: 0.1, alpha: 0.01 },
  LogisticRegression: { solver: 'sag' },
  NMF: { init: 'random' },
  NuSVC: { probability: true },
  PCA: { svd_solver: 'randomized', n_components: 1, n_oversamples: 1 },
  Ridge: { solver: 'sag' },
  RidgeClassifier: { solver: 'sag' },
  SVC: { probability: true },
  TruncatedSVD: { n_components: 1, n_iter: 0, n_oversamples: 1 }
}

test.each(all.filter(([, { Class }]) => 'random_state' in Class.params))(
  '%s: with random_state null no fit is like another, with a number all are',
  async (name, { make, X, y }) => {
    const state = async (random_state: number | null): Promise<unknown> =>
      getState(await make({ ...drawing[name], random_state }).fit(X, y)).attributes
    expect(await state(3)).toEqual(await state(3))
    expect(await state(null)).not.toEqual(await state(null))
  }
)

test.each<[string, (random_state: number | null) => unknown]>([
  ['KFold', (random_state) => new KFold({ shuffle: true, random_state }).split(40)],
  ['ShuffleSplit', (random_state) => new ShuffleSplit({ random_state }).split(40)],
  ['trainTestSplit', (random_state) => trainTestIndices(40, { random_state })]
])('%s: likewise', (_, split) => {
  expect(split(3)).toEqual(split(3))
  expect(split(null)).not.toEqual(split(null))
})
