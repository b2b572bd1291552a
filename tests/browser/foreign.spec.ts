/** Other people's text models in the built site: from a folder of the site, picked, from the hub; and what may be amiss. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
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
