/** Cross-origin isolation by the service worker alone: the host sends none of its headers. */
import { expect, test, type Page } from '@playwright/test'
import { ask, json, man, open, reopenIsolated } from './site'

const isolated = (page: Page): Promise<boolean> => page.evaluate(() => crossOriginIsolated)

test('a page is isolated from its second load on; before, all works without', async ({ page }) => {
  await open(page)
  expect(await isolated(page)).toBe(false)
  expect(await json(page, man)).toEqual([0])
  await reopenIsolated(page)
  expect(await json(page, man)).toEqual([0])
  const engine = page.workers().find((worker) => worker.url().includes('engine'))
  expect(await engine?.evaluate(() => crossOriginIsolated)).toBe(true)
})

test('every page is isolated and works: samples, a missing address, a handler’s answer in a frame', async ({
  page
}) => {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (/cross-origin|coep|embedder|blocked/i.test(message.text())) complaints.push(message.text())
  })
  await open(page)
  await reopenIsolated(page)
  for (const path of ['/samples/forecast', '/samples/sentiment', '/samples/ner', '/nowhere']) {
    await page.goto(path)
    expect(await isolated(page), path).toBe(true)
  }
  await open(page)
  const framed = await page.evaluate((path) => {
    const frame = document.createElement('iframe')
    frame.src = path
    document.body.append(frame)
    return new Promise<string>((resolve) => {
      frame.onload = () => resolve(frame.contentDocument!.body.innerText)
    })
  }, man)
  expect(JSON.parse(framed)).toEqual([0])
  const worker = await page.evaluate(() => {
    const code = 'postMessage(crossOriginIsolated)'
    const made = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })))
    return new Promise((resolve) => (made.onmessage = ({ data }) => resolve(data)))
  })
  expect(worker).toBe(true)
  // A transform, which loads a module of the site.
  expect((await ask(page, '/circlexform?X1=0.1&X2=0.2')).status).toBe(200)
  expect(complaints).toEqual([])
})

test('a page that was reloaded by force is not isolated, and works', async ({ page, context }) => {
  await open(page)
  await reopenIsolated(page)
  const devtools = await context.newCDPSession(page)
  const loaded = page.waitForEvent('load')
  await devtools.send('Page.reload', { ignoreCache: true })
  await loaded
  await expect(page.getByRole('heading', { name: 'titanic' })).toBeVisible()
  expect(await isolated(page)).toBe(false)
  expect(await json(page, man)).toEqual([0])
})
