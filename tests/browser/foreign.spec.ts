/** Other people's text models in folders of the built site, and the thread that runs them. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { serve } from '../../tools/serve.mjs'
import { moods, places } from '../transformers/tiny'
import { openSample, writeModel, zip } from './models'
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

test.beforeAll(async () => {
  cpSync('build', folder, { recursive: true })
  writeFileSync(join(folder, 'gramex.yaml'), readFileSync('build/gramex.yaml', 'utf8') + handlers)
  writeModel(join(folder, 'models/moods'), moods())
  writeModel(join(folder, 'models/places'), places())
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
