import { describe, expect, test } from 'vitest'
import { NotFittedError } from '$lib/estimator/exceptions'
import type { FitWarning } from '$lib/estimator/progress'
import { openWasm } from '$lib/backend/wasm/WasmBackend'
import { cpu, FLOAT32, type Backend } from '$lib/numeric/backend'
import { matrix, takeRows, toRows, type Matrix } from '$lib/numeric/matrix'
import type { Label } from '$lib/sklearn/base'
import { MLPClassifier, MLPRegressor } from '$lib/sklearn/neural_network'
import fixtures from '../../fixtures/sklearn/mlp.json'
import { datasets } from '../data'
import { near } from '../near'

interface Case {
  readonly data: keyof typeof datasets
  readonly parts: number
  readonly fits: number
  readonly params: Readonly<Record<string, unknown>>
  readonly expect: Readonly<Record<string, unknown>>
}

/** JSON has no infinity. */
const given = (params: Case['params']): object =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, value === 'Infinity' ? Infinity : value])
  )

/** Numbers to predict divided by the largest, as the reference script does. */
function loaded(data: Case['data']): { X: Matrix; y: Label[] } {
  const { X, y } = datasets[data]
  if (!data.endsWith('regression')) return { X, y }
  const largest = Math.max(...y.map((value) => Math.abs(Number(value))))
  return { X, y: y.map((value) => Number(value) / largest) }
}

async function learned(
  name: string,
  { data, parts, fits, params }: Case
): Promise<MLPClassifier | MLPRegressor> {
  const { X, y } = loaded(data)
  const model = name === 'MLPClassifier' ? new MLPClassifier(given(params)) : new MLPRegressor(given(params))
  for (let part = 0; part < parts; part++) {
    const rows = Array.from({ length: 20 }, (_, i) => part * 5 + i)
    const target = rows.map((i) => y[i])
    await model.partial_fit(takeRows(X, rows), target, { classes: [...new Set(y)] })
  }
  for (let fit = 0; fit < (parts ? 0 : fits); fit++) await model.fit(X, y)
  return model
}

/** The same steps in the same order: only rounding differs. */
const TOLERANCE = 1e-9

describe.each(Object.entries(fixtures) as unknown as [string, Case[]][])('%s', (name, cases) => {
  test.each(cases.map(({ expect: want, ...c }) => [JSON.stringify(c), { ...c, expect: want }] as const))(
    '%s',
    async (_, c) => {
      const model = await learned(name, c)
      const { predict, predict_proba, ...attributes } = c.expect
      for (const [attribute, value] of Object.entries(attributes))
        near(model[attribute as keyof typeof model], value, TOLERANCE, attribute)
      const { X } = datasets[c.data]
      if (model instanceof MLPRegressor) return near(await model.predict(X), predict, TOLERANCE, 'predict')
      expect(await model.predict(X)).toEqual(predict)
      const proba = await model.predict_proba(takeRows(X, [...Array(10).keys()]))
      near(proba, predict_proba, TOLERANCE, 'predict_proba')
      const logarithms = await model.predict_log_proba(takeRows(X, [...Array(10).keys()]))
      expect(logarithms.data).toEqual(proba.data.map(Math.log))
    }
  )
})

