/** The page's own fetch, once our client has started: only what it was not able to do is new. */
import { expect, test, type Page } from '@playwright/test'
import { json, man } from './site'

/** A page of no scripts loads the client; tells whether its fetch is another since. */
const load = (page: Page, address: string): Promise<boolean> =>
  page.goto('/DATA.md').then(() =>
    page.evaluate(async (address) => {
      const before = fetch
      await ((await import(address)) as typeof import('../../src/lib/client/embed')).ready
      return fetch !== before
    }, address)
  )

test('a page’s fetch is as it was, but for handlers’ requests with a signal', async ({ page }) => {
  const seen: [string, boolean][] = []
  page.on('request', async (request) => {
    const { pathname, search } = new URL(request.url())
    if (search.includes('seen')) seen.push([pathname, 'x-mlhandler-request' in (await request.allHeaders())])
  })
  expect(await load(page, '/mlhandler.js')).toBe(true)
  const told = await page.evaluate(async (man) => {
    const { signal } = new AbortController()
    const plain = document.createElement('iframe')
    document.body.append(plain)
    const native = plain.contentWindow!.fetch
    const nameOf = (call: Promise<unknown>): Promise<string> =>
      call.then(
        () => 'no error',
        (error: Error) => error.name
      )
    const posted = new Request('/ml?seen', { method: 'POST', body: '[]', signal })
    const aborted = AbortSignal.abort(new Error('mine'))
    const text = (answer: Response): Promise<string> => answer.text()
    const stream = (): ReadableStream => new Response('[]').body!
    return {
      shape: [fetch.name === native.name, fetch.length === native.length],
      answers: await Promise.all([
        fetch(`${man}&seen`, { signal }).then(text),
        fetch(new URL(`${man}&seen`, location.href), { signal }).then(text),
        globalThis.fetch.call(undefined, posted).then(text),
        fetch('/ml', { method: 'POST', body: stream(), duplex: 'half', signal } as RequestInit).then(text)
      ]),
      used: posted.bodyUsed,
      errors: await Promise.all([
        nameOf(fetch(posted)),
        nameOf(fetch('/ml?x', { signal, headers: { 'not a name': '' } })),
        nameOf(fetch('/ml', { signal, method: 'GET', body: 'x' })),
        nameOf(fetch('http://[', { signal })),
        nameOf((fetch as (...none: never[]) => Promise<unknown>)()),
        fetch('/ml', { signal: aborted }).catch((error: Error) => error.message),
        fetch('/ml?_model', { signal: AbortSignal.timeout(0) }).catch((error: Error) => error.name)
      ]),
      others: await Promise.all([
        fetch(`${man}&seen`).then(text),
        fetch('/titanic.csv?seen', { signal }).then(({ status }) => status)
      ])
    }
  }, man)
  expect(told).toEqual({
    shape: [true, true],
    answers: ['[0]', '[0]', '[]', '[]'],
    used: true,
    errors: [...Array<string>(5).fill('TypeError'), 'mine', 'TimeoutError'],
    others: ['[0]', 200]
  })
  await expect.poll(() => seen.length).toBeGreaterThanOrEqual(5)
  expect(new Map(seen.filter(([path]) => path !== '/ml'))).toEqual(new Map([['/titanic.csv', false]]))
  expect(seen.filter(([path, named]) => path === '/ml' && named)).toHaveLength(3)
})

test('mlhandler.js?patch-fetch=no leaves it untouched', async ({ page }) => {
  expect(await load(page, '/mlhandler.js?patch-fetch=no')).toBe(false)
  expect(await json(page, man)).toEqual([0])
})
