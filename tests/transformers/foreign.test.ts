/** Models for transformers.js, on a real tokenizer and an ONNX file that is made here. */
import { describe, expect, test, vi } from 'vitest'
import { filesFrom, NER, SentimentAnalysis } from '$lib/transformers'
import * as foreign from '$lib/transformers/foreign'
import { changed } from './helpers'
import { checkKnownAnswer, KNOWN_MODEL } from '$lib/transformers/knownAnswer'
import { hugeOnnx, productOnnx, tinyOnnx } from './onnx'
import { moods as tinyMoods, places, scoresOf } from './tiny'

// The runtime takes seconds to load on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const text = JSON.stringify
const moods = filesFrom(tinyMoods())
const names = filesFrom(places())

describe('text classification', () => {
  test('answers with the labels of config.json', async () => {
    const sentiment = await new SentimentAnalysis({ model: 'moods' }).load(moods, { foreign })
    expect(sentiment.device).toBe('transformers.js cpu')
    expect(sentiment.classes_).toEqual(['dull', 'fine'])
    const long = 'better than '.repeat(50)
    expect(await sentiment.predict(['is never ugly', 'better than beautiful', long])).toEqual([
      'dull',
      'fine',
      'fine'
    ])
  })

  test('learns on top of its scores', async () => {
    const sentiment = await new SentimentAnalysis().load(moods, { foreign })
    const rows = ['better', 'than', 'better than', 'ugly', 'never', 'is'].map((text, i) => ({
      text,
      label: i < 3 ? 'up' : 'down'
    }))
    await sentiment.fit(rows)
    expect(await sentiment.predict(['than better', 'ugly ugly'])).toEqual(['up', 'down'])
  })
})

describe('token classification', () => {
  test('first piece decides, places are those of the text', async () => {
    const ner = await new NER().load(names, { foreign })
    const text = '😀 in Paris — or Rome, 東京 and\nPerú.'
    const [row] = await ner.predict([text])
    expect(row!.labels.map(({ start, end, label }) => [text.slice(start, end), label])).toEqual([
      ['Paris', 'PLACE'],
      ['Rome', 'PLACE'],
      ['Perú', 'PLACE']
    ])
    expect(ner.classes_).toEqual(['PLACE'])
  })

  test('a long text is read in windows to its end', async () => {
    const ner = await new NER().load(names, { foreign })
    const text = 'it is in the nation. '.repeat(40) + 'Paris'
    const [row] = await ner.predict([text])
    expect(row!.labels).toEqual([{ start: text.length - 5, end: text.length, label: 'PLACE' }])
  })
})

describe('what is amiss is named', () => {
  test.each([
    ['a folder without tokenizer', { 'tokenizer.json': null }, /lacks its file tokenizer.json/],
    ['a folder without ONNX', { 'onnx/model.onnx': null }, /lacks its ONNX file/],
    [
      'a page in place of a file',
      { 'config.json': '<!doctype html>' },
      /config.json is no JSON object: it begins with "<!doctype html>"/
    ],
    ['a broken ONNX', { 'onnx/model.onnx': 'not an onnx file at all' }, /The ONNX model could not be opened/],
    [
      'an ONNX of random bytes',
      { 'onnx/model.onnx': Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919 + (i >> 3)) % 256) },
      /The ONNX model could not be opened/
    ],
    [
      'an ONNX that is cut off',
      { 'onnx/model.onnx': tinyOnnx(scoresOf(2, {}), true).slice(0, 300) },
      /The ONNX model could not be opened/
    ],
    [
      'an ONNX that names a huge tensor',
      { 'onnx/model.onnx': hugeOnnx() },
      /The ONNX model could not be opened/
    ],
    [
      'a model of ours for another task',
      { 'config.json': null, 'entities.json': '{}' },
      /The model is one for entities, not for sentiment/
    ],
    [
      'a model of another task',
      { 'config.json': text({ architectures: ['BertForTokenClassification'] }) },
      /The model is a BertForTokenClassification/
    ],
    ['a broken tokenizer', { 'tokenizer.json': '{"model": 3}' }, /The tokenizer could not be opened/],
    [
      'scores of another number than config.json names',
      { 'onnx/model.onnx': tinyOnnx(scoresOf(3, {}), true) },
      /The model gives 3 scores where its config.json names 2 labels/
    ],
    [
      'scores that are no numbers',
      {
        'onnx/model.onnx': tinyOnnx(
          scoresOf(2, {}).map((row) => row.map(() => NaN)),
          true
        )
      },
      /scores that are no numbers/
    ],
    ['no model at all', { 'config.json': null }, /lacks its file config.json/]
  ])('%s', async (_, changes, message) => {
    await expect(new SentimentAnalysis().load(changed(moods, changes), { foreign })).rejects.toThrow(message)
  })
})

describe('the known answer', () => {
  const table = Array.from({ length: 8 }, (_, i) =>
    Array.from({ length: 16 }, (_, j) => ((3 * i + 5 * j) % 7) - 3)
  )
  const weights = (first: number) =>
    Array.from({ length: 16 }, (_, i) =>
      Array.from({ length: 4 }, (_, j) => ((5 * i + 2 * j + first) % 7) - 3)
    )
  const encoded = (first: number) => Buffer.from(productOnnx(table, weights(first))).toString('base64')

  test('is that of a product of integers', async () => {
    expect(KNOWN_MODEL).toBe(encoded(0))
    await checkKnownAnswer('cpu')
  })

  test('tells a device that errs', async () => {
    await expect(checkKnownAnswer('cpu', encoded(1))).rejects.toThrow('where 17.5, -6, -15.5, 6.5 is right')
  })
})
