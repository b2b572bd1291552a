import { describe, expect, test } from 'vitest'
import type { FitWarning } from '$lib/estimator/progress'
import { matvec } from '$lib/numeric/linalg'
import type { Matrix } from '$lib/numeric/matrix'
import { GammaRegressor } from '$lib/sklearn/linear_model/GammaRegressor'
import { HuberRegressor } from '$lib/sklearn/linear_model/HuberRegressor'
import { PoissonRegressor } from '$lib/sklearn/linear_model/PoissonRegressor'
import { QuantileRegressor, type QuantileRegressorParams } from '$lib/sklearn/linear_model/QuantileRegressor'
import { TweedieRegressor } from '$lib/sklearn/linear_model/TweedieRegressor'
import { fromState, getState } from '$lib/sklearn/state'
import fixtures from '../../fixtures/sklearn/robust_and_glm.json'
import { datasets } from '../data'
import { near } from '../near'

interface Case {
  data: keyof typeof datasets
  y: number[]
  weighted: boolean
  params: Record<string, unknown>
  expect: {
    coef_: number[]
    intercept_: number
    n_iter_: number
    predict: number[]
    score: number
    scale_?: number
    outliers_?: number[]
  }
}

const cases = fixtures as unknown as Record<string, Case[]>
const titled = (name: string): [string, Case][] =>
  cases[name].map((c) => [`${c.data}${c.weighted ? ', weighted' : ''} ${JSON.stringify(c.params)}`, c])

const glms = { PoissonRegressor, GammaRegressor, TweedieRegressor }

describe.each(Object.entries(glms))('%s', (name, Class) => {
  test.each(titled(name))('%s', async (_, c) => {
    const { X, sampleWeight } = datasets[c.data]
    const model = new Class(c.params)
    await model.fit(X, c.y, c.weighted ? { sampleWeight } : {})
    if (c.params.warm_start) await model.fit(X, c.y)
    expect(model.n_iter_).toBe(c.expect.n_iter_)
    // lbfgs: the rounding of sums, amplified along the path; Newton contracts it.
    const tolerance = c.params.solver === 'newton-cholesky' ? 1e-8 : 1e-5
    near(model.coef_, c.expect.coef_, tolerance, 'coef_')
    near(model.intercept_, c.expect.intercept_, tolerance, 'intercept_')
    near((await model.predict(X)).subarray(0, 20), c.expect.predict, tolerance, 'predict')
    near(await model.score(X, c.y, c.weighted ? sampleWeight : undefined), c.expect.score, tolerance, 'score')
  })
})

describe('HuberRegressor', () => {
  test.each(titled('HuberRegressor'))('%s', async (_, c) => {
    const { X, sampleWeight } = datasets[c.data]
    const model = new HuberRegressor(c.params)
    await model.fit(X, c.y, c.weighted ? { sampleWeight } : {})
    if (c.params.warm_start) await model.fit(X, c.y)
    expect(model.n_iter_).toBe(c.expect.n_iter_)
    // The solver's own tolerance.
    near(model.coef_, c.expect.coef_, 1e-5, 'coef_')
    near(model.intercept_, c.expect.intercept_, 1e-5, 'intercept_')
    near(model.scale_, c.expect.scale_!, 1e-5, 'scale_')
    expect(Array.from(model.outliers_)).toEqual(c.expect.outliers_)
    near(await model.score(X, c.y, c.weighted ? sampleWeight : undefined), c.expect.score, 1e-5, 'score')
  })
})

/** The mean pinball loss and the penalty: what QuantileRegressor minimises. */
function pinball(
  X: Matrix,
  y: number[],
  weight: ArrayLike<number>,
  { quantile, alpha }: QuantileRegressorParams,
  coef: Float64Array,
  intercept: number
): number {
  let sum = 0
  let total = 0
  matvec(X, coef).forEach((p, i) => {
    const r = y[i] - p - intercept
    total += weight[i]
    sum += weight[i] * Math.max(quantile * r, (quantile - 1) * r)
  })
  return sum / total + alpha * coef.reduce((norm, value) => norm + Math.abs(value), 0)
}

