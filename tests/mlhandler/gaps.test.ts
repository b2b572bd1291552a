/** Classes that learn from missing values, and parameters that name columns. */
import { describe, expect, it } from 'vitest'
import { createSite, errorOf, post, type TestSite } from './site'

/** Whose size is missing, and only theirs, is ill; the kind decides the fee. */
const rows = Array.from({ length: 60 }, (_, i) => ({
  size: i % 3 ? 10 + i : null,
  kind: (i * 7) % 4,
  city: i % 2 ? 'Rome' : 'Bonn',
  fee: [5, 90, 10, 70][(i * 7) % 4] + (i % 5),
  ill: i % 3 ? 'no' : 'yes'
}))

const siteOf = (model: string): Promise<TestSite> =>
  createSite({
    yaml: `url:\n  h:\n    pattern: /h\n    handler: MLHandler\n    kwargs:\n      model: { ${model} }\n`
  })

async function trained(model: string): Promise<TestSite> {
  const site = await siteOf(model)
  await site.json('/h?_action=append', post(rows))
  const answer = await site.fetch('/h?_action=train', { method: 'POST' })
  if (!answer.ok) expect.fail(JSON.stringify(await errorOf(answer)))
  return site
}

const classifier = 'class: HistGradientBoostingClassifier, target_col: ill, params: { min_samples_leaf: 5 }'
const regressor =
  'class: HistGradientBoostingRegressor, target_col: fee, exclude: [ill, city, size], drop_duplicates: false, pipeline: false'

describe('missing values', () => {
  it('are learned from with dropna: false, and then a row with one is answered', async () => {
    const site = await trained(`${classifier}, dropna: false`)
    expect(await site.json('/h?city=Rome&kind=1&fee=91&size=')).toEqual(['yes'])
    expect(await site.json('/h?city=Rome&kind=1&fee=91&size=30')).toEqual(['no'])
    // A category that is missing is one that the encoder never saw.
    expect(await site.json('/h?_action=predict', post([{ ...rows[1], city: null }]))).toEqual([null])
    expect(await site.json('/h?_action=score', { method: 'POST' })).toEqual({ score: 1 })
  })

  it('are answered with null where rows with gaps were dropped', async () => {
    const site = await trained(`${classifier.replace('ill', 'city')}, exclude: [ill], dropna: [size]`)
    expect(await site.json('/h?kind=1&fee=91&size=')).toEqual([null])
    expect(await site.json('/h?kind=1&fee=&size=30')).not.toEqual([null])
  })
})

describe('parameters that name columns', () => {
  it('are known without a pipeline', async () => {
    const site = await trained(`${regressor}, params: { categorical_features: [kind], min_samples_leaf: 3 }`)
    const { attrs } = (await site.json('/h?_params')) as { attrs: Record<string, unknown> }
    expect(attrs).toMatchObject({ feature_names_in_: ['kind'], is_categorical_: [1] })
    const [third, first] = (await site.json('/h?kind=3&kind=1')) as number[]
    expect(Math.abs(third - 72)).toBeLessThan(3)
    expect(Math.abs(first - 92)).toBeLessThan(3)
  })

  it.each([
    ['monotonic_cst={"kind":1}', { kind: 1 }],
    ['monotonic_cst=[1]', [1]]
  ])('%s comes in a request, and the prediction rises', async (query, given) => {
    const site = await trained(`${regressor}, params: { min_samples_leaf: 3 }`)
    expect((await site.fetch(`/h?_model&${encodeURI(query)}`, { method: 'PUT' })).status).toBe(200)
    await site.json('/h?_action=retrain', { method: 'POST' })
    const { params } = (await site.json('/h?_params')) as { params: { params: Record<string, unknown> } }
    expect(params.params.monotonic_cst).toEqual(given)
    const predicted = (await site.json('/h?kind=0&kind=1&kind=2&kind=3')) as number[]
    expect([...predicted].sort((a, b) => a - b)).toEqual(predicted)
    expect(predicted[3]).toBeGreaterThan(predicted[0])
  })

  it('are refused by name', async () => {
    const site = await siteOf(`${regressor}, params: { categorical_features: [kin] }`)
    await site.json('/h?_action=append', post(rows))
    const error = await errorOf(await site.fetch('/h?_action=train', { method: 'POST' }))
    expect(error).toMatchObject({ status: 422 })
    expect(JSON.stringify(error)).toContain('names \\"kin\\", which is no feature')
  })
})
