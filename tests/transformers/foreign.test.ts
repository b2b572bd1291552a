/** Models for transformers.js, on a real tokenizer and an ONNX file that is made here. */
import { describe, expect, test, vi } from 'vitest'
import { filesFrom, NER, SentimentAnalysis, type ModelFiles } from '$lib/transformers'
import { changed, readFixture } from './helpers'
import { tinyOnnx } from './onnx'

// The runtime takes seconds to load on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

interface Case {
  name: string
  tokenizer: { model: { vocab: Record<string, number> } }
}

const [{ tokenizer }] = await readFixture<Case[]>('tokenizers')
const vocabulary = Object.keys(tokenizer.model.vocab)
const text = JSON.stringify
const encode = (value: string) => new TextEncoder().encode(value)

/** Each piece's scores: 5 for the label that it likes, and some for the first label where it likes none. */
const rowsFor = (labels: number, likes: Record<string, number>): number[][] =>
  vocabulary.map((piece) =>
    Array.from({ length: labels }, (_, label) =>
      label === (likes[piece] ?? 0) ? (piece in likes ? 5 : 0.5) : 0
    )
  )

const model = (architecture: string, labels: string[], likes: Record<string, number>): ModelFiles => {
  const pooled = architecture === 'BertForSequenceClassification'
  const config = {
    model_type: 'bert',
    architectures: [architecture],
    id2label: Object.assign({}, labels),
    max_position_embeddings: 32
  }
  return filesFrom(
    new Map([
      ['config.json', encode(text(config))],
      ['tokenizer.json', encode(text(tokenizer))],
      [
        'tokenizer_config.json',
        encode(text({ tokenizer_class: 'BertTokenizer', unk_token: '[UNK]', pad_token: '[PAD]' }))
      ],
      ['onnx/model.onnx', tinyOnnx(rowsFor(labels.length, likes), pooled)]
    ])
  )
}

const moods = model('BertForSequenceClassification', ['dull', 'fine'], { better: 1, beautiful: 1, than: 1 })
const names = model('BertForTokenClassification', ['O', 'I-PLACE'], { p: 1, pe: 1, per: 1, r: 1 })

describe('text classification', () => {
  test('answers with the labels of config.json', async () => {
    const sentiment = await new SentimentAnalysis({ model: 'moods' }).load(moods)
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
    const sentiment = await new SentimentAnalysis().load(moods)
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
    const ner = await new NER().load(names)
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
    const ner = await new NER().load(names)
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
      'a model of another task',
      { 'config.json': text({ architectures: ['BertForTokenClassification'] }) },
      /The model is a BertForTokenClassification/
    ],
    ['a broken tokenizer', { 'tokenizer.json': '{"model": 3}' }, /The tokenizer could not be opened/],
    ['no model at all', { 'config.json': null }, /lacks its file config.json/]
  ])('%s', async (_, changes, message) => {
    await expect(new SentimentAnalysis().load(changed(moods, changes))).rejects.toThrow(message)
  })

  test('scores of another number than config.json names', async () => {
    const sentiment = await new SentimentAnalysis().load(
      changed(moods, { 'onnx/model.onnx': tinyOnnx(rowsFor(3, {}), true) })
    )
    await expect(sentiment.predict(['is'])).rejects.toThrow(
      'The model gives 3 scores where its config.json names 2 labels'
    )
  })
})
