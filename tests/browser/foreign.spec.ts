/** Other people's text models in the built site: from a folder of the site, picked, from the hub; and what may be amiss. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { zipSync } from 'fflate'
import { serve } from '../../tools/serve.mjs'
import { moods, places } from '../transformers/tiny'
import { ask, json, open } from './site'

// One server for all tests of this file.
test.describe.configure({ mode: 'default' })

const folder = mkdtempSync(join(tmpdir(), 'mlhandler-foreign-'))
const site = 'http://localhost:9970/'
let server: Server

const handlers = `
  moods:
    pattern: /$YAMLURL/moods
    handler: MLHandler
    kwargs: { model: { class: SentimentAnalysis, params: { model: moods } } }
  places:
    pattern: /$YAMLURL/places
    handler: MLHandler
    kwargs: { model: { class: NER, params: { model: places } } }
  nobody:
    pattern: /$YAMLURL/nobody
    handler: MLHandler
    kwargs: { model: { class: NER, params: { model: nobody } } }
`

interface Entities {
  readonly text: string
  readonly labels: readonly { start: number; end: number; label: string }[]
}

function put(model: string, files: ReadonlyMap<string, Uint8Array>): void {
  for (const [name, bytes] of files) {
    const path = join(folder, 'models', model, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, bytes)
  }
}

test.beforeAll(async () => {
  cpSync('build', folder, { recursive: true })
  writeFileSync(join(folder, 'gramex.yaml'), readFileSync('build/gramex.yaml', 'utf8') + handlers)
  put('moods', moods())
  put('places', places())
  server = await serve({ folder, port: 9970 })
})

test.afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

/** What of the runtime was fetched so far. */
const runtimeFiles = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const cache = await caches.open((await caches.keys()).find((name) => name.startsWith('mlhandler-files'))!)
    return (await cache.keys()).map(({ url }) => url).filter((url) => /ort-wasm|transformers-/.test(url))
  })

test('a model in a folder of the site: nothing is loaded before it is asked', async ({ page }) => {
  await open(page, site)
  expect(await runtimeFiles(page)).toEqual([])
  const answer = await ask(page, '/moods?text=never&text=better+than+beautiful')
  expect(answer).toMatchObject({ status: 200, body: ['dull', 'fine'] })
  expect(answer.headers['server-timing']).toContain('device;desc="transformers.js wasm"')
  const text = '😀 in Paris — or Perú, 東京 and\nRome.'
  const [found] = (await json(page, `/places?text=${encodeURIComponent(text)}`)) as Entities[]
  expect(found.labels.map(({ start, end, label }) => [text.slice(start, end), label])).toEqual([
    ['Paris', 'PLACE'],
    ['Perú', 'PLACE'],
    ['Rome', 'PLACE']
  ])
  // The thread's script, and the two files of the plain runtime: not those for WebGPU.
  expect(await runtimeFiles(page)).toHaveLength(3)
})

test('a model that nobody has is named', async ({ page }) => {
  await open(page, site)
  expect(await ask(page, '/nobody?text=x')).toMatchObject({
    status: 404,
    body: { error: { code: 'no_model', message: 'There is no text model "nobody"' } }
  })
})

const zipOf = (files: ReadonlyMap<string, Uint8Array>): Buffer =>
  Buffer.from(zipSync(Object.fromEntries([...files].map(([name, bytes]) => [`moods/${name}`, bytes]))))

/** A page of the samples, its part about the model opened. */
async function openSample(page: Page, name: string): Promise<void> {
  await page.goto(`${site}samples/${name}`)
  await page.getByText('Model: the one that comes with the site').click()
}

test('a picked folder answers, is kept, and is left again', async ({ page }) => {
  await openSample(page, 'ner')
  await page.getByLabel('A folder').setInputFiles(join(folder, 'models', 'places'))
  await expect(page.getByText('Model: places')).toBeVisible()
  await page.getByLabel('A text', { exact: true }).fill('From Peru to Rome')
  await expect(page.locator('output mark')).toHaveText([/Peru/, /Rome/])
  await page.reload()
  await page.getByText('Model: places').click()
  await page.getByLabel('Answer with').selectOption('The one that comes with the site')
  await expect(page.locator('output mark small')).toHaveText(['PER', 'LOC', 'LOC'])
  expect(await json(page, '/ner?_params')).toMatchObject({ params: { params: { model: null } } })
})

