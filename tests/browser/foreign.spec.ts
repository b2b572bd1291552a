/** Other people's text models in the built site: from a folder of the site, picked, from the hub; and what may be amiss. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { serve } from '../../tools/serve.mjs'
import { hugeOnnx, hungryOnnx } from '../transformers/onnx'
import { moods, places } from '../transformers/tiny'
import { openSample, zip } from './models'
import { ask, json, open, type Ask } from './site'

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

test('a picked folder answers, is kept, and is left again', async ({ page }) => {
  await openSample(page, site, 'ner')
  await page.getByLabel('A folder').setInputFiles(join(folder, 'models', 'places'))
  await expect(page.getByText('Model: places')).toBeVisible()
  await page.getByLabel('A text', { exact: true }).fill('From Peru to Rome')
  await expect(page.locator('output mark')).toHaveText([/Peru/, /Rome/])
  await page.reload()
  await page.getByText('Model: places').click()
  await page.getByLabel('Answer with').selectOption('The one that comes with the site')
  await expect(page.locator('output mark small')).toHaveText(['PER', 'LOC', 'LOC'])
  expect(await json(page, '/ner?_params')).toMatchObject({ params: { params: { model: null } } })
  await page.getByLabel('Answer with').selectOption('places')
  await page.getByRole('button', { name: 'Remove places from this browser' }).click()
  await expect(page.getByLabel('Answer with').locator('option')).toHaveCount(1)
  await expect(page.locator('output mark small')).toHaveText(['PER', 'LOC', 'LOC'])
})

test('a picked zip learns, is downloaded, and answers the same when it is picked again', async ({ page }) => {
  await openSample(page, site, 'sentiment')
  await page.getByLabel('A zip of one').setInputFiles(zip('my moods', moods()))
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
  await openSample(page, site, 'ner')
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
  await openSample(page, site, 'sentiment')
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

/** A model with some of its files replaced or (null) taken away. */
const but = (changes: Record<string, Uint8Array | null>): Map<string, Uint8Array> => {
  const files = moods()
  for (const [name, bytes] of Object.entries(changes))
    if (bytes) files.set(name, bytes)
    else files.delete(name)
  return files
}

test('what cannot be opened is named, and the model of before goes on', async ({ page }) => {
  await openSample(page, site, 'sentiment')
  const onnx = moods().get('onnx/model.onnx')!
  const noise = Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919 + (i >> 3)) % 256)
  const cases: [files: ReadonlyMap<string, Uint8Array>, message: RegExp][] = [
    [but({ 'tokenizer.json': null }), /lacks its file tokenizer.json/],
    [but({ 'onnx/model.onnx': null }), /lacks its ONNX file/],
    [but({ 'config.json': null }), /This is no text model/],
    [but({ 'onnx/model.onnx': onnx.slice(0, 300) }), /The ONNX model could not be opened/],
    [but({ 'onnx/model.onnx': noise }), /The ONNX model could not be opened/],
    [but({ 'onnx/model.onnx': hugeOnnx() }), /The ONNX model could not be opened/],
    [but({ 'onnx/model.onnx': hungryOnnx() }), /not enough memory/],
    [places(), /The model is a BertForTokenClassification/],
    [new Map([['notes.txt', onnx]]), /This is no text model/]
  ]
  for (const [files, message] of cases) {
    await page.getByLabel('A zip of one').setInputFiles(zip('bad', files))
    await expect(page.getByRole('alert')).toHaveText(message)
    expect(await json(page, '/sentiment?text=wrong&text=right')).toEqual(['NEGATIVE', 'POSITIVE'])
  }
  const broken = { name: 'broken.zip', mimeType: 'application/zip', buffer: Buffer.from('<!doctype html>') }
  await page.getByLabel('A zip of one').setInputFiles(broken)
  await expect(page.getByRole('alert')).toHaveText(/The zip cannot be opened/)
  await expect(page.getByText('Model: the one that comes with the site')).toBeVisible()
  // What was refused is not kept; a good one opens still.
  await expect(page.getByLabel('Answer with').locator('option')).toHaveCount(1)
  await page.getByLabel('A zip of one').setInputFiles(zip('moods (1)', moods()))
  await expect(page.getByText('Model: moods (1)')).toBeVisible()
  // Nor does a broken one of the same name take its place.
  await page.getByLabel('A zip of one').setInputFiles(zip('moods (1)', but({ 'onnx/model.onnx': noise })))
  await expect(page.getByRole('alert')).toHaveText(/The ONNX model could not be opened/)
  await page.reload()
  await expect(page.getByText('Model: moods (1)')).toBeVisible()
  expect(await json(page, '/sentiment?text=better&text=never')).toEqual(['fine', 'dull'])
})

test('texts that are none', async ({ page }) => {
  await open(page, site)
  const cases: [path: string, init: Ask, message: RegExp][] = [
    ['/moods?text=', {}, /The text is empty/],
    ['/moods?word=better', {}, /Missing: text/],
    ['/moods?_action=predict', { method: 'POST' }, /There are no rows to predict/],
    ['/moods', { method: 'POST', file: 'a.csv', body: 'words\nbetter\n' }, /Missing: text/],
    [
      '/moods?_action=train',
      { method: 'POST', file: 'a.csv', body: 'text\nbetter\n' },
      /There is no column "label"/
    ],
    [
      '/places?_action=score',
      { method: 'POST', file: 'a.csv', body: 'text\nRome\n' },
      /There is no column "labels"/
    ]
  ]
  for (const [path, init, message] of cases) {
    const { status, body } = await ask(page, path, init)
    expect([400, 422]).toContain(status)
    expect(body).toMatchObject({
      error: { message: expect.stringMatching(message), hint: expect.any(String) }
    })
  }
  expect(await json(page, '/moods?text=better')).toEqual(['fine'])
})

test('its thread ends on demand, and the next text starts another', async ({ page, context }) => {
  await openSample(page, site, 'sentiment')
  expect(await json(page, '/moods?text=better')).toEqual(['fine'])
  const devtools = await context.browser()!.newBrowserCDPSession()
  const threads = async () => {
    const { targetInfos } = await devtools.send('Target.getTargets', { filter: [{ type: 'worker' }] })
    return targetInfos.filter(({ url }) => url.startsWith(site) && url.includes('/transformers-')).length
  }
  expect(await threads()).toBe(1)
  // To go back to the site's own model gives the memory back.
  await page.getByLabel('A zip of one').setInputFiles(zip('mine', moods()))
  await expect(page.getByText('Model: mine')).toBeVisible()
  await page.getByLabel('Answer with').selectOption('The one that comes with the site')
  await expect.poll(threads).toBe(0)
  expect(await json(page, '/moods?text=better')).toEqual(['fine'])
  expect(await threads()).toBe(1)
})

test('it runs in an isolated page too', async ({ page }) => {
  await open(page, site)
  await page.reload()
  await open(page, site)
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
  expect(await json(page, '/moods?text=never&text=better')).toEqual(['dull', 'fine'])
})

test('without WebGPU it says so and goes on', async ({ page }) => {
  await open(page, site)
  const answer = await ask(page, '/moods?text=better&_device=webgpu')
  expect(answer).toMatchObject({ status: 200, body: ['fine'] })
  expect(answer.headers['server-timing']).toMatch(
    /device;desc="transformers.js wasm", warning;desc="webgpu is not used: this browser offers no WebGPU adapter"/
  )
  expect(await ask(page, '/moods?text=better&_device=webgpu!')).toMatchObject({ status: 503 })
})
