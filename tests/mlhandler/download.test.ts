import { unzipSync, strFromU8 } from 'fflate'
import { beforeAll, describe, expect, it } from 'vitest'
import { readPlain } from '$lib/formats/plain'
import { readEstimator } from '$lib/formats/sklearn/read'
import { read } from '$lib/frame/read'
import type { ModelRecord } from '$lib/mlhandler/store'
import type { Pipeline } from '$lib/sklearn/pipeline'
import { fromState } from '$lib/sklearn/state'
import { createSite, errorOf, type TestSite } from './site'

const bytesOf = async (response: Response): Promise<Uint8Array> =>
  new Uint8Array(await response.arrayBuffer())

const kindOf = ({ headers }: Response): (string | null)[] => [
  headers.get('content-type'),
  headers.get('content-disposition')
]

const titanic = `url:
  titanic:
    pattern: /ml
    handler: MLHandler
    kwargs:
      data: { url: /titanic.csv }
      config_dir: /kept/here
      model:
        class: LogisticRegression
        params: { C: 2 }
        target_col: Survived
        exclude: [PassengerId, Ticket, Cabin, Name]
        cats: [Embarked]`

describe('GET ?_download', () => {
  let site: TestSite
  beforeAll(async () => {
    site = await createSite({ yaml: titanic })
  })

  it('gives the pipeline as a pickle, which predicts as the handler does', async () => {
    const response = await site.fetch('/ml?_download')
    expect(response.status).toBe(200)
    expect(kindOf(response)).toEqual(['application/octet-stream', 'attachment; filename="model.pkl"'])
    const pipeline = (await fromState(readEstimator(await bytesOf(response)))) as Pipeline
    const bytes = await bytesOf(await site.fetch('/ml?_cache&_format=csv'))
    const frame = await read({ bytes, name: 'data.csv' })
    const whole = frame.drop(['Survived', 'Cabin', 'PassengerId', 'Ticket', 'Name']).dropna().frame
    const asked = await site.fetch('/ml', {
      method: 'POST',
      body: JSON.stringify(whole.toRecords()),
      headers: { 'content-type': 'application/json' }
    })
    expect(await pipeline.predict(whole)).toEqual(await asked.json())
  })

  it('gives the whole record as JSON', async () => {
    const response = await site.fetch('/ml?_download&_format=json')
    expect(kindOf(response)).toEqual(['application/json', 'attachment; filename="model.json"'])
    const { format, record } = readPlain(await response.text()) as { format: string; record: ModelRecord }
    expect(format).toBe('mlhandler.model')
    expect(record).toEqual((await site.store.model('/kept/here/'))!.record)
  })

  it('gives the config_dir as a zip', async () => {
    const response = await site.fetch('/ml?_download&_format=zip')
    expect(kindOf(response)).toEqual(['application/zip', 'attachment; filename="here.zip"'])
    const files = unzipSync(await bytesOf(response))
    expect(Object.keys(files).sort()).toEqual(['config.json', 'data.csv', 'model.json', 'model.pkl'])
    const { opts } = (await site.json('/ml?_params')) as { opts: object }
    expect(JSON.parse(strFromU8(files['config.json']))).toEqual({
      model: { class: 'LogisticRegression', params: { C: 2 } },
      transform: opts
    })
    expect(strFromU8(files['data.csv'])).toBe(await (await site.fetch('/ml?_cache&_format=csv')).text())
    expect(readEstimator(files['model.pkl']).class).toBe('Pipeline')
  })

  it('puts the data in the zip in the format that _data names', async () => {
    const files = unzipSync(await bytesOf(await site.fetch('/ml?_download&_format=zip&_data=parquet')))
    expect(strFromU8(files['data.parquet'].subarray(0, 4))).toBe('PAR1')
  })

  it('refuses a format that there is not, and names those that there are', async () => {
    expect(await errorOf(await site.fetch('/ml?_download&_format=onnx'))).toMatchObject({
      status: 415,
      code: 'unsupported_format',
      hint: 'Use one of pkl, json, folder, zip.'
    })
  })
})

const forecast = `url:
  forecast:
    pattern: /f
    handler: MLHandler
    kwargs:
      data: { url: /data.csv }
      model: { class: SARIMAX, params: { order: [1, 0, 0] }, target_col: y, index_col: t }
      xsrf_cookies: false`

describe('GET ?_download of what is no scikit-learn model', () => {
  const rows = Array.from({ length: 40 }, (_, i) => `${1980 + i}-01-01,${Math.sin(i) + 2}`)
  const files = { '/data.csv': `t,y\n${rows.join('\n')}\n` }

  it('says that there is no pickle of it, and what there is', async () => {
    const site = await createSite({ yaml: forecast, files })
    expect(await errorOf(await site.fetch('/f?_download'))).toMatchObject({
      status: 415,
      message: 'SARIMAX cannot be put in a pickle',
      hint: expect.stringContaining('_format=json') as unknown
    })
  })

  it('leaves the pickle out of the zip and says why', async () => {
    const site = await createSite({ yaml: forecast, files })
    const unzipped = unzipSync(await bytesOf(await site.fetch('/f?_download&_format=zip')))
    expect(Object.keys(unzipped).sort()).toEqual(['README.txt', 'config.json', 'data.csv', 'model.json'])
    expect(strFromU8(unzipped['README.txt'])).toContain('SARIMAX cannot be put in a pickle')
  })
})

it('is 404 once the model is removed', async () => {
  const site = await createSite()
  expect((await site.fetch('/ml?_download')).status).toBe(200)
  await site.fetch('/ml?_model', { method: 'DELETE' })
  for (const format of ['pkl', 'json', 'zip'])
    expect((await errorOf(await site.fetch(`/ml?_download&_format=${format}`))).code).toBe('no_model')
})
