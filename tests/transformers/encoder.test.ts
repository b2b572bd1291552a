/** The encoder on 8-bit weights against torch on the same weights in float32. */
import { describe, expect, test } from 'vitest'
import { EmbeddedClassifier } from '$lib/transformers/classifier'
import { logSoftmax } from '$lib/transformers/functions'
import { EmbeddedTagger } from '$lib/transformers/tagger'
import { embedded, readFixture, type ModelRow } from './helpers'

const rows = await readFixture<ModelRow[]>('models')
const classifier = await EmbeddedClassifier.load(embedded)
const tagger = await EmbeddedTagger.load(embedded)

const furthest = (a: Float64Array, b: ArrayLike<number>): number =>
  Math.max(...a.map((v, i) => Math.abs(v - b[i])))

describe.each(rows)('$text', ({ text, sentiment, entities }) => {
  // Activations are rounded to 1/8191 of each row's largest: three layers leave an error of some thousandths.
  test('sentiment scores', async () =>
    expect(furthest((await classifier.classify(text)).scores, sentiment)).toBeLessThan(0.01))

  test('entity scores of each word', async () => {
    const words = await tagger.tag(text)
    expect(words).toHaveLength(entities.length)
    words.forEach(({ scores }, i) => {
      const expected = logSoftmax(Float64Array.from(entities[i]))
      expect(furthest(scores.map(Math.exp), expected.map(Math.exp))).toBeLessThan(0.005)
    })
  })
})

test('without SIMD the answers are the same to the last bit', async () => {
  const plain = await EmbeddedClassifier.load(embedded, { simd: false })
  expect([classifier.device, plain.device]).toEqual(['wasm-simd', 'javascript'])
  expect(await plain.classify('Not bad at all.')).toEqual(await classifier.classify('Not bad at all.'))
}, 30_000)
