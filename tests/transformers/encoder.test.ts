/** The encoder on 8-bit weights against torch on the same weights in float32; here products are not rounded either. */
import { expect, test, vi } from 'vitest'
import { EmbeddedClassifier } from '$lib/transformers/classifier'
import type { Kernels } from '$lib/transformers/kernels'
import { EmbeddedTagger } from '$lib/transformers/tagger'
import { embedded, furthest, probabilities, readFixture, type ModelRow } from './helpers'

vi.mock('$lib/transformers/plainKernels', async (original) => {
  const { plainKernels } = await original<typeof import('$lib/transformers/plainKernels')>()
  const linear: Kernels['linear'] = ({ data, scale, bias, inputs, outputs }, x, rows, y) => {
    for (let o = 0; o < outputs; o++)
      for (let r = 0; r < rows; r++) {
        let sum = 0
        for (let k = 0; k < inputs; k++) sum += x[r * inputs + k] * data[o * inputs + k]
        y[r * outputs + o] = sum * scale[o] + bias[o]
      }
  }
  return { plainKernels: { ...plainKernels, linear } }
})

const rows = await readFixture<ModelRow[]>('models')
const classifier = EmbeddedClassifier.load(embedded, { simd: false })
const tagger = EmbeddedTagger.load(embedded, { simd: false })

test.each(rows)('sentiment scores of $text', async ({ text, sentiment }) => {
  const { scores } = await (await classifier).classify(text)
  expect(furthest(scores, sentiment)).toBeLessThan(1e-4)
})

test.each(rows)('entity scores of each word of $text', async ({ text, entities }) => {
  const words = await (await tagger).tag(text)
  expect(words).toHaveLength(entities.length)
  // Their weights of 4 bits are rounded once more, to the kernels' 8.
  words.forEach(({ scores }, i) =>
    expect(furthest(scores.map(Math.exp), probabilities(entities[i]))).toBeLessThan(0.005)
  )
})
