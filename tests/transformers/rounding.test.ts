/** The models as they run: the same answers with and without SIMD, and near those of torch in float32. */
import { describe, expect, test } from 'vitest'
import { EmbeddedClassifier } from '$lib/transformers/classifier'
import { EmbeddedTagger } from '$lib/transformers/tagger'
import { embedded, furthest, probabilities, readFixture, type ModelRow } from './helpers'

const rows = await readFixture<ModelRow[]>('models')
const classifiers = Promise.all([true, false].map((simd) => EmbeddedClassifier.load(embedded, { simd })))
const taggers = Promise.all([true, false].map((simd) => EmbeddedTagger.load(embedded, { simd })))

test('the device tells what is in use', async () => {
  const devices = [...(await classifiers), ...(await taggers)].map(({ device }) => device)
  expect(devices).toEqual(['wasm-simd', 'javascript', 'wasm-simd', 'javascript'])
})

describe.each(rows)('$text', ({ text, sentiment, entities }) => {
  test('gets the same scores, bit for bit, with and without SIMD', async () => {
    const [seen, plain] = await Promise.all((await classifiers).map((model) => model.classify(text)))
    expect(plain).toEqual(seen)
    const [words, plainly] = await Promise.all((await taggers).map((model) => model.tag(text)))
    expect(plainly).toEqual(words)
  })

  // 7 bits of activations move scores a little; what they do to accuracy, docs/models.md says.
  test('gets scores near those of torch', async () => {
    const { scores } = await (await classifiers)[0].classify(text)
    expect(furthest(scores, sentiment)).toBeLessThan(0.05)
    const words = await (await taggers)[0].tag(text)
    const off = words.map(({ scores }, i) => furthest(scores.map(Math.exp), probabilities(entities[i])))
    expect(Math.max(...off)).toBeLessThan(0.1)
    expect(off.reduce((a, b) => a + b, 0) / off.length).toBeLessThan(0.03)
  })
})
