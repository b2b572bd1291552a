import { describe, expect, it } from 'vitest'
import { fromRows, type Matrix } from '$lib/numeric/matrix'
import { PCA } from '$lib/sklearn/decomposition'
import auto from '../../fixtures/sklearn/decomposition/PCA_auto.json'
import fixtures from '../../fixtures/sklearn/decomposition/PCA.json'
import { datasets } from '../data'
import { flatten, near } from '../near'

interface Case {
  data: keyof typeof datasets
  params: ConstructorParameters<typeof PCA>[0]
  expect: Record<string, unknown>
}

/** What a case's name asks of the model; a plain attribute otherwise. */
const methods: Record<string, (model: PCA, X: Matrix, params: Case['params']) => unknown> = {
  transform: (model, X) => model.transform(X),
  fit_transform: (_, X, params) => new PCA(params).fit_transform(X),
  inverse_transform: async (model, X) => model.inverse_transform(await model.transform(X)),
  score: (model, X) => model.score(X),
  score_samples: (model, X) => model.score_samples(X),
  get_covariance: (model) => model.get_covariance(),
  get_precision: (model) => model.get_precision()
}

describe('PCA', () => {
  it.each(fixtures as unknown as Case[])('$data $params', async ({ data, params, expect: expected }) => {
    const { X } = datasets[data]
    const model = await new PCA(params).fit(X)
    for (const [name, value] of Object.entries(expected)) {
      const run = methods[name]
      const actual = run
        ? flatten(await run(model, X, params)).slice(0, flatten(value).length)
        : (model as unknown as Record<string, unknown>)[name]
      near(actual, value, 1e-9, name)
    }
  })

  it('takes random projections for many rows', async () => {
    const model = await new PCA({ n_components: 3, random_state: 0 }).fit(fromRows(auto.X))
    for (const [name, value] of Object.entries(auto.expect))
      near((model as unknown as Record<string, unknown>)[name], value, 1e-9, name)
  })

  it('says what is not possible', async () => {
    const { X } = datasets.wide_regression
    await expect(new PCA({ n_components: 31 }).fit(X)).rejects.toThrow('31 components of 30 rows')
    await expect(new PCA({ n_components: 'mle' }).fit(X)).rejects.toThrow('as many rows')
    await expect(new PCA({ n_components: 30, svd_solver: 'arpack' }).fit(X)).rejects.toThrow('arpack')
    await expect(new PCA({ n_components: 0.5, svd_solver: 'randomized' }).fit(X)).rejects.toThrow(
      'randomized'
    )
    await expect(new PCA().transform(X)).rejects.toThrow('not fitted')
  })
})
