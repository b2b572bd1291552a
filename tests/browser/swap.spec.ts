/** One service worker takes over from another, or a page goes, while requests are on their way: each is answered. */
import { expect, type Page, test } from '@playwright/test'
import { ask, json, man, open, postJson } from './site'

/** A page that loads none of our scripts. */
const plain = '/DATA.md'
/** The light handlers, which answer where there is no engine, refuse its transform. */
const heavy = '/circlexform?X1=0.1&X2=0.2'

const otherAddress = '/service-worker.js?isolate=credentialless'

/** How another service worker comes. */
const ways: Record<string, (page: Page) => Promise<unknown>> = {
  'another address': (page) =>
    page.evaluate(async (address) => void (await navigator.serviceWorker.register(address)), otherAddress),
  'a registration anew': (page) =>
    page.evaluate(async (address) => {
      await (await navigator.serviceWorker.ready).unregister()
      await navigator.serviceWorker.register(address)
    }, otherAddress)
}

/** Asks in many ways, again and again with pauses in which the other can take over, until `asked`; tells the answers. */
const askThroughout = (page: Page): Promise<string[]> =>
  page.evaluate(
    async ([man, { method, headers, body }]) => {
      const answers: Promise<string>[] = []
      const send = async (path: string, init?: RequestInit): Promise<string> => {
        const response = await fetch(path, init)
        return `${response.status} ${(await response.text()).slice(0, 5)}`
      }
      const burst = (): void => {
        answers.push(send(man), send('/titanic.csv'))
        answers.push(send('/ml?_action=predict', { method, headers, body }))
      }
      const registration = await navigator.serviceWorker.ready
      registration.addEventListener('updatefound', () =>
        registration.installing?.addEventListener('statechange', burst)
      )
      navigator.serviceWorker.addEventListener('controllerchange', burst)
      answers.push(send('/ml?_action=train', { method: 'POST', headers: { accept: 'text/event-stream' } }))
      while (!('asked' in globalThis)) {
        burst()
        await new Promise((resolve) => setTimeout(resolve, 300))
      }
      return [...new Set(await Promise.all(answers))].sort()
    },
    [
      man,
      postJson([{ Sex: 'male', Age: 22, SibSp: 1, Parch: 0, Fare: 7.25, Pclass: 3, Embarked: 'S' }])
    ] as const
  )

for (const [way, bring] of Object.entries(ways))
  test(`two tabs ask while the service worker is replaced by ${way}`, async ({ page, context }) => {
    const tabs = [page, await context.newPage()]
    for (const tab of tabs) await open(tab)
    const answers = Promise.all(tabs.map(askThroughout))
    await bring(page)
    await page.waitForFunction(async () => {
      const { installing, waiting, active } = (await navigator.serviceWorker.getRegistration())!
      return !installing && !waiting && active?.state === 'activated'
    })
    for (const tab of tabs) await tab.evaluate(() => Object.assign(globalThis, { asked: true }))
    for (const answer of await answers) expect(answer).toEqual(['200 Passe', '200 [0]', '200 event'])
    expect(await json(tabs[1], man)).toEqual([0])
  })

/** Offers an engine, as our pages do, and never connects it. */
async function offerInVain(page: Page): Promise<void> {
  await page.goto(plain)
  await page.evaluate(async () => {
    const lock = 'mlhandler-page:in vain'
    await new Promise((resolve) => {
      void navigator.locks.request(lock, () => new Promise(() => resolve(undefined)))
    })
    navigator.serviceWorker.addEventListener('message', ({ ports: [port] }) => {
      port.onmessage = () => Object.assign(globalThis, { chosen: true })
      port.postMessage({ running: true, lock })
    })
    navigator.serviceWorker.startMessages()
  })
}

for (const next of ['another page’s engine', 'the light handlers'])
  test(`a page that goes before it has connected its engine: answered by ${next}`, async ({
    page,
    context
  }) => {
    await open(page)
    await page.goto(plain)
    const vain = await context.newPage()
    await offerInVain(vain)
    const answer = json(page, man)
    await vain.waitForFunction(() => 'chosen' in globalThis)
    if (next === 'another page’s engine') await open(await context.newPage())
    await vain.close()
    expect(await answer).toEqual([0])
    expect((await ask(page, heavy)).status).toBe(next === 'the light handlers' ? 503 : 200)
  })

test('a page whose engine cannot be started offers none', async ({ page, context }) => {
  await open(page)
  await page.goto(plain)
  const broken = await context.newPage()
  await broken.goto(plain)
  await broken.evaluate(async () => {
    globalThis.Worker = class extends EventTarget {
      constructor() {
        super()
        setTimeout(() => this.dispatchEvent(new Event('error')))
      }
      postMessage(): void {}
      terminate(): void {}
    } as unknown as typeof Worker
    const address = '/mlhandler.js'
    const client = (await import(address)) as typeof import('../../src/lib/client/embed')
    await client.ready.catch((error: Error) => {
      document.title = error.message
    })
  })
  expect(await broken.title()).toBe('The engine could not be started: reload the page')
  expect(await json(page, man)).toEqual([0])
})