describe('QuantileRegressor', () => {
  test.each(titled('QuantileRegressor'))('%s', async (_, c) => {
    const { X, sampleWeight } = datasets[c.data]
    const model = new QuantileRegressor(c.params)
    await model.fit(X, c.y, c.weighted ? { sampleWeight } : {})
    const weight = c.weighted ? sampleWeight : c.y.map(() => 1)
    const of = (coef: Float64Array, intercept: number): number =>
      pinball(X, c.y, weight, model.params, coef, intercept)
    const theirs = of(Float64Array.from(c.expect.coef_), c.expect.intercept_)
    // The minimum itself, to rounding: HiGHS stops at 1e-7 of feasibility.
    expect(of(model.coef_, model.intercept_)).toBeLessThanOrEqual(theirs + 1e-9 * (1 + theirs))
    near(of(model.coef_, model.intercept_), theirs, 1e-7, 'objective')
    // Integers tie: there the minimum has many coefficients. So it has without a penalty when there are more features than rows.
    // And where only the intercept is left, two rows may bracket it.
    const unique =
      c.expect.coef_.some((value) => Math.abs(value) > 1e-9) &&
      (c.data === 'regression' || (c.data === 'wide_regression' && model.params.alpha > 0))
    if (unique) near(model.coef_, c.expect.coef_, 1e-6, 'coef_')
    if (unique) near(model.intercept_, c.expect.intercept_, 1e-6, 'intercept_')
  })

  test('rows without weight do not count', async () => {
    const { X, y } = datasets.regression
    const sampleWeight = (y as number[]).map((_, i) => (i < 40 ? 1 : 0))
    const some = await new QuantileRegressor({ alpha: 0.01 }).fit(X, y, { sampleWeight })
    const half = { data: X.data.slice(0, 40 * 6), shape: [40, 6] as const }
    const alone = await new QuantileRegressor({ alpha: 0.01 }).fit(half, y.slice(0, 40))
    near(some.coef_, alone.coef_, 1e-12, 'coef_')
  })

  test('a penalty large enough leaves the quantile alone', async () => {
    const { X, y } = datasets.regression
    const model = await new QuantileRegressor({ alpha: 1e6, quantile: 0.25 }).fit(X, y)
    expect(Array.from(model.coef_)).toEqual([0, 0, 0, 0, 0, 0])
    const sorted = [...(y as number[])].sort((a, b) => a - b)
    expect(model.intercept_).toBeGreaterThanOrEqual(sorted[19])
    expect(model.intercept_).toBeLessThanOrEqual(sorted[20])
  })
})

describe('robust and generalised linear models, manners', () => {
  const { X } = datasets.regression
  const counts = cases.PoissonRegressor[0].y

  test.each([
    [new PoissonRegressor(), -1, /row 3 is -1/],
    [new GammaRegressor(), 0, /row 3 is 0/],
    [new TweedieRegressor({ power: 1.5 }), -0.5, /row 3 is -0.5/],
    [new TweedieRegressor({ power: 2 }), 0, /row 3 is 0/]
  ])('targets out of the range are refused: %#', async (model, value, message) => {
    const y = counts.map((count, i) => (i === 3 ? value : count + 1))
    await expect(model.fit(X, y)).rejects.toThrow(message)
  })

  test.each([
    new PoissonRegressor(),
    new GammaRegressor({ solver: 'newton-cholesky' }),
    new HuberRegressor()
  ])('progress is told, and an abort stops the fit: %#', async (model) => {
    const stop = new AbortController()
    const done: number[] = []
    const fit = model.fit(
      X,
      counts.map((c) => c + 1),
      {
        signal: stop.signal,
        onProgress(progress) {
          done.push(progress.done)
          stop.abort()
        }
      }
    )
    await expect(fit).rejects.toThrow(/abort/i)
    expect(done).toEqual([1])
  })

  test('too few iterations warn', async () => {
    const warnings: string[] = []
    const warn = ({ category }: FitWarning): number => warnings.push(category)
    await new PoissonRegressor({ max_iter: 1 }).fit(X, counts, { warn })
    await new GammaRegressor({ max_iter: 1, solver: 'newton-cholesky' }).fit(
      X,
      counts.map((c) => c + 1),
      { warn }
    )
    await new HuberRegressor({ max_iter: 1 }).fit(X, counts, { warn })
    expect(warnings).toEqual(Array(3).fill('ConvergenceWarning'))
  })

  test.each([
    new PoissonRegressor(),
    new HuberRegressor(),
    new QuantileRegressor(),
    new TweedieRegressor({ power: 1.5 })
  ])('its state makes the same model elsewhere: %#', async (model) => {
    await model.fit(X, counts)
    const copy = (await fromState(structuredClone(getState(model)))) as typeof model
    expect(await copy.predict(X)).toEqual(await model.predict(X))
  })
})
