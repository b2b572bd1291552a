/** The decompositions beside PCA, on the cases of tests/reference/sklearn_decomposition.py. */
import { describe, expect, test } from 'vitest'
import { outerGram, scale } from '$lib/numeric/linalg'
import { matrix, takeRows, type Matrix } from '$lib/numeric/matrix'
import type { EstimatorClass, Transformer } from '$lib/sklearn/base'
import * as classes from '$lib/sklearn/decomposition'
import factorAnalysis from '../../fixtures/sklearn/decomposition/FactorAnalysis.json'
import fastICA from '../../fixtures/sklearn/decomposition/FastICA.json'
import incrementalPCA from '../../fixtures/sklearn/decomposition/IncrementalPCA.json'
import kernelPCA from '../../fixtures/sklearn/decomposition/KernelPCA.json'
import nmf from '../../fixtures/sklearn/decomposition/NMF.json'
import truncatedSVD from '../../fixtures/sklearn/decomposition/TruncatedSVD.json'
import { datasets } from '../data'
import { flatten, near } from '../near'

interface Case {
  readonly data: keyof typeof datasets
  readonly params: object
  readonly expect: Readonly<Record<string, unknown>>
  readonly warnings: readonly string[]
}

const fixtures: readonly (readonly [keyof typeof classes, unknown, number])[] = [
  ['TruncatedSVD', truncatedSVD, 1e-9],
  ['IncrementalPCA', incrementalPCA, 1e-9],
  ['FactorAnalysis', factorAnalysis, 1e-9],
  ['KernelPCA', kernelPCA, 1e-9],
  ['FastICA', fastICA, 1e-9],
  ['NMF', nmf, 1e-9]
]

type Asked = Record<string, (X?: Matrix) => Promise<unknown>>

/** What a case's name asks: a method's answer, or an attribute. */
async function told(model: Transformer, name: string, X: Matrix): Promise<unknown> {
  const asked = model as unknown as Asked
  if (name === 'fit_transform') return (new model.meta(model.params) as Transformer).fit_transform(X)
  if (name === 'inverse_transform') return asked.inverse_transform(await model.transform(X))
  return typeof asked[name] === 'function' ? asked[name](X) : asked[name]
}

/** What takes no negative values is given these. */
const absolute = (X: Matrix): Matrix => matrix(...X.shape, X.data.map(Math.abs))

describe.each(fixtures)('%s', (className, cases, tolerance) => {
  const Class = classes[className] as unknown as EstimatorClass
  test.each(cases as Case[])('$data $params', async ({ data, params, expect: wanted, warnings }) => {
    const X = className === 'NMF' ? absolute(datasets[data].X) : datasets[data].X
    const said: string[] = []
    const model = new Class(params) as Transformer
    await model.fit(X, undefined, { warn: ({ category }) => said.push(category) })
    expect(said.sort()).toEqual(warnings)
    for (const [name, value] of Object.entries(wanted)) {
      const actual = flatten(await told(model, name, X))
      // Rows of answers are the first only; attributes are whole.
      const compared = name.endsWith('_') ? actual : actual.slice(0, flatten(value).length)
      near(compared, value, tolerance, name)
    }
  })
})

describe('IncrementalPCA', () => {
  const { X } = datasets.regression
  const rows = (from: number, to: number): Matrix =>
    takeRows(
      X,
      Array.from({ length: to - from }, (_, i) => from + i)
    )

  test('batches by hand are those of fit', async () => {
    const whole = await new classes.IncrementalPCA({ n_components: 3, batch_size: 40 }).fit(X)
    const parts = new classes.IncrementalPCA({ n_components: 3 })
    await parts.partial_fit(rows(0, 40))
    await parts.partial_fit(rows(40, 80))
    for (const name of ['components_', 'mean_', 'var_', 'noise_variance_', 'n_samples_seen_'] as const)
      expect(parts[name], name).toEqual(whole[name])
  })

  test('says what is not possible', async () => {
    const model = new classes.IncrementalPCA({ n_components: 7 })
    await expect(model.fit(X)).rejects.toThrow('7 components of a batch of 30 rows and 6 features')
    await expect(model.set_params({ n_components: 5, batch_size: 4 }).fit(X)).rejects.toThrow(
      '5 components of a batch of 4 rows'
    )
    await model.set_params({ batch_size: null }).fit(X)
    await expect(model.set_params({ n_components: 2 }).partial_fit(X)).rejects.toThrow('has 5 components')
  })
})

