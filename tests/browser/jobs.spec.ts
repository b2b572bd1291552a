/** Training as a job: progress, abort, queues; many writers at once; a full disk; large files. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { serve } from '../../tools/serve.mjs'
import { ask, json, man, open, postJson } from './site'

const circles = JSON.parse(readFileSync('tests/fixtures/mlhandler/circles.json', 'utf8')) as {
  basic: number
  transformed: number
}

/** A class whose fit takes long enough to be watched. */
const slow = '/ml?_model&class=RandomForestClassifier&n_estimators=3000&random_state=0'

interface Outcome {
  readonly error?: string
  readonly took: number
}

/** Trains and aborts after a second; tells how the fetch ended and how long after the abort the fit had ended. */
const abortTrain = (
  page: Page,
  kind: 'fetch' | 'streaming fetch' | 'client.fetch' | 'client.train'
): Promise<Outcome> =>
  page.evaluate(async (kind) => {
    // A train holds its lock for as long as it works.
    const trains = async (): Promise<boolean> =>
      (await navigator.locks.query()).held!.some(({ name }) => name!.includes(':train:'))
    const stop = new AbortController()
    const { signal } = stop
    const path = '/ml?_action=train'
    const address = '/mlhandler.js'
    const client = (await import(address)) as typeof import('../../src/lib/client/embed')
    const train = {
      fetch: () => fetch(path, { method: 'POST', signal }),
      'streaming fetch': () =>
        fetch(path, { method: 'POST', signal, headers: { accept: 'text/event-stream' } }).then((answer) =>
          answer.text()
        ),
      'client.fetch': () => client.fetch(path, { method: 'POST', signal }),
      'client.train': () => client.train(path, { signal })
    }[kind]()
    await new Promise((resolve) => setTimeout(resolve, 1000))
    if (!(await trains())) throw new Error('The train is not running')
    const started = performance.now()
    stop.abort()
    const error = await (train as Promise<unknown>).then(
      () => undefined,
      (reason: Error) => reason.name
    )
    while (await trains()) await new Promise((resolve) => setTimeout(resolve, 20))
    return { error, took: performance.now() - started }
  }, kind)

test('a train streams its progress and ends with the result', async ({ page }) => {
  await open(page)
  await ask(page, slow.replace('3000', '200'), { method: 'PUT' })
  const { headers, body } = await ask(page, '/ml?_action=train', {
    method: 'POST',
    headers: { accept: 'text/event-stream' }
  })
  expect(headers['content-type']).toBe('text/event-stream')
  const events = String(body)
    .trim()
    .split('\n\n')
    .map((block) => {
      const [event, data] = block.split('\n')
      return {
        event: event.replace('event: ', ''),
        data: JSON.parse(data.replace('data: ', '')) as Record<string, unknown>
      }
    })
  const progress = events.filter(({ event }) => event === 'progress')
  expect(progress.length).toBeGreaterThan(1)
  for (const { data } of progress)
    expect(data).toEqual({ phase: expect.any(String), done: expect.any(Number), total: expect.any(Number) })
  expect(events.at(-1)).toEqual({ event: 'result', data: { score: expect.any(Number) } })
})

