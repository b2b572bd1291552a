/** One origin, many doors: whatever on the origin asks is answered. */
import { type ChildProcess, spawn } from 'node:child_process'
import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { ask, json, man, open } from './site'

/** A page of the origin that loads none of our scripts: the docs' own data list, shown as text. */
const plain = '/DATA.md'

/** Ends the service worker as the browser does when it is idle. */
async function killServiceWorker(context: BrowserContext, page: Page): Promise<void> {
  const devtools = await context.newCDPSession(page)
  await devtools.send('ServiceWorker.enable')
  await devtools.send('ServiceWorker.stopAllWorkers')
}

test('a controlled page that loads nothing of ours', async ({ page, context }) => {
  await open(page)
  const other = await context.newPage()
  await other.goto(plain)
  expect(await json(other, man)).toEqual([0])
  expect((await ask(other, '/ml?_action=score', { method: 'POST' })).status).toBe(200)
})

test('an address typed or linked, a form that POSTs, an image and a script tag', async ({
  page,
  context
}) => {
  await open(page)
  const typed = await context.newPage()
  const response = await typed.goto(man)
  expect(await response?.json()).toEqual([0])
  await typed.goto('/ml')
  await expect(typed.getByRole('heading', { name: 'titanic' })).toBeVisible()
  await typed.evaluate((path) => {
    const form = document.createElement('form')
    form.method = 'post'
    form.action = path
    document.body.append(form)
    form.submit()
  }, '/ml?_action=score')
  await expect(typed.locator('body')).toContainText('{"score":0.80563')
  await typed.goto(plain)
  const loads = await typed.evaluate(
    (path) =>
      Promise.all(
        ['img', 'script'].map(
          (tag) =>
            new Promise<string>((resolve) => {
              const element = document.createElement(tag) as HTMLImageElement
              // JSON is no picture, so the image fails to decode; that it was asked shows in the timings.
              element.onload = () => resolve(`${tag} loaded`)
              element.onerror = () => resolve(`${tag} answered`)
              element.src = `${path}&tag=${tag}`
              document.body.append(element)
            })
        )
      ).then(() =>
        performance
          .getEntriesByType('resource')
          .map((entry) => [
            new URL(entry.name).searchParams.get('tag'),
            (entry as PerformanceResourceTiming).responseStatus
          ])
      ),
    man
  )
  expect(loads).toEqual(
    expect.arrayContaining([
      ['img', 200],
      ['script', 200]
    ])
  )
})

test('a Web Worker’s own fetch', async ({ page }) => {
  await open(page)
  const answer = await page.evaluate((path) => {
    const code = `onmessage = async ({ data }) => postMessage(await (await fetch(data)).json())`
    // A worker from the origin is controlled by its service worker.
    const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })))
    return new Promise((resolve) => {
      worker.onmessage = ({ data }) => resolve(data)
      worker.postMessage(location.origin + path)
    })
  }, man)
  expect(answer).toEqual([0])
})

test('ten tabs at once', async ({ context }) => {
  const pages = await Promise.all(Array.from({ length: 10 }, () => context.newPage()))
  for (const page of pages) await page.goto('/')
  await open(pages[0])
  const answers = await Promise.all(pages.map((page) => json(page, man)))
  expect(answers).toEqual(pages.map(() => [0]))
})

test('the tab that runs the engine is closed while a request is in flight', async ({ page, context }) => {
  const other = await context.newPage()
  await open(page)
  await open(other)
  expect(await json(page, man)).toEqual([0])
  await ask(other, '/ml?_model&class=RandomForestClassifier&n_estimators=150&random_state=0', {
    method: 'PUT'
  })
  const answer = ask(other, '/ml?_action=train', { method: 'POST' })
  await other.waitForTimeout(100)
  await page.close()
  expect(await answer).toMatchObject({ status: 200, body: { score: expect.any(Number) } })
})