test('FactorAnalysis: noise to begin with is one number a feature', async () => {
  const model = new classes.FactorAnalysis({ noise_variance_init: [1, 2] })
  await expect(model.fit(datasets.regression.X)).rejects.toThrow('2 values for 6 features')
})

test('TruncatedSVD says what is not possible', async () => {
  const { X } = datasets.wide_regression
  const fit = (params: object): Promise<unknown> => new classes.TruncatedSVD(params).fit(X)
  await expect(fit({ n_components: 61 })).rejects.toThrow('61 components of 30 rows')
  await expect(fit({ n_components: 30, algorithm: 'arpack' })).rejects.toThrow("with 'arpack'")
  await expect(new classes.TruncatedSVD().fit(matrix(3, 1))).rejects.toThrow('one feature')
})

test.each([
  ['FactorAnalysis', { n_components: 4, tol: 0, max_iter: 1e6 }],
  ['FastICA', { tol: 0, random_state: 0 }],
  ['NMF', { tol: 0 }],
  ['NMF', { tol: 0, solver: 'mu' }],
  ['FastICA', { algorithm: 'deflation', random_state: 0 }],
  ['IncrementalPCA', { batch_size: 1, n_components: 1 }]
] as const)('%s tells how far it is, and stops when it is told to', async (className, params) => {
  const stop = new AbortController()
  const steps: number[] = []
  const model = new (classes[className] as unknown as EstimatorClass)(params)
  const fit = model.fit(absolute(datasets.binary.X), undefined, {
    signal: stop.signal,
    onProgress: ({ done }) => {
      if (steps.push(done) === 3) stop.abort()
    }
  })
  await expect(fit).rejects.toThrow('aborted')
  expect(steps).toEqual([1, 2, 3])
})

describe('KernelPCA', () => {
  const { X } = datasets.multiclass
  test('a precomputed kernel is as one by name', async () => {
    const K = outerGram(X)
    const given = await new classes.KernelPCA({ n_components: 3, kernel: 'precomputed' }).fit(K)
    const named = await new classes.KernelPCA({ n_components: 3 }).fit(X)
    near(given.eigenvalues_, Array.from(named.eigenvalues_), 1e-9, 'eigenvalues_')
    near(await given.transform(K), Array.from((await named.transform(X)).data), 1e-9, 'transform')
  })

  test('says what is not possible', async () => {
    const fit = (params: object): Promise<unknown> => new classes.KernelPCA(params).fit(X)
    await expect(fit({ kernel: 'precomputed' })).rejects.toThrow('square, not 90 × 4')
    await expect(fit({ kernel: 'precomputed', fit_inverse_transform: true })).rejects.toThrow('no way back')
    const negative = outerGram(X)
    scale(-1, negative.data)
    const given = new classes.KernelPCA({ kernel: 'precomputed' })
    await expect(given.fit(negative)).rejects.toThrow('eigenvalue')
    const model = await new classes.KernelPCA({ n_components: 2 }).fit(X)
    await expect(model.inverse_transform(await model.transform(X))).rejects.toThrow('the way back')
  })
})

test('FastICA says what is not possible', async () => {
  const fit = (params: object, { X }: { X: Matrix } = datasets.multiclass): Promise<unknown> =>
    new classes.FastICA(params).fit(X)
  await expect(fit({ fun_args: { alpha: 3 } })).rejects.toThrow('alpha is 3')
  await expect(fit({ w_init: [[1]] })).rejects.toThrow('4 × 4')
  await expect(fit({ whiten: false }, datasets.wide_regression)).rejects.toThrow('cannot be white')
  await expect(fit({}, { X: matrix(1, 3) })).rejects.toThrow('one row')
})

test('NMF says what is not possible', async () => {
  const X = absolute(datasets.binary.X)
  const fit = (params: object, rows = X): Promise<unknown> => new classes.NMF(params).fit(rows)
  await expect(fit({}, datasets.binary.X)).rejects.toThrow('NMF was given -')
  await expect(fit({ beta_loss: 1 })).rejects.toThrow("'cd' has no beta_loss 1")
  await expect(fit({ solver: 'mu', beta_loss: 0 }, matrix(3, 2))).rejects.toThrow('zeros')
  await expect(fit({ init: 'custom' })).rejects.toThrow('custom')
  await expect(fit({ init: 'nndsvd', n_components: 6 })).rejects.toThrow('6 components of 80 × 5')
})
