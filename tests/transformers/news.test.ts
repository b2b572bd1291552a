import { expect, test, vi } from 'vitest'
import { NER } from '$lib/transformers'
import { compare, readNews } from '../../tools/text/news.mjs'
import { embedded } from './helpers'

vi.setConfig({ testTimeout: 60_000 })

/** A hundred sentences that the model has not learned from; docs/models.md has the figures that the bounds stand a little below. */
test('the embedded model reads ordinary news', async () => {
  const model = await new NER().load(embedded)
  const rows = readNews('test')
  expect(rows).toHaveLength(100)
  expect((await model.score(rows)).overall?.f1).toBeGreaterThan(0.92)
  const { faultless } = compare(rows, await model.predict(rows.map(({ text }) => text)))
  expect(faultless).toBeGreaterThanOrEqual(84)
})
