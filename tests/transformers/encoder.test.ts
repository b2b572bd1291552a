/** The encoder on 8-bit weights against torch on the same weights in float32. */
import { describe, expect, test } from 'vitest'
import { EmbeddedClassifier } from '$lib/transformers/classifier'
import { logSoftmax } from '$lib/transformers/functions'
import { EmbeddedTagger } from '$lib/transformers/tagger'
import { embedded, readFixture, type ModelRow } from './helpers'

const rows = await readFixture<ModelRow[]>('models')

const furthest = (a: Float64Array, b: ArrayLike<number>): number =>
  Math.max(...a.map((v, i) => Math.abs(v - b[i])))

// With SIMD activations are rounded to 1/8191 of each row's largest: three layers leave an error of some thousandths.
describe.each([
  { device: 'wasm-simd', simd: true, error: 0.01 },
  { device: 'javascript', simd: false, error: 1e-4 }
])('$device', ({ device, simd, error }) => {
  const models = Promise.all([
    EmbeddedClassifier.load(embedded, { simd }),
    EmbeddedTagger.load(embedded, { simd })
  ])

  test('is what is in use', async () => {
    expect((await models).map((model) => model.device)).toEqual([device, device])
  })

  test.each(rows)('sentiment scores of $text', async ({ text, sentiment }) => {
    const [classifier] = await models
    expect(furthest((await classifier.classify(text)).scores, sentiment)).toBeLessThan(error)
  })

  test.each(rows)('entity scores of each word of $text', async ({ text, entities }) => {
    const [, tagger] = await models
    const words = await tagger.tag(text)
    expect(words).toHaveLength(entities.length)
    words.forEach(({ scores }, i) => {
      const expected = logSoftmax(Float64Array.from(entities[i]))
      // Their weights of 4 bits are rounded once more, to the kernels' 8.
      expect(furthest(scores.map(Math.exp), expected.map(Math.exp))).toBeLessThan(0.005)
    })
  })
})
