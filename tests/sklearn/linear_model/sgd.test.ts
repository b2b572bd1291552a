import { describe, expect, test } from 'vitest'
import type { FitWarning } from '$lib/estimator/progress'
import { fromRows, matrix, takeRows, type Matrix } from '$lib/numeric/matrix'
import type { Estimator, FitOptions, Label, Target } from '$lib/sklearn/base'
import { PassiveAggressiveClassifier } from '$lib/sklearn/linear_model/PassiveAggressiveClassifier'
import { PassiveAggressiveRegressor } from '$lib/sklearn/linear_model/PassiveAggressiveRegressor'
import { Perceptron } from '$lib/sklearn/linear_model/Perceptron'
import { SGDClassifier } from '$lib/sklearn/linear_model/SGDClassifier'
import { SGDRegressor } from '$lib/sklearn/linear_model/SGDRegressor'
import { fromState, getState } from '$lib/sklearn/state'
import fixtures from '../../fixtures/sklearn/sgd.json'
import { datasets } from '../data'
import { near } from '../near'

interface Case {
  data: keyof typeof datasets
  weighted: boolean
  parts: number
  params: Record<string, unknown>
  expect: {
    coef_: number[][] | number[]
    intercept_: number[]
    n_iter_: number
    t_: number
    predict: (string | number)[]
    proba?: number[][]
  }
}

type Learner = Estimator & {
  coef_: Matrix | Float64Array
  intercept_: Float64Array
  n_iter_: number
  t_: number
  predict(X: Matrix): Promise<ArrayLike<Label>>
  predict_proba?(X: Matrix): Promise<Matrix>
  partial_fit(X: Matrix, y: Target, options?: FitOptions & { classes?: Label[] }): Promise<unknown>
}

const classes = {
  SGDClassifier,
  SGDRegressor,
  Perceptron,
  PassiveAggressiveClassifier,
  PassiveAggressiveRegressor
} as unknown as Record<string, new (params: object) => Learner>

/** Divided by the largest value, as the reference script does. */
const scaled = (X: Matrix): Matrix => {
  const largest = X.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return matrix(
    ...X.shape,
    X.data.map((value) => value / largest)
  )
}

/** The same steps in the same order: only the rounding of exponentials and of sums differs. */
const TOLERANCE = 1e-9

describe.each(Object.entries(fixtures) as unknown as [string, Case[]][])('%s', (name, cases) => {
  test.each(cases.map(({ expect: want, ...c }) => [JSON.stringify(c), { ...c, expect: want }] as const))(
    '%s',
    async (_, c) => {
      const { y, sampleWeight, ...set } = datasets[c.data]
      const X = scaled(set.X)
      const model = new classes[name](c.params)
      if (c.parts)
        for (let part = 0; part < c.parts; part++) {
          const rows = Array.from({ length: 30 }, (_, i) => part * 10 + i)
          const target = rows.map((i) => y[i])
          await model.partial_fit(takeRows(X, rows), target, { classes: [...new Set(y)] })
        }
      else {
        await model.fit(X, y, c.weighted ? { sampleWeight } : {})
        if (c.params.warm_start) await model.fit(X, y)
      }
      expect({ n_iter_: model.n_iter_, t_: model.t_ }).toEqual({ n_iter_: c.expect.n_iter_, t_: c.expect.t_ })
      near(model.coef_, c.expect.coef_, TOLERANCE, 'coef_')
      near(model.intercept_, c.expect.intercept_, TOLERANCE, 'intercept_')
      const predicted = Array.from(await model.predict(X)).slice(0, c.expect.predict.length)
      if (name.endsWith('Regressor'))
        near(predicted as number[], c.expect.predict as number[], TOLERANCE, 'predict')
      else expect(predicted).toEqual(c.expect.predict)
      if (c.expect.proba) {
        const proba = await model.predict_proba!(X)
        near(proba.data.subarray(0, 10 * proba.shape[1]), c.expect.proba, TOLERANCE, 'predict_proba')
      }
    }
  )
})

