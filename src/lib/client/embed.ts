/**
 * The handlers in a page of any kind, by one line:
 *
 *     <script type="module" src="/mlhandler.js"></script>
 *
 * or `import { ready } from '/mlhandler.js'`, then `await ready` and fetch. `/mlhandler.js?service-worker=/sw.js` where the
 * site has a service worker of its own, which must then import ours (docs/embedding.md). `?isolate=credentialless` (or
 * `require-corp`) isolates the site's pages, `?patch-fetch=no` leaves the page's own `fetch` as it is. Everything is also at
 * `globalThis.mlhandler`, for the console. static/mlhandler.d.ts are its types for other projects.
 */
import { start, type Client } from './index'
import type { EmbedderPolicy } from './isolation'

export { TrainError } from './train'

const here = new URL(import.meta.url)
const base = new URL('.', here).pathname.replace(/\/$/, '')
const policies: readonly EmbedderPolicy[] = ['require-corp', 'credentialless']

/** Resolves with the client as soon as the handlers answer. */
export const ready: Promise<Client> = start({
  base,
  script: here.searchParams.get('service-worker') ?? undefined,
  patchFetch: here.searchParams.get('patch-fetch') !== 'no',
  // A page of another's making may show what isolation forbids: it has to ask.
  isolate: policies.find((policy) => policy === here.searchParams.get('isolate')) ?? false
})

/** As `(await ready).fetch`. */
export const fetch: Client['fetch'] = async (input, init) => (await ready).fetch(input, init)

/** As `(await ready).train`. */
export const train: Client['train'] = async (path, options) => (await ready).train(path, options)

/** As `(await ready).states`. */
export const states: Client['states'] = async () => (await ready).states()

Object.assign(globalThis, { mlhandler: { ready, fetch, train, states } })
