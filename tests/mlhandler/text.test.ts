import { unzipSync } from 'fflate'
import { beforeAll, describe, expect, it } from 'vitest'
import { createSite, errorOf, post, upload, type TestSite } from './site'

const sentences = [
  'Narendra Modi is the PM of India',
  'Joe Biden is the President of the United States and lives in Washington DC'
]
const query = (texts: readonly string[]): string =>
  texts.map((text) => `text=${encodeURIComponent(text)}`).join('&')

describe('the sentiment handler', () => {
  let site: TestSite
  beforeAll(async () => {
    site = await createSite()
  })

  it('answers as the documents show, without training', async () => {
    expect(await site.json('/sentiment?text=wrong&text=right')).toEqual(['NEGATIVE', 'POSITIVE'])
    expect(await site.json('/sentiment?_model')).toMatchObject({ model: 'SentimentAnalysis' })
  })

  it('adds the scores by _proba, and upstream’s records by _api_version', async () => {
    const [answer] = (await site.json('/sentiment?text=a+wonderful+film&_proba')) as {
      _proba: Record<string, number>
    }[]
    expect(answer._proba.POSITIVE).toBeGreaterThan(0.5)
    expect(answer._proba.POSITIVE + answer._proba.NEGATIVE).toBeCloseTo(1, 6)
    expect(await site.json('/sentiment?text=right&_api_version=1.94')).toEqual([
      { text: 'right', label: 'POSITIVE' }
    ])
  })

  it('judges posted rows and files, a missing text as null', async () => {
    expect(
      await site.json('/sentiment', post([{ text: 'awful' }, { text: null }, { text: 'lovely' }]))
    ).toEqual(['NEGATIVE', null, 'POSITIVE'])
    expect(await site.json('/sentiment', upload('text\nawful\nlovely\n', 't.csv'))).toEqual([
      'NEGATIVE',
      'POSITIVE'
    ])
  })

  it.each(['/sentiment?text=', '/sentiment?word=x'])('refuses %s and says what it needs', async (path) => {
    const error = await errorOf(await site.fetch(path))
    expect(error.status).toBe(422)
    expect(error.hint).toContain('text')
  })

  it('scores by the area under the ROC curve, learns new labels, and is 404 after a delete until a train', async () => {
    const own = await createSite()
    const rows = Array.from({ length: 40 }, (_, i) => ({
      text: i % 2 ? `win money now ${i}` : `meeting at ${i} in the office`,
      label: i % 2 ? 'spam' : 'ham'
    }))
    const judged = post([
      { text: 'awful', label: 'NEGATIVE' },
      { text: 'lovely', label: 'POSITIVE' }
    ])
    expect(await own.json('/sentiment?_action=score', judged)).toEqual({ score: 1 })
    expect(await own.json('/sentiment?_action=score&_metric=accuracy', judged)).toEqual({ score: 1 })
    expect(await own.json('/sentiment?_action=score&_metric=neg_log_loss', judged)).toEqual({
      score: expect.closeTo(0, 0)
    })
    const scored = (query: string, rows: RequestInit) =>
      own.fetch(`${query}&_action=score`, rows).then(errorOf)
    expect(await scored('/sentiment?_metric=acuracy', judged)).toMatchObject({
      status: 400,
      hint: 'Did you mean accuracy?'
    })
    expect(await scored('/ner?_metric=accuracy', post([{ text: 'a', labels: [] }]))).toMatchObject({
      status: 400
    })
    expect(
      ((await own.json('/sentiment?_action=train', post(rows))) as { score: number }).score
    ).toBeGreaterThan(0.95)
    expect(await own.json('/sentiment?text=win+money&text=a+meeting+in+the+office')).toEqual(['spam', 'ham'])
    expect(await own.json('/sentiment?_cache')).toHaveLength(40)
    await own.fetch('/sentiment?_model', { method: 'DELETE' })
    await own.fetch('/sentiment?_cache', { method: 'DELETE' })
    expect((await own.fetch('/sentiment?text=wrong')).status).toBe(404)
    await own.fetch('/sentiment?_action=train', { method: 'POST' })
    expect(await own.json('/sentiment?text=wrong')).toEqual(['NEGATIVE'])
  })
})

it('gives a trained model as a folder of files', async () => {
  const site = await createSite()
  const rows = ['ham', 'spam', 'ham', 'spam'].map((label) => ({ text: `this is ${label}`, label }))
  await site.fetch('/sentiment?_action=train', post(rows))
  const names = async (path: string) => {
    const response = await site.fetch(path)
    return Object.keys(unzipSync(new Uint8Array(await response.arrayBuffer()))).sort()
  }
  const files = ['head.json', 'head.safetensors', 'sentiment.json', 'sentiment.safetensors', 'vocab.txt']
  expect(await names('/sentiment?_download')).toEqual([...files, 'words.safetensors'])
  const all = await names('/sentiment?_download&_format=zip')
  expect(all.filter((name) => !name.startsWith('model/'))).toEqual(['config.json', 'data.csv', 'model.json'])
  expect(all).toContain('model/head.safetensors')
  expect(await errorOf(await site.fetch('/ml?_download&_format=folder'))).toMatchObject({ status: 415 })
})

describe('the handler of named entities', () => {
  let site: TestSite
  beforeAll(async () => {
    site = await createSite()
  })

  it('answers as the documents show', async () => {
    expect(await site.json(`/ner?${query(sentences)}`)).toEqual([
      {
        text: sentences[0],
        labels: [
          { start: 0, end: 13, label: 'PER' },
          { start: 27, end: 32, label: 'LOC' }
        ]
      },
      {
        text: sentences[1],
        labels: [
          { start: 0, end: 9, label: 'PER' },
          { start: 34, end: 47, label: 'LOC' },
          { start: 61, end: 74, label: 'LOC' }
        ]
      }
    ])
  })

  it('answers as upstream 1.94', async () => {
    const [[person]] = (await site.json(`/ner?${query(sentences)}&_api_version=1.94`)) as object[][]
    expect(person).toEqual({
      word: 'Narendra Modi',
      entity_group: 'PER',
      score: expect.any(Number),
      start: 0,
      end: 13
    })
  })

  it('scores per entity and learns new ones', async () => {
    const own = await createSite()
    const rows = Array.from({ length: 20 }, (_, i) => ({
      text: `Order ${1000 + i} was sent`,
      labels: [{ start: 6, end: 10, label: 'ORDER' }]
    }))
    const trained = (await own.json('/ner?_action=train', post(rows))) as {
      score: { ORDER: { f1: number; number: number } }
    }
    expect(trained.score.ORDER).toMatchObject({ number: 20 })
    expect(trained.score.ORDER.f1).toBeGreaterThan(0.9)
    expect(await own.json('/ner?text=Order+1044+was+sent')).toEqual([
      { text: 'Order 1044 was sent', labels: [{ start: 6, end: 10, label: 'ORDER' }] }
    ])
  })
})
