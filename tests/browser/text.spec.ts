/** Sentiment and named entities in the built site: the documents' requests, and the pages that try them. */
import { readFileSync } from 'node:fs'
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
  await page.goto('/')
  const sentiment = page.getByRole('region', { name: 'sentiment' })
  await expect(sentiment).toContainText('ready')
  await sentiment.getByRole('link', { name: 'Try it' }).click()
  await page.getByLabel('A text', { exact: true }).fill('A wonderful film.')
  await expect(page.locator('output')).toContainText('POSITIVE')
  await page.goto('/samples/ner')
  await expect(page.locator('output mark')).toHaveText([/Joe Biden/, /United States/, /Washington DC/])
  await page.goto('/samples/ner?at=/elsewhere')
  await expect(page.getByRole('alert')).toContainText('No handler answers at /elsewhere')
})

test('a pasted column is answered as it is read, until that is cancelled', async ({ page }) => {
  await page.goto('/samples/ner')
  const column = page.getByLabel('One text a line, as a column')
  await column.fill('"Joe Biden said ""no"""\n\nBerlin is cold')
  await page.getByRole('button', { name: 'Read 2 texts' }).click()
  await expect(page.locator('li')).toHaveText([/^Joe Biden PER said "no"$/, /^Berlin LOC is cold$/])
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download the answers' }).click()
  expect(readFileSync(await (await downloading).path(), 'utf8')).toMatch(
    /^\ufeff"text","entity","label","start","end","score"\r\n"Joe Biden said ""no""","Joe Biden","PER","0","9","0\.\d+"\r\n"Berlin/
  )
  await column.fill('Angela Merkel lives in Berlin.\n'.repeat(400))
  await page.getByRole('button', { name: 'Read 400 texts' }).click()
  await expect(page.locator('li').nth(50)).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('button', { name: 'Read 400 texts' })).toBeEnabled()
  expect(await page.locator('li').count()).toBeLessThan(400)
})

test('a long text holds up nobody, and an aborted one is dropped', async ({ page }) => {
  await open(page)
  const outcome = await page.evaluate(async () => {
    const abort = new AbortController()
    const body = JSON.stringify([{ text: 'Joe Biden met Angela Merkel in Berlin. '.repeat(2000) }])
    const long = fetch('/ner', { method: 'POST', body, signal: abort.signal }).then(
      () => 'answered',
      () => 'aborted'
    )
    const short = await Promise.race([
      long,
      fetch('/sentiment?text=right').then((answer) => answer.json() as Promise<string[]>)
    ])
    abort.abort()
    return [await long, short]
  })
  expect(outcome).toEqual(['aborted', ['POSITIVE']])
})

test('scores, upstream’s shapes, and 404 after a delete until a train', async ({ page }) => {
  await open(page)
  const judged = [
    { text: 'awful', label: 'NEGATIVE' },
    { text: 'lovely', label: 'POSITIVE' }
  ]
  expect(await json(page, '/sentiment?_action=score', postJson(judged))).toEqual({ score: 1 })
  const marked = [{ text: 'Joe Biden lives', labels: [{ start: 0, end: 9, label: 'PER' }] }]
  const right = { precision: 1, recall: 1, f1: 1, number: 1 }
  expect(await json(page, '/ner?_action=score', postJson(marked))).toEqual({
    score: { PER: right, overall: right }
  })
  expect(await json(page, '/sentiment?text=right&_api_version=1.94')).toEqual([
    { text: 'right', label: 'POSITIVE' }
  ])
  expect(await json(page, '/ner?text=Joe+Biden+lives&_api_version=1.94')).toEqual([
    [{ word: 'Joe Biden', entity_group: 'PER', score: expect.any(Number), start: 0, end: 9 }]
  ])
  await ask(page, '/ner?_model', { method: 'DELETE' })
  expect(await ask(page, '/ner?text=Joe')).toMatchObject({
    status: 404,
    body: { error: { code: 'no_model' } }
  })
  expect(await ask(page, '/ner?_action=train', { method: 'POST' })).toMatchObject({ status: 200 })
  expect(await json(page, '/ner?text=Joe+Biden+lives')).toMatchObject([{ labels: [{ label: 'PER' }] }])
})

test('columns of texts from CSV and XLSX files', async ({ page }) => {
  await open(page)
  const csv = 'text,label\nawful,NEGATIVE\n"lovely, really",POSITIVE\n'
  expect(await json(page, '/sentiment', { method: 'POST', file: 'a.csv', body: csv })).toEqual([
    'NEGATIVE',
    'POSITIVE'
  ])
  await ask(page, '/sentiment?_action=append', { method: 'POST', file: 'a.csv', body: csv })
  const found = await page.evaluate(async () => {
    const form = new FormData()
    form.append('file', await (await fetch('/sentiment?_cache&_format=xlsx')).blob(), 'texts.xlsx')
    const post = (path: string) => fetch(path, { method: 'POST', body: form }).then((answer) => answer.json())
    return [await post('/sentiment'), await post('/ner')] as [string[], { text: string }[]]
  })
  expect(found[0]).toEqual(['NEGATIVE', 'POSITIVE'])
  expect(found[1].map(({ text }) => text)).toEqual(['awful', 'lovely, really'])
})

test('a text of 10,000 characters is read to its end, places right among emoji, accents and CJK', async ({
  page
}) => {
  await open(page)
  const sentence = '😀 “Café” — 東京 é\u0301.\r\nJoe Biden met Angela Merkel in Berlin. '
  const text = sentence.repeat(Math.ceil(10_000 / sentence.length))
  const [{ labels }] = (await json(page, '/ner', postJson([{ text }]))) as {
    labels: { start: number; end: number; label: string }[]
  }[]
  const named = labels.map(({ start, end, label }) => `${text.slice(start, end)} ${label}`)
  const times = text.length / sentence.length
  for (const name of ['Joe Biden PER', 'Angela Merkel PER', 'Berlin LOC'])
    expect(named.filter((found) => found === name).length, name).toBeGreaterThan(0.95 * times)
  expect(labels.at(-1)!.end).toBe(text.lastIndexOf('Berlin') + 'Berlin'.length)
  expect(await json(page, '/sentiment', postJson([{ text }]))).toHaveLength(1)
})
