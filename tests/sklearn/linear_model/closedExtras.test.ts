import { describe, expect, it } from 'vitest'
import type { FitWarning } from '$lib/estimator/progress'
import { matrix, takeRows } from '$lib/numeric/matrix'
import { RandomState } from '$lib/numeric/random/RandomState'
import * as lm from '$lib/sklearn/linear_model'
import extras from '../../fixtures/sklearn/linear_model/closed_extras.json'
import { datasets } from '../data'
import { near } from '../near'

const { X, y, sampleWeight } = datasets.regression
const wide = datasets.wide_regression
const cv = extras.splits as unknown as [number[], number[]][]

describe('what goes beyond parameters', () => {
  it('a warm start goes on from the last coefficients', async () => {
    const model = await new lm.Lasso({ alpha: 5, warm_start: true }).fit(X, y)
    const first = model.n_iter_
    await model.set_params({ alpha: 0.1 }).fit(X, y)
    expect([first, model.n_iter_]).toEqual(extras.warm.n_iter)
    near(model.coef_, extras.warm.coef, 1e-9, 'coef_')
    await model.fit(wide.X, wide.y)
    expect(model.coef_.length).toBe(60)
  })

  it('a given Gram matrix is worked on, where it is that of the data', async () => {
    const precompute = extras.gram
    const model = await new lm.ElasticNet({ alpha: 0.1, precompute, fit_intercept: false }).fit(X, y)
    near(model.coef_, extras.byGram, 1e-9, 'coef_')
    const lars = await new lm.LassoLars({ alpha: 0.1, precompute, fit_intercept: false }).fit(X, y)
    near(lars.coef_, extras.lars, 1e-9, 'coef_')
    const told: FitWarning[] = []
    const centred = await new lm.Lasso({ alpha: 0.1, precompute }).fit(X, y, { warn: (w) => told.push(w) })
    near(centred.coef_, extras.centred, 1e-9, 'coef_')
    expect(told.map(({ category }) => category)).toEqual(['UserWarning'])

    const other = precompute.map((row) => row.map((value) => value + 1))
    await expect(new lm.Lasso({ precompute: other, fit_intercept: false }).fit(X, y)).rejects.toThrow(
      'not XᵀX'
    )
    await expect(new lm.Lasso({ precompute: [[1]], fit_intercept: false }).fit(X, y)).rejects.toThrow(
      'not the Gram matrix'
    )
    await expect(new lm.Lars({ precompute: [[1]] }).fit(X, y)).rejects.toThrow('not the Gram matrix')
  })

  it('folds can be given', async () => {
    const enet = await new lm.ElasticNetCV({ cv, n_alphas: 5 }).fit(X, y)
    near(enet.alpha_, extras.enet.alpha, 1e-12, 'alpha_')
    near(enet.coef_, extras.enet.coef, 1e-9, 'coef_')
    near(enet.mse_path_, extras.enet.mse, 1e-9, 'mse_path_')
    const ridge = await new lm.RidgeCV({ cv }).fit(X, y)
    expect(ridge.alpha_).toBe(extras.ridge.alpha)
    near(ridge.best_score_, extras.ridge.score, 1e-9, 'best_score_')
    near(ridge.coef_, extras.ridge.coef, 1e-9, 'coef_')
  })

  it('BayesianRidge knows how far its predictions stray', async () => {
    const model = await new lm.BayesianRidge().fit(X, y)
    near(model.sigma_, extras.bayes.sigma, 1e-9, 'sigma_')
    near(await model.predict_std(takeRows(X, [0, 1, 2, 3, 4])), extras.bayes.std, 1e-9, 'std')
  })

  it('a cancelled fit ends, a running one tells how far it is', async () => {
    const aborted = { signal: AbortSignal.abort() }
    for (const model of [
      new lm.Lasso(),
      new lm.LassoCV(),
      new lm.LinearRegression(),
      new lm.RidgeCV(),
      new lm.BayesianRidge()
    ])
      await expect(model.fit(X, y, aborted)).rejects.toThrow('abort')
    await expect(new lm.Ridge({ solver: 'sag' }).fit(X, y, aborted)).rejects.toThrow('abort')
    const controller = new AbortController()
    const endless = new lm.Lasso({ alpha: 1e-9, tol: 0, max_iter: 1e9 }).fit(X, y, controller)
    setTimeout(() => controller.abort(), 20)
    await expect(endless).rejects.toThrow('abort')

    const seen: number[] = []
    await new lm.ElasticNetCV({ l1_ratio: [0.5, 1], cv: 3, n_alphas: 3 }).fit(X, y, {
      onProgress: ({ done, total }) => seen.push(done / total)
    })
    expect(seen).toEqual([1, 2, 3, 4, 5, 6].map((done) => done / 6))
  })
})