describe('multi-layer perceptrons, manners', () => {
  const { X, y } = datasets.binary
  const kinds = [MLPClassifier, MLPRegressor] as const

  test.each(['adam', 'sgd', 'lbfgs'] as const)(
    '%s tells its progress, and an abort stops it',
    async (solver) => {
      for (const Kind of kinds) {
        const stop = new AbortController()
        const done: number[] = []
        const fit = new Kind({ solver, random_state: 0 }).fit(X, y, {
          signal: stop.signal,
          onProgress(progress) {
            expect(progress.total).toBe(200)
            done.push(progress.done)
            if (progress.done === 2) stop.abort()
          }
        })
        await expect(fit).rejects.toThrow(/abort/i)
        expect(done).toEqual([1, 2])
      }
    }
  )

  test.each(['adam', 'lbfgs'] as const)('%s warns when it has not converged', async (solver) => {
    const warnings: FitWarning[] = []
    const model = new MLPClassifier({ solver, max_iter: 2, random_state: 0 })
    await model.fit(X, y, { warn: (warning) => warnings.push(warning) })
    expect(warnings.map(({ category }) => category)).toEqual(['ConvergenceWarning'])
    expect(warnings[0].message).toContain('max_iter')
  })

  test('a batch of more than all rows warns', async () => {
    const warnings: string[] = []
    const model = new MLPRegressor({ batch_size: 81, n_iter_no_change: 1, tol: 1e9, random_state: 0 })
    await model.fit(X, y, { warn: ({ message }) => warnings.push(message) })
    expect(warnings).toEqual([expect.stringContaining('batch_size = 81')])
  })

  test.each<[string, object, RegExp]>([
    ['a layer without neurons', { hidden_layer_sizes: [5, 0] }, /hidden_layer_sizes = \[5,0\] has 0/],
    ['half a neuron', { hidden_layer_sizes: [2.5] }, /has 2.5, which is no number of neurons/],
    ['no rows held back', { early_stopping: true, validation_fraction: 0 }, /cannot hold back/],
    [
      'weights that overflow',
      { solver: 'sgd', learning_rate_init: 1e300, activation: 'identity' },
      /not finite/
    ]
  ])('%s: refused', async (_, params, message) => {
    for (const Kind of kinds)
      await expect(new Kind({ random_state: 0, ...params }).fit(X, y)).rejects.toThrow(message)
  })

  test('R² needs two rows to be held back', async () => {
    const model = new MLPRegressor({ early_stopping: true, validation_fraction: 0.01 })
    await expect(model.fit(X, y)).rejects.toThrow('one row has no score')
  })

  test('partial_fit needs a stochastic solver, no early stopping and all classes', async () => {
    const model = (params: object): MLPClassifier => new MLPClassifier({ random_state: 0, ...params })
    await expect(model({ solver: 'lbfgs' }).partial_fit(X, y)).rejects.toThrow('cannot use lbfgs')
    await expect(model({ early_stopping: true }).partial_fit(X, y)).rejects.toThrow('cannot stop early')
    await expect(model({}).partial_fit(X, y)).rejects.toThrow('needs classes')
    const begun = await model({}).partial_fit(X, y, { classes: [0, 1, 2] })
    expect(begun.n_outputs_).toBe(3)
    await expect(begun.partial_fit(X, y, { classes: [0, 1] })).rejects.toThrow('not those of the first call')
    const other = y.map(() => 7)
    await expect(begun.partial_fit(X, other)).rejects.toThrow('7 is not among the classes 0,1,2')
  })

  test('after a fit that was refused there is no network to ask or to go on with', async () => {
    for (const Kind of kinds) {
      const model = new Kind({ hidden_layer_sizes: [0], warm_start: true, max_iter: 2, random_state: 0 })
      await expect(model.fit(X, y)).rejects.toThrow('no number of neurons')
      await expect(model.predict(X)).rejects.toThrow(NotFittedError)
      await model.set_params({ hidden_layer_sizes: [3] }).fit(X, y)
      expect(model.coefs_[0].shape).toEqual([5, 3])
    }
  })

  test('a warm start needs the same classes and features', async () => {
    const model = await new MLPClassifier({ warm_start: true, max_iter: 2, random_state: 0 }).fit(X, y)
    await expect(
      model.fit(
        X,
        y.map((label, i) => (i ? label : 7))
      )
    ).rejects.toThrow("are not the last fit's")
    const { X: wide, y: labels } = datasets.wide_classification
    await expect(model.fit(wide, labels)).rejects.toThrow('X has 60 features')
  })

  test('WebAssembly learns the same', async () => {
    const params = { hidden_layer_sizes: [20, 6], max_iter: 20, random_state: 0 }
    const backend = await openWasm()
    for (const Kind of kinds) {
      const here = await new Kind(params).fit(X, y)
      const there = await new Kind(params).fit(X, y, { backend })
      near(there.coefs_, here.coefs_.map(toRows), 1e-11, 'coefs_')
      near(there.loss_curve_, here.loss_curve_, 1e-11, 'loss_curve_')
      near(await there.predict(X, { backend }), Array.from(await there.predict(X)), 1e-11, 'predict')
    }
  })

  test('a device in float32 learns what is near, and says so; it answers in float64', async () => {
    const rounded: Backend = {
      ...cpu,
      name: 'rounded',
      hold: (A) => ({ ...cpu.hold(A), device: 'rounded', roundoff: FLOAT32 }),
      matmul: (A, B) => {
        const { data, shape } = cpu.matmul(A, B)
        return matrix(...shape, data.map(Math.fround))
      }
    }
    const params = { hidden_layer_sizes: [8], max_iter: 20, random_state: 0 }
    const warnings: string[] = []
    const warn = ({ message }: FitWarning): number => warnings.push(message)
    const here = await new MLPClassifier(params).fit(X, y)
    const there = await new MLPClassifier(params).fit(X, y, { backend: rounded, warn })
    near(there.coefs_, here.coefs_.map(toRows), 1e-5, 'coefs_')
    expect(warnings.filter((message) => message.includes('float32 on rounded'))).toHaveLength(1)
    expect(await there.predict_proba(X, { backend: rounded })).toEqual(await there.predict_proba(X))
  })
})
