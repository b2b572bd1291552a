/** The pool of threads in the built site: the trees are scikit-learn's, however many threads grow them. */
import { readFileSync } from 'node:fs'
import { expect, test, type Page } from '@playwright/test'
import { ask, json, open, reopenIsolated } from './site'

interface Fitted {
  readonly class: string
  readonly params: Readonly<Record<string, unknown>>
  /** The probability of survival of each passenger; null for one of whom something is missing. */
  readonly survival: readonly (number | null)[]
  readonly attributes: Readonly<Record<string, number | readonly number[]>>
}

const fitted = JSON.parse(readFileSync('tests/fixtures/browser/pool.json', 'utf8')) as Fitted[]

const put = (page: Page, settings: object): Promise<unknown> =>
  ask(page, '/ml?_model', { method: 'PUT', body: JSON.stringify(settings) })

/** The pool's threads that live now, told by what they were started from. */
const threads = (page: Page): number =>
  page.workers().filter((worker) => worker.url().includes('pool-thread')).length

const flat = (value: unknown): number[] => (Array.isArray(value) ? value.flatMap(flat) : [value as number])

const ways = ['copied to each thread', 'shared by all threads'] as const

for (const [expected, way] of fitted.flatMap((expected) => ways.map((way) => [expected, way] as const)))
  test(`${expected.class} on data ${way} has scikit-learn's trees`, async ({ page }) => {
    await open(page)
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false)
    if (way === 'shared by all threads') await reopenIsolated(page)
    let most = 0
    page.on('worker', () => (most = Math.max(most, threads(page))))
    await put(page, { class: expected.class, ...expected.params })
    await ask(page, '/ml?_action=train', { method: 'POST' })
    expect(most).toBe(await page.evaluate(() => navigator.hardwareConcurrency))

    const answer = (await page.evaluate(async () => {
      const rows = await (await fetch('/ml?_cache')).text()
      const headers = { 'content-type': 'application/json' }
      return (await fetch('/ml?_action=predict&_proba', { method: 'POST', body: rows, headers })).json()
    })) as { _proba: Record<string, number> | null }[]
    expect(answer).toHaveLength(expected.survival.length)
    expected.survival.forEach((survival, i) => {
      if (survival === null) expect(answer[i]._proba).toBeNull()
      else expect(Math.abs(answer[i]._proba!['1'] - survival), `row ${i}`).toBeLessThan(1e-11)
    })
    const { attrs } = (await json(page, '/ml?_params')) as { attrs: Record<string, unknown> }
    for (const [name, value] of Object.entries(expected.attributes)) {
      const ours = flat(attrs[name])
      expect(ours, name).toHaveLength(flat(value).length)
      flat(value).forEach((item, i) => expect(Math.abs(ours[i] - item), name).toBeLessThan(1e-12))
    }
  })

test('a fit over the threads tells its progress, tree by tree', async ({ page }) => {
  await open(page)
  await put(page, { class: 'RandomForestClassifier', n_estimators: 50, random_state: 0 })
  const { body } = await ask(page, '/ml?_action=train', {
    method: 'POST',
    headers: { accept: 'text/event-stream' }
  })
  const done = [...String(body).matchAll(/^event: progress\ndata: (.*)$/gm)].map(
    ([, data]) => JSON.parse(data) as { done: number; total: number }
  )
  expect(done.length).toBeGreaterThan(2)
  expect(done.at(-1)).toMatchObject({ done: 50, total: 50 })
  done.reduce((before, now) => {
    expect(now.done).toBeGreaterThanOrEqual(before.done)
    return now
  })
})

test('an abort stops the threads', async ({ page }) => {
  await open(page)
  await put(page, { class: 'RandomForestClassifier', n_estimators: 5000, random_state: 0 })
  await page.evaluate(() => {
    const stop = new AbortController()
    Object.assign(window, { stop })
    void fetch('/ml?_action=train', {
      method: 'POST',
      signal: stop.signal,
      headers: { accept: 'text/event-stream' }
    }).catch(() => undefined)
  })
  await expect.poll(() => threads(page)).toBeGreaterThan(0)
  await page.evaluate(() => (window as unknown as { stop: AbortController }).stop.abort())
  await expect.poll(() => threads(page), { timeout: 3000 }).toBe(0)
})
