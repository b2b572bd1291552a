import { describe, expect, test } from 'vitest'
import type { FitWarning } from '$lib/estimator/progress'
import {
  LogisticRegression,
  type LogisticRegressionParams
} from '$lib/sklearn/linear_model/LogisticRegression'
import { fromState, getState } from '$lib/sklearn/state'
import fixtures from '../../fixtures/sklearn/logistic_regression.json'
import { datasets, type Dataset } from '../data'
import { near } from '../near'

interface Case {
  data: keyof typeof datasets
  weighted: boolean
  params: object
  expect: {
    coef_: number[][]
    intercept_: number[]
    n_iter_: number[]
    predict: unknown[]
    proba: number[][]
    decision: number[][]
    score: number
  }
}

/**
 * How far coefficients and probabilities may be from scikit-learn's, by solver. Both take the same steps and stop after as
 * many; they part by the rounding of sums, which a path amplifies: data changed by 1e-16 move scikit-learn's own results
 * for lbfgs as far, and for newton-cg too unless it is made to converge well, as it is here.
 */
const tolerances: Record<string, number> = {
  lbfgs: 1e-5,
  'newton-cg': 1e-6,
  'newton-cholesky': 1e-7,
  sag: 1e-9,
  saga: 1e-9,
  liblinear: 1e-8
}

const fitted = async ({ data, weighted, params }: Case): Promise<[LogisticRegression, Dataset]> => {
  const set = datasets[data]
  const model = new LogisticRegression(params as Partial<LogisticRegressionParams>)
  return [await model.fit(set.X, set.y, weighted ? { sampleWeight: set.sampleWeight } : {}), set]
}

describe.each(Object.entries(fixtures) as unknown as [string, Case[]][])(
  'LogisticRegression, %s',
  (solver, cases) => {
    test.each(
      cases.map((c) => [`${c.data}${c.weighted ? ', weighted' : ''} ${JSON.stringify(c.params)}`, c] as const)
    )('%s', async (_, c) => {
      const [model, { X, y, sampleWeight }] = await fitted(c)
      const tolerance = tolerances[solver]
      expect(Array.from(model.n_iter_)).toEqual(c.expect.n_iter_)
      near(model.coef_, c.expect.coef_, tolerance, 'coef_')
      near(model.intercept_, c.expect.intercept_, tolerance, 'intercept_')
      expect(await model.predict(X)).toEqual(c.expect.predict)
      const proba = await model.predict_proba(X)
      near(proba.data.subarray(0, 5 * proba.shape[1]), c.expect.proba, tolerance, 'predict_proba')
      const decision = await model.decision_function(X)
      near(
        decision.data.subarray(0, 5 * decision.shape[1]),
        c.expect.decision,
        tolerance,
        'decision_function'
      )
      expect(await model.score(X, y, c.weighted ? sampleWeight : undefined)).toBeCloseTo(c.expect.score, 12)
    })
  }
)

describe('LogisticRegression, manners', () => {
  const { X, y } = datasets.binary

  test('a fit that is cut short warns', async () => {
    const warnings: FitWarning[] = []
    await new LogisticRegression({ max_iter: 2 }).fit(X, y, { warn: (w) => warnings.push(w) })
    expect(warnings).toMatchObject([{ category: 'ConvergenceWarning', message: /lbfgs failed to converge/ }])
  })

  test.each(['liblinear', 'newton-cg', 'newton-cholesky', 'sag', 'saga'] as const)(
    '%s too',
    async (solver) => {
      const warnings: FitWarning[] = []
      await new LogisticRegression({ solver, max_iter: 1 }).fit(X, y, { warn: (w) => warnings.push(w) })
      expect(warnings.map(({ category }) => category)).toEqual(['ConvergenceWarning'])
    }
  )

  test.each(['lbfgs', 'newton-cg', 'newton-cholesky', 'liblinear'] as const)(
    '%s tells its progress and stops when it is told to',
    async (solver) => {
      const stop = new AbortController()
      const phases: string[] = []
      const set = datasets.multiclass
      const fit = new LogisticRegression({ solver, multi_class: 'ovr' }).fit(set.X, set.y, {
        signal: stop.signal,
        onProgress({ phase }) {
          phases.push(phase)
          stop.abort()
        }
      })
      await expect(fit).rejects.toThrow(/abort/i)
      expect(phases).toEqual(['fit'])
    }
  )

  test('warm_start begins where the last fit ended', async () => {
    const model = await new LogisticRegression({ warm_start: true }).fit(X, y)
    const first = model.n_iter_[0]
    await model.fit(X, y)
    expect(first).toBeGreaterThan(2)
    expect(model.n_iter_[0]).toBeLessThanOrEqual(1)
  })

  test('its state makes the same model elsewhere', async () => {
    const set = datasets.multiclass
    const model = await new LogisticRegression({ max_iter: 300 }).fit(set.X, set.y)
    const copy = (await fromState(structuredClone(getState(model)))) as LogisticRegression
    expect(await copy.predict_proba(set.X)).toEqual(await model.predict_proba(set.X))
    expect(await copy.predict_log_proba(set.X)).toEqual(await model.predict_log_proba(set.X))
  })

  test.each<[Partial<LogisticRegressionParams>, RegExp]>([
    [{ penalty: 'l1' }, /lbfgs has no l1 penalty/],
    [{ penalty: 'elasticnet', l1_ratio: 0.5 }, /lbfgs has no elasticnet penalty/],
    [{ dual: true }, /no dual form/],
    [{ solver: 'liblinear', penalty: null }, /always penalises/],
    [{ solver: 'liblinear', penalty: 'l1', dual: true }, /no dual form of the l1/],
    [{ solver: 'liblinear', multi_class: 'multinomial' }, /cannot fit all classes at once/],
    [{ solver: 'saga', penalty: 'elasticnet' }, /needs l1_ratio/],
    [{ C: 0 }, /C = 0 is not possible/],
    [{ class_weight: { 0: 1, 7: 2 } }, /class_weight has no weight for 1/]
  ])('%j is refused', async (params, message) => {
    await expect(new LogisticRegression(params).fit(X, y)).rejects.toThrow(message)
  })

  test('one class is refused', async () => {
    await expect(
      new LogisticRegression().fit(
        X,
        y.map(() => 'a')
      )
    ).rejects.toThrow(/only one class: a/)
  })

  test('what has no effect is said', async () => {
    const warnings: string[] = []
    await new LogisticRegression({ penalty: 'none', C: 2, l1_ratio: 0.5 }).fit(X, y, {
      warn: ({ category }) => warnings.push(category)
    })
    expect(warnings).toEqual(['UserWarning', 'FutureWarning', 'UserWarning'])
  })
})
