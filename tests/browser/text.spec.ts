/** Sentiment and named entities in the built site: the documents' requests, and the pages that try them. */
import { expect, test } from '@playwright/test'
import { ask, json, open, postJson } from './site'

test('the documents’ requests, from the models that come with the site', async ({ page }) => {
  await open(page)
  expect(await json(page, '/sentiment?text=wrong&text=right')).toEqual(['NEGATIVE', 'POSITIVE'])
  const texts = [
    'Narendra Modi is the PM of India',
    'Joe Biden is the President of the United States and lives in Washington DC'
  ]
  const found = (await json(
    page,
    `/ner?${texts.map((text) => `text=${encodeURIComponent(text)}`).join('&')}`
  )) as {
    text: string
    labels: { start: number; end: number; label: string }[]
  }[]
  expect(
    found.map(({ text, labels }) => labels.map(({ start, end, label }) => [text.slice(start, end), label]))
  ).toEqual([
    [
      ['Narendra Modi', 'PER'],
      ['India', 'LOC']
    ],
    [
      ['Joe Biden', 'PER'],
      ['United States', 'LOC'],
      ['Washington DC', 'LOC']
    ]
  ])
  expect(await ask(page, '/sentiment?text=')).toMatchObject({
    status: 422,
    body: { error: { hint: expect.stringContaining('text') } }
  })
})

test('training on rows with text and label adapts the model, and it is kept', async ({ page }) => {
  await open(page)
  const rows = Array.from({ length: 40 }, (_, i) => ({
    text: i % 2 ? `win money now ${i}` : `meeting at ${i} in the office`,
    label: i % 2 ? 'spam' : 'ham'
  }))
  expect(await ask(page, '/sentiment?_action=train', postJson(rows))).toMatchObject({ status: 200 })
  await page.reload()
  await open(page)
  expect(await json(page, '/sentiment?text=win+money&text=a+meeting+in+the+office')).toEqual(['spam', 'ham'])
})

test('the pages that try them', async ({ page }) => {
  await page.goto('/samples/sentiment')
  await page.getByLabel('A text', { exact: true }).fill('A wonderful film.')
  await expect(page.locator('output')).toContainText('POSITIVE')
  await page.goto('/samples/ner')
  await expect(page.locator('output mark')).toHaveText([/Joe Biden/, /United States/, /Washington DC/])
})
