/** The site over its life: first visit, reload, restart, offline, interrupted work. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, expect, test } from '@playwright/test'
import { ask, json, man, open } from './site'

test('the first visit answers at once, before anything else is awaited, without a reload', async ({
  page
}) => {
  await page.goto('/')
  // Asked again and again from the very start; the first answer that is the handler's must be right.
  const answer = await page.evaluate(async (path) => {
    await navigator.serviceWorker.ready
    while (!navigator.serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 5))
    return (await fetch(path)).json() as Promise<unknown>
  }, man)
  expect(answer).toEqual([0])
})

test('the page predicts with its form and shows the fetch that it made', async ({ page }) => {
  await open(page)
  const titanic = page.getByRole('region', { name: /^titanic/ })
  await titanic.getByLabel('Age').fill('22')
  await titanic.getByLabel('SibSp').selectOption('1')
  await titanic.getByLabel('Fare').fill('7.25')
  await titanic.getByRole('button').click()
  await expect(titanic.locator('output')).toHaveText('[0]')
  const shown = await titanic.getByLabel('The request').innerText()
  expect(shown).toContain('Age=22')
  expect(await page.evaluate(`(async () => ${shown})()`)).toEqual([0])
  await expect(titanic.getByText('0.8056')).toBeVisible()
  await titanic.getByLabel('Age').fill('old')
  await titanic.getByRole('button').click()
  await expect(titanic.locator('output')).toContainText('Age = "old" does not fit')
})

test('model and data survive a reload', async ({ page }) => {
  await open(page)
  await ask(page, '/ml?_model&C=0.25', { method: 'PUT' })
  await ask(page, '/ml?_action=train', { method: 'POST' })
  const before = await json(page, '/ml?_params')
  await page.reload()
  await open(page)
  expect(await json(page, '/ml?_params')).toEqual(before)
})

test('model and data survive a restart of the browser', async ({ baseURL, launchOptions }) => {
  const folder = mkdtempSync(join(tmpdir(), 'mlhandler-profile-'))
  try {
    const first = await chromium.launchPersistentContext(folder, { ...launchOptions, baseURL })
    const page = await first.newPage()
    await open(page)
    await ask(page, '/ml?_model&C=0.25', { method: 'PUT' })
    await ask(page, '/ml?_action=train', { method: 'POST' })
    const before = await json(page, '/ml?_params')
    await first.close()
    const second = await chromium.launchPersistentContext(folder, { ...launchOptions, baseURL })
    const again = await second.newPage()
    await open(again)
    expect(await json(again, '/ml?_params')).toEqual(before)
    await second.close()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('after one visit everything works offline', async ({ page, context }) => {
  await open(page)
  await context.setOffline(true)
  expect(await json(page, man)).toEqual([0])
  await page.reload()
  await open(page)
  expect(await json(page, man)).toEqual([0])
  await ask(page, '/ml?_model&class=DecisionTreeClassifier&max_depth=3', { method: 'PUT' })
  const { score } = (await json(page, '/ml?_action=train', { method: 'POST' })) as { score: number }
  expect(score).toBeGreaterThan(0.75)
})

test('the text models are there offline after a visit that did not use them', async ({ page, context }) => {
  await open(page)
  const kept = () =>
    page.evaluate(async () => {
      const opened = await Promise.all((await caches.keys()).map((name) => caches.open(name)))
      const keys = (await Promise.all(opened.map((cache) => cache.keys()))).flat()
      return keys.filter(({ url }) => /\/models\/[^/]+$/.test(url)).length
    })
  await expect.poll(kept, { timeout: 30_000 }).toBe(6)
  await context.setOffline(true)
  await page.reload()
  await open(page)
  expect(await json(page, '/sentiment?text=wrong&text=right')).toEqual(['NEGATIVE', 'POSITIVE'])
  expect(await json(page, '/ner?text=Narendra+Modi+is+the+PM+of+India')).toMatchObject([
    { labels: [{ label: 'PER' }, { label: 'LOC' }] }
  ])
})

test('a page reloaded by force is taken under control again', async ({ page, context }) => {
  await open(page)
  const devtools = await context.newCDPSession(page)
  const loaded = page.waitForEvent('load')
  await devtools.send('Page.reload', { ignoreCache: true })
  await loaded
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
  expect(await json(page, man)).toEqual([0])
})

test('a train that is interrupted leaves the old model whole', async ({ page, context }) => {
  await open(page)
  expect(await json(page, man)).toEqual([0])
  const before = await json(page, '/ml?_params')
  // The tab, and with it the engine, goes while a train is on its way.
  await page.evaluate(() => void fetch('/ml?_action=train&C=0.001', { method: 'POST' }))
  await page.close()
  const other = await context.newPage()
  await open(other)
  const after = await json(other, '/ml?_params')
  // Interrupted before its one write it left everything; after it, everything of the new: never a mix.
  const { params, stale } = after as { params: { params: { C: number } }; stale: boolean }
  if (params.params.C === 1) expect(after).toEqual(before)
  else expect(stale).toBe(false)
})