test('the tab that runs the engine is closed while it streams an answer', async ({ page, context }) => {
  const other = await context.newPage()
  await open(page)
  await open(other)
  expect(await json(page, man)).toEqual([0])
  await ask(other, '/ml?_model&class=RandomForestClassifier&n_estimators=300&random_state=0', {
    method: 'PUT'
  })
  const begun = other.evaluate(async () => {
    const headers = { accept: 'text/event-stream' }
    const answer = await fetch('/ml?_action=train', { method: 'POST', headers })
    Object.assign(globalThis, { rest: answer.text() })
    return answer.status
  })
  expect(await begun).toBe(200)
  await page.close()
  const told = await other.evaluate(() => (globalThis as unknown as { rest: Promise<string> }).rest)
  expect(told.trim()).toMatch(/event: result\ndata: \{"score":0\.98\d+\}$/)
})

test('the service worker is killed between requests and during one', async ({ page, context }) => {
  await open(page)
  expect(await json(page, man)).toEqual([0])
  await killServiceWorker(context, page)
  expect(await json(page, man)).toEqual([0])
  await ask(page, '/ml?_model&class=RandomForestClassifier&n_estimators=100&random_state=0', {
    method: 'PUT'
  })
  const training = ask(page, '/ml?_action=train', { method: 'POST' }).catch(() => 'failed')
  await page.waitForTimeout(200)
  await killServiceWorker(context, page)
  await training
  expect(await json(page, man)).toEqual([0])
})

test('no page at all but the request’s own navigation', async ({ page, context }) => {
  await open(page)
  expect(await json(page, man)).toEqual([0])
  await page.goto('about:blank')
  const response = await page.goto(man)
  expect(await response?.json()).toEqual([0])
  expect(await (await page.goto('/ml?_model'))?.json()).toMatchObject({ model: 'LogisticRegression' })
  // Light work is done there; heavy work says what to do.
  expect(await json(page, '/ml?_action=retrain', { method: 'POST' })).toEqual({
    score: expect.closeTo(0.8056379821958457, 9)
  })
  const heavy = await ask(page, '/circlexform?X1=0.1&X2=0.2')
  expect(heavy).toMatchObject({
    status: 503,
    body: { error: { code: 'no_engine', hint: expect.stringContaining('Open a page') } }
  })
  await killServiceWorker(context, page)
  expect(await json(page, man)).toEqual([0])
})

test('an address typed before the service worker was there', async ({ page }) => {
  await page.goto(man)
  await expect(page.locator('body')).toHaveText('[0]')
})

test('where there is no service worker, client.fetch asks the engine itself, and the page uses it', async ({
  browser,
  baseURL
}) => {
  const context = await browser.newContext({ serviceWorkers: 'block', baseURL })
  const page = await context.newPage()
  await open(page)
  await expect(page.getByText('No service worker here')).toBeVisible()
  const titanic = page.getByRole('region', { name: /^titanic/ })
  await titanic.getByRole('button').click()
  await expect(titanic.locator('output')).toHaveText('[0]')
  await context.close()
})

test.describe('from another site', () => {
  const port = 9972
  let server: ChildProcess
  test.beforeAll(async () => {
    server = spawn('node', ['tools/serve-build.mjs', String(port)])
    await expect
      .poll(() =>
        fetch(`http://localhost:${port}/gramex.yaml`).then(
          ({ status }) => status,
          () => 0
        )
      )
      .toBe(200)
  })
  test.afterAll(() => void server.kill())

  test('a form that changes something is refused, unless xsrf_cookies is false', async ({
    page,
    baseURL
  }) => {
    await open(page)
    const postFromElsewhere = async (path: string): Promise<string> => {
      await page.goto(`http://localhost:${port}/DATA.md`)
      await page.evaluate((action) => {
        const form = document.createElement('form')
        form.method = 'post'
        form.action = action
        document.body.append(form)
        form.submit()
      }, baseURL + path)
      await page.waitForURL(baseURL + path)
      return page.locator('body').innerText()
    }
    const refused = await postFromElsewhere('/ml?_action=retrain')
    expect(JSON.parse(refused)).toMatchObject({ error: { status: 403, code: 'cross_site' } })
    const allowed = await postFromElsewhere('/circlebasic?_action=retrain')
    expect(JSON.parse(allowed)).toHaveProperty('score')
  })
})