describe('features that depend on each other', () => {
  const random = new RandomState(1)
  const rows = 60

  it('a category in one-hot columns: LinearRegression takes one rank off and stays small', async () => {
    const category = random.randint(0, 4, rows)
    const X = matrix(
      rows,
      5,
      Float64Array.from({ length: rows * 5 }, (_, i) =>
        i % 5 < 4 ? Number(category[Math.floor(i / 5)] === i % 5) : random.normal()
      )
    )
    const y = Array.from(category, (value, i) => value + 2 * X.data[i * 5 + 4] + random.normal())
    const model = await new lm.LinearRegression().fit(X, y)
    expect(model.rank_).toBe(4)
    // Of least norm: the category's coefficients sum to zero.
    expect(model.coef_.slice(0, 4).reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 10)
    const ridge = await new lm.Ridge({ alpha: 1e-10 }).fit(X, y)
    near(await model.predict(X), await ridge.predict(X), 1e-8, 'predict')
  })

  it('LassoLars leaves out what depends on others, and reaches the Lasso', async () => {
    const X = matrix(rows, 6, random.randint(-2, 3, rows * 6))
    for (let i = 0; i < rows; i++) X.data[i * 6 + 5] = X.data[i * 6]
    const y = Array.from({ length: rows }, (_, i) => X.data[i * 6] - X.data[i * 6 + 2] + random.normal())
    const told = new Set<string>()
    const lars = await new lm.LassoLars({ alpha: 0.01 }).fit(X, y, {
      warn: ({ category }) => told.add(category)
    })
    const lasso = await new lm.Lasso({ alpha: 0.01, tol: 1e-14, max_iter: 100000 }).fit(X, y)
    near(await lars.predict(X), await lasso.predict(X), 1e-9, 'predict')
    expect([...told]).toEqual(['ConvergenceWarning'])
  })
})

describe('what is refused', () => {
  const refused: [string, () => Promise<unknown>, string][] = [
    [
      'negative weights',
      () => new lm.LinearRegression().fit(X, y, { sampleWeight: sampleWeight.map(() => -1) }),
      'weight'
    ],
    ['weights of zero', () => new lm.Ridge().fit(X, y, { sampleWeight: sampleWeight.map(() => 0) }), 'zero'],
    ['weights without a use', () => new lm.Lars().fit(X, y, { sampleWeight }), 'no sample weights'],
    [
      'a solver that cannot be positive',
      () => new lm.Ridge({ solver: 'svd', positive: true }).fit(X, y),
      'positive'
    ],
    ['a solver only for positive ones', () => new lm.Ridge({ solver: 'lbfgs' }).fit(X, y), 'positive'],
    ['penalties for other targets', () => new lm.Ridge({ alpha: [1, 2] }).fit(X, y), 'alpha'],
    ['penalties below zero', () => new lm.RidgeCV({ alphas: [1, -1] }).fit(X, y), 'alphas'],
    ['values of folds', () => new lm.RidgeCV({ cv: 3, store_cv_values: true }).fit(X, y), 'exclude cv'],
    ['more folds than rows', () => new lm.LassoCV({ cv: 81 }).fit(X, y), '81 folds'],
    ['a grid without an L1 norm', () => new lm.ElasticNetCV({ l1_ratio: 0 }).fit(X, y), 'l1_ratio = 0'],
    [
      'more coefficients than features',
      () => new lm.OrthogonalMatchingPursuit({ n_nonzero_coefs: 7 }).fit(X, y),
      '7'
    ],
    ['other features', async () => (await new lm.Ridge().fit(X, y)).predict(matrix(1, 2)), 'features']
  ]
  it.each(refused)('%s', async (_, run, message) => expect(run()).rejects.toThrow(message))
})