test('a failing train ends its stream with the error', async ({ page }) => {
  await open(page)
  const { body } = await ask(page, '/ml?_action=train&target_col=Nam', {
    method: 'POST',
    headers: { accept: 'text/event-stream' }
  })
  expect(String(body)).toMatch(/^event: error\ndata: \{"error":\{"status":4\d\d/m)
})

for (const kind of ['fetch', 'streaming fetch', 'client.fetch', 'client.train'] as const)
  test(`aborting a train by ${kind} stops the fit and leaves the old model`, async ({ page }) => {
    await open(page)
    expect(await json(page, man)).toEqual([0])
    await ask(page, slow, { method: 'PUT' })
    const { error, took } = await abortTrain(page, kind)
    expect(error).toBe('AbortError')
    // The fit would have gone on for many seconds.
    expect(took).toBeLessThan(1000)
    expect(await json(page, man)).toEqual([0])
  })

test('a predict during a train answers from the old model; two trains queue', async ({ page }) => {
  await open(page)
  expect(await json(page, man)).toEqual([0])
  await ask(page, slow.replace('3000', '300'), { method: 'PUT' })
  const order = await page.evaluate(async (man) => {
    const log: string[] = []
    const done = (name: string) => () => log.push(name)
    await Promise.all([
      fetch('/ml?_action=train', { method: 'POST' }).then(done('first')),
      fetch('/ml?_action=train', { method: 'POST' }).then(done('second')),
      fetch(man)
        .then((response) => response.json())
        .then((answer) => log.push(`predict ${JSON.stringify(answer)}`))
    ])
    return log
  }, man)
  expect(order).toEqual(['predict [0]', 'first', 'second'])
})

test('1,000 appends from ten tabs end as 1,000 rows, and no reader sees half a write', async ({
  page,
  context
}) => {
  test.setTimeout(180_000)
  await open(page)
  await ask(page, '/ml?_cache', { method: 'DELETE' })
  const tabs = [page, ...(await Promise.all(Array.from({ length: 9 }, () => context.newPage())))]
  await Promise.all(tabs.slice(1).map((tab) => tab.goto('/')))
  await Promise.all(tabs.map((tab) => tab.waitForFunction(() => navigator.serviceWorker.controller !== null)))
  const appendAll = (tab: Page, number: number): Promise<number[]> =>
    tab.evaluate(async (number) => {
      const statuses = await Promise.all(
        Array.from({ length: 100 }, async (_, i) => {
          const body = JSON.stringify([{ tab: number, i, text: `${number}-${i}` }])
          return (
            await fetch('/ml?_action=append', {
              method: 'POST',
              body,
              headers: { 'content-type': 'application/json' }
            })
          ).status
        })
      )
      return statuses
    }, number)
  const statuses = await Promise.all(tabs.map(appendAll))
  expect(statuses.flat().every((status) => status === 200)).toBe(true)
  const rows = (await json(page, '/ml?_cache')) as { tab: number; i: number; text: string }[]
  expect(rows).toHaveLength(1000)
  expect(new Set(rows.map(({ text }) => text)).size).toBe(1000)
  for (const { tab, i, text } of rows) expect(text).toBe(`${tab}-${i}`)
})

test.describe('on a full disk', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mlhandler-full-'))
  let server: Server

  test.beforeAll(async () => {
    // The site as it is built, in a browser whose IndexedDB has room for small values only.
    cpSync('build', folder, { recursive: true })
    const workers = join(folder, '_app/immutable/workers')
    const engine = join(
      workers,
      readdirSync(workers).find((name) => name.startsWith('engine'))!
    )
    const full = `const put = IDBObjectStore.prototype.put
IDBObjectStore.prototype.put = function (value, key) {
  if (value?.frame?.length > 10_000) throw new DOMException('No space left', 'QuotaExceededError')
  return put.call(this, value, key)
}
`
    writeFileSync(engine, full + readFileSync(engine, 'utf8'))
    server = await serve({ folder, port: 9973 })
  })
  test.afterAll(() => {
    server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test('an append is 507, and nothing is lost', async ({ page }) => {
    await open(page, 'http://localhost:9973/')
    expect(await json(page, man)).toEqual([0])
    const row = ((await json(page, '/ml?_cache')) as Record<string, unknown>[])[0]
    const full = await ask(page, '/ml?_action=append', postJson(Array.from({ length: 20_000 }, () => row)))
    expect(full).toMatchObject({
      status: 507,
      body: { error: { code: 'storage_full', hint: expect.stringContaining('Free space') } }
    })
    expect(await json(page, '/ml?_cache')).toHaveLength(891)
    expect(await json(page, man)).toEqual([0])
    expect(await json(page, '/ml?_action=append', postJson([row]))).toEqual({ appended: 1, rows: 892 })
  })
})

test('a CSV of a million rows is appended while the page stays awake', async ({ page }) => {
  test.setTimeout(240_000)
  await open(page)
  await ask(page, '/ml?_cache', { method: 'DELETE' })
  const { status, body, size, longest } = await page.evaluate(async () => {
    const chunks: string[] = ['id,name,x,y,group,note\n']
    for (let i = 0; i < 1000; i++) {
      let chunk = ''
      for (let j = 0; j < 1000; j++) {
        const id = i * 1000 + j
        chunk += `${id},person number ${id % 5000},${(id * 0.37).toFixed(4)},${(id % 977) / 7},${'abcdef'[id % 6]},${'remark '.repeat(6)}${id % 100}\n`
      }
      chunks.push(chunk)
    }
    const file = new File(chunks, 'million.csv')
    const form = new FormData()
    form.append('file', file)
    let longest = 0
    let last = performance.now()
    const watch = setInterval(() => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }, 20)
    const response = await fetch('/ml?_action=append', {
      method: 'POST',
      body: form,
      headers: { accept: 'text/event-stream' }
    })
    const body = await response.text()
    clearInterval(watch)
    return { status: response.status, body, size: file.size, longest }
  })
  expect(size).toBeGreaterThan(90e6)
  expect(status).toBe(200)
  const events = body.trim().split('\n\n')
  expect(
    events.filter((event) => event.startsWith('event: progress\ndata: {"phase":"read"')).length
  ).toBeGreaterThan(5)
  expect(events.at(-1)).toBe('event: result\ndata: {"appended":1000000,"rows":1000000}')
  // The page went on: no pause of a second or more.
  expect(longest).toBeLessThan(1000)
})

test('the circles: about half without the transform, all with it', async ({ page }) => {
  await open(page)
  const score = async (path: string): Promise<number> =>
    ((await json(page, `${path}?_action=score`, { method: 'POST' })) as { score: number }).score
  expect(await score('/circlebasic')).toBeCloseTo(circles.basic, 10)
  expect(await score('/circlexform')).toBe(circles.transformed)
  expect(await json(page, '/circlexform?X1=0&X1=1&X2=0&X2=0')).toEqual([1, 0])
})