test('a picked zip learns, is downloaded, and answers the same when it is picked again', async ({ page }) => {
  await openSample(page, 'sentiment')
  const zip = { name: 'my moods.zip', mimeType: 'application/zip', buffer: zipOf(moods()) }
  await page.getByLabel('A zip of one').setInputFiles(zip)
  await expect(page.getByText('Model: my moods')).toBeVisible()
  await page.getByText('Teach it').click()
  await page
    .getByLabel(/One text and its label a line/)
    .fill(
      ['better', 'than', 'better than'].map((text) => `${text}\tup`).join('\n') +
        '\nugly\tdown\nnever\tdown\nis\tdown'
    )
  await page.getByRole('button', { name: 'Train' }).click()
  await expect(page.getByText('Trained: ROC AUC 1.000')).toBeVisible()
  const asked = '/sentiment?text=than+better&text=ugly+ugly&_proba'
  const trained = await json(page, asked)
  expect(trained).toMatchObject([{ label: 'up' }, { label: 'down' }])
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download the model' }).click()
  const path = await (await downloading).path()
  await page.getByRole('button', { name: 'Forget what it learned' }).click()
  await expect(page.getByText('It answers as it did before')).toBeVisible()
  expect(await json(page, asked)).toMatchObject([{ label: 'fine' }, { label: 'dull' }])
  await page
    .getByLabel('A zip of one')
    .setInputFiles({ name: 'mine.zip', mimeType: 'application/zip', buffer: readFileSync(path) })
  await expect(page.getByText('Model: mine')).toBeVisible()
  expect(await json(page, asked)).toEqual(trained)
})

test('the site’s own model, taught and downloaded as a folder, answers the same when picked', async ({
  page
}) => {
  await openSample(page, 'ner')
  const rows = Array.from({ length: 12 }, (_, i) => `Order [${1000 + i}](ORDER) was sent`)
  await page.getByText('Teach it').click()
  await page.getByLabel(/its entities marked/).fill(rows.join('\n'))
  await page.getByRole('button', { name: 'Train' }).click()
  await expect(page.getByText('Trained: F1 1.000 on these 12 entities.')).toBeVisible()
  const asked = '/ner?text=Order+1044+was+sent&_proba'
  const trained = await json(page, asked)
  expect(trained).toMatchObject([{ labels: [{ start: 6, end: 10, label: 'ORDER' }] }])
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download the model' }).click()
  const buffer = readFileSync(await (await downloading).path())
  await page.getByRole('button', { name: 'Forget what it learned' }).click()
  await expect(page.getByText('It answers as it did before')).toBeVisible()
  await page
    .getByLabel('A zip of one')
    .setInputFiles({ name: 'orders.zip', mimeType: 'application/zip', buffer })
  await expect(page.getByText('Model: orders')).toBeVisible()
  expect(await json(page, asked)).toEqual(trained)
})

test('a model of the hub: told first, fetched when allowed, then there offline', async ({
  page,
  context
}) => {
  const files = moods()
  const asked: string[] = []
  await context.route('https://huggingface.co/**', (route) => {
    const { pathname } = new URL(route.request().url())
    asked.push(pathname)
    const headers = { 'access-control-allow-origin': '*' }
    if (pathname === '/api/models/some/moods/tree/main') {
      const tree = [...files].map(([path, bytes]) => ({ type: 'file', path, size: bytes.length }))
      return route.fulfill({ json: tree, headers })
    }
    const bytes = files.get(pathname.replace('/some/moods/resolve/main/', ''))
    return route.fulfill(bytes ? { body: Buffer.from(bytes), headers } : { status: 404, headers })
  })
  await openSample(page, 'sentiment')
  await page.getByLabel('From the Hugging Face hub').fill('some/moods')
  expect(await ask(page, '/sentiment?_action=train&model=some/moods', { method: 'POST' })).toMatchObject({
    status: 404,
    body: { error: { message: 'The model some/moods is not on this machine' } }
  })
  expect(asked).toEqual([])
  await page.getByRole('button', { name: 'How large is it?' }).click()
  await expect(page.getByText(/some\/moods: .* MB from huggingface.co/)).toBeVisible()
  expect(asked).toHaveLength(1)
  await page.getByRole('button', { name: 'Download and use it' }).click()
  await expect(page.getByText('Model: some/moods')).toBeVisible()
  expect(await json(page, '/sentiment?text=better&text=never')).toEqual(['fine', 'dull'])
  const before = asked.length
  await context.setOffline(true)
  await page.reload()
  await expect(page.getByText('Model: some/moods')).toBeVisible()
  expect(await json(page, '/sentiment?text=better&text=never')).toEqual(['fine', 'dull'])
  expect(asked).toHaveLength(before)
})
