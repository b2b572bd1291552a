/** docs/embedding.md, done: a foreign page with the one line, a sub-path, a service worker of its own. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { serve } from '../../tools/serve.mjs'
import { json, man } from './site'

// One server for all tests of this file.
test.describe.configure({ mode: 'default' })

const folder = mkdtempSync(join(tmpdir(), 'mlhandler-embed-'))
const site = 'http://localhost:9974'
let server: Server

const files = [
  'mlhandler.js',
  'service-worker.js',
  'service-worker-light.js',
  '_app',
  'gramex.yaml',
  'titanic.csv',
  'circles.csv',
  'mymodule.js'
]

test.beforeAll(async () => {
  for (const name of files) cpSync(join('build', name), join(folder, name), { recursive: true })
  writeFileSync(
    join(folder, 'index.html'),
    '<!doctype html><title>Mine</title><script type="module" src="/mlhandler.js"></script>'
  )
  writeFileSync(
    join(folder, 'own.html'),
    '<!doctype html><title>Mine</title><script type="module" src="/mlhandler.js?service-worker=/sw.js"></script>'
  )
  writeFileSync(
    join(folder, 'isolated.html'),
    '<!doctype html><title>Mine</title><script type="module" src="/mlhandler.js?isolate=credentialless"></script>'
  )
  writeFileSync(
    join(folder, 'sw.js'),
    `importScripts('/service-worker.js')
self.addEventListener('fetch', (event) => {
  if (new URL(event.request.url).pathname === '/mine') event.respondWith(new Response('my own answer'))
})
`
  )
  server = await serve({ folder, port: 9974 })
})
test.afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

const ready = async (): Promise<void> => {
  const { mlhandler } = globalThis as unknown as { mlhandler: { ready: Promise<unknown> } }
  await mlhandler.ready
}

test('a page with the one line', async ({ page }) => {
  await page.goto(site)
  await page.waitForFunction(() => 'mlhandler' in globalThis)
  await page.evaluate(ready)
  expect(await json(page, man)).toEqual([0])
  expect(
    await page.evaluate(
      async () =>
        await (
          globalThis as unknown as { mlhandler: { train(path: string): Promise<unknown> } }
        ).mlhandler.train('/ml')
    )
  ).toEqual({
    score: expect.closeTo(0.8056379821958457, 9)
  })
})

test('its pages are isolated only if it asks', async ({ page }) => {
  const load = async (path: string): Promise<boolean> => {
    await page.goto(site + path)
    await page.waitForFunction(() => 'mlhandler' in globalThis)
    await page.evaluate(ready)
    expect(await json(page, man)).toEqual([0])
    return page.evaluate(() => crossOriginIsolated)
  }
  expect(await load('/')).toBe(false)
  expect(await load('/')).toBe(false)
  expect(await load('/isolated.html')).toBe(false)
  // From the first load on that finds the service worker asked for in charge.
  await page.waitForFunction(() => navigator.serviceWorker.controller?.scriptURL.includes('isolate'))
  await expect.poll(() => load('/isolated.html')).toBe(true)
})

test('beside a service worker of its own', async ({ page }) => {
  await page.goto(`${site}/own.html`)
  await page.waitForFunction(() => 'mlhandler' in globalThis)
  await page.evaluate(ready)
  expect(await json(page, man)).toEqual([0])
  expect(await json(page, '/mine')).toBe('my own answer')
  expect(
    await page.evaluate(async () =>
      (await navigator.serviceWorker.getRegistrations()).map(({ active }) => active?.scriptURL)
    )
  ).toEqual([`${site}/sw.js`])
})

type Own = typeof import('../../src/lib/client/embed')
type Shipped = typeof import('../../static/mlhandler')

test('the types that come with mlhandler.js are those of its exports', async ({ page }) => {
  // For the compiler to say.
  const fits: Own extends Shipped ? true : false = true
  expect(fits).toBe(true)
  await page.goto(site)
  const names = await page.evaluate(
    async (address) => Object.keys((await import(address)) as object),
    '/mlhandler.js'
  )
  const typed = readFileSync('static/mlhandler.d.ts', 'utf8').matchAll(/^export (?:const|class) (\w+)/gm)
  expect(names.sort()).toEqual(Array.from(typed, ([, name]) => name).sort())
})