describe('SGD, manners', () => {
  const { X, y } = datasets.binary
  const multiclass = datasets.multiclass

  test('"log" is "log_loss", and says so', async () => {
    const warnings: FitWarning[] = []
    const old = await new SGDClassifier({ loss: 'log', random_state: 0 }).fit(X, y, {
      warn: (w) => warnings.push(w)
    })
    const now = await new SGDClassifier({ loss: 'log_loss', random_state: 0 }).fit(X, y)
    expect(old.coef_).toEqual(now.coef_)
    expect(await old.predict_proba(X)).toEqual(await now.predict_proba(X))
    expect(warnings.map(({ category }) => category)).toContain('FutureWarning')
  })

  test('progress is told, and an abort stops the fit', async () => {
    const stop = new AbortController()
    const done: number[] = []
    const fit = new SGDClassifier({ random_state: 0 }).fit(X, y, {
      signal: stop.signal,
      onProgress(progress) {
        done.push(progress.done)
        if (progress.done === 2) stop.abort()
      }
    })
    await expect(fit).rejects.toThrow(/abort/i)
    expect(done).toEqual([1, 2])
  })

  test('too few epochs warn', async () => {
    const warnings: string[] = []
    const warn = ({ category }: FitWarning): number => warnings.push(category)
    await new Perceptron({ max_iter: 2 }).fit(X, y, { warn })
    await new SGDRegressor({ max_iter: 2, random_state: 0 }).fit(X, y, { warn })
    expect(warnings).toEqual(['ConvergenceWarning', 'ConvergenceWarning'])
  })

  test.each([
    [new SGDClassifier({ learning_rate: 'constant' }), /needs eta0 above 0/],
    [new SGDClassifier({ alpha: 0 }), /needs alpha above 0/],
    [new SGDClassifier({ loss: 'hinges' }), /loss = "hinges" is not possible/],
    [new Perceptron({ eta0: 0 }), /needs eta0 above 0/],
    [new SGDRegressor({ learning_rate: 'adaptive', eta0: 0 }), /needs eta0 above 0/],
    [new PassiveAggressiveClassifier({ C: 0 }), /C = 0 is not possible/],
    [
      new SGDClassifier({ early_stopping: true, validation_fraction: 0.01 }),
      /cannot hold back 1 of 80 rows of 2 classes/
    ]
  ])('impossible parameters are refused: %#', async (model, message) => {
    await expect(model.fit(X, y)).rejects.toThrow(message)
  })

  test('overflow is refused with a remedy', async () => {
    const huge = matrix(2, 1, Float64Array.of(1e300, -1e300))
    const model = new SGDRegressor({ random_state: 0, eta0: 1e5 })
    await expect(model.fit(huge, [1, 2])).rejects.toThrow(/overflow occurred at epoch/)
  })

  test('probabilities only where the loss has them; no class at all is as good as any', async () => {
    const hinge = await new SGDClassifier({ random_state: 0 }).fit(X, y)
    await expect(hinge.predict_proba(X)).rejects.toThrow(/no probabilities/)
    const model = await new SGDClassifier({ loss: 'modified_huber', random_state: 0 }).fit(
      multiclass.X,
      multiclass.y
    )
    Object.assign(model, { coef_: matrix(3, 4), intercept_: Float64Array.of(-2, -3, -4) })
    const { data } = await model.predict_proba(fromRows([[0, 0, 0, 0]]))
    near(data, [1 / 3, 1 / 3, 1 / 3], 1e-15, 'proba')
    const log = await model.predict_log_proba(fromRows([[0, 0, 0, 0]]))
    near(log.data, [-Math.log(3), -Math.log(3), -Math.log(3)], 1e-15, 'log proba')
  })

  test('partial_fit says what it lacks', async () => {
    await expect(new SGDClassifier().partial_fit(X, y)).rejects.toThrow(/needs classes/)
    await expect(new SGDClassifier().partial_fit(X, y, { classes: [0, 2] })).rejects.toThrow(
      /1 is not among the classes/
    )
    const early = new SGDClassifier({ early_stopping: true })
    await expect(early.partial_fit(X, y, { classes: [0, 1] })).rejects.toThrow(/cannot stop early/)
    const balanced = new SGDClassifier({ class_weight: 'balanced' })
    await expect(balanced.partial_fit(X, y, { classes: [0, 1] })).rejects.toThrow(/cannot balance/)
    const model = new SGDClassifier({ random_state: 0 })
    await model.partial_fit(X, y, { classes: [0, 1] })
    await expect(model.partial_fit(multiclass.X, multiclass.y)).rejects.toThrow(/4 features/)
  })

  test('a stored averaged model goes on where it stopped', async () => {
    const model = await new SGDClassifier({ average: true, random_state: 0, max_iter: 3 }).fit(
      multiclass.X,
      multiclass.y
    )
    const copy = (await fromState(structuredClone(getState(model)))) as SGDClassifier
    await model.partial_fit(multiclass.X, multiclass.y)
    await copy.partial_fit(multiclass.X, multiclass.y)
    expect(copy.coef_).toEqual(model.coef_)
    expect(copy.intercept_).toEqual(model.intercept_)
  })
})
