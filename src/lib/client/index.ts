/**
 * What a page loads to have the handlers answer:
 *
 *     import { start } from '$lib/client'
 *     const client = await start({ base: '' })
 *     await fetch('/ml?Sex=male&Age=22')        // the service worker answers
 *
 * The engine, a Web Worker, does all the work; where no service worker is to be had, `client.fetch` asks it directly.
 */
import type { Remote } from 'comlink'
import { createRouter } from '$lib/mlhandler/router'
import type { HandlerState } from '$lib/mlhandler/state'
import { abortable } from './abortable'
import type { Engine, Site, TextModels } from './engine'
import { withIsolation, type EmbedderPolicy } from './isolation'
import type { ToServiceWorker } from './messages'
import { getEngine, offerEngine, takeControl, tell } from './page'
import { train, type TrainOptions, type TrainResult } from './train'
import { fromWireResponse, toWireRequest } from './wire'

export type { HandlerState, Input } from '$lib/mlhandler/state'
export type { Problem } from '$lib/mlhandler/config'
export type { PickedFile } from '$lib/transformers/archive'
export type { Site, TextModels } from './engine'
export { TrainError, type TrainOptions, type TrainResult } from './train'

export interface StartOptions {
  /** The site's base path, without a slash at its end. */
  readonly base: string
  /** The service worker's script, where it is not the site's own: a script of yours that imports ours. */
  readonly script?: string
  /** How the service worker's script is to be loaded: `module` in development only. */
  readonly type?: WorkerType
  /**
   * Whether the site's pages are isolated from other origins from their next load on, so that threads share data instead of
   * copying it. `require-corp` unless said otherwise; false for pages that need what isolation forbids.
   */
  readonly isolate?: EmbedderPolicy | false
  /**
   * Let the page's own `fetch` tell the service worker when a handler's request is aborted, so that its work stops; the
   * browser does not. With false the page's `fetch` stays as it is, and the client's still tells.
   */
  readonly patchFetch?: boolean
}

export interface Client {
  readonly site: Site
  /** Is this path a handler's? */
  answersAt(pathname: string): boolean
  /** Does a service worker answer this page's requests? */
  readonly controlled: boolean
  /** Like the page's own fetch; answers also where there is no service worker. Aborting it stops the work. */
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>
  /**
   * Trains the handler at `path` on `body` (rows, a form), or on its stored data without one. Rejects with a TrainError
   * when it fails, and with the signal's reason when it is aborted: the old model then stays as it was.
   */
  train(path: string, options?: TrainOptions): Promise<TrainResult>
  /** How the handlers stand. */
  states(): Promise<HandlerState[]>
  /** Other people's text models on this machine. */
  readonly models: TextModels
}

/** Resolves as soon as the handlers answer: the engine has read gramex.yaml, the service worker controls the page. */
export async function start({
  base,
  isolate = 'require-corp',
  script = withIsolation(`${base}/service-worker.js`, isolate),
  type = 'classic',
  patchFetch = true
}: StartOptions): Promise<Client> {
  const worker = 'serviceWorker' in navigator ? takeControl(script, `${base}/`, type) : undefined
  if (worker) offerEngine()
  const engine = await getEngine()
  const [controller, site] = await Promise.all([worker?.catch(() => undefined), engine.open(base)])
  if (controller) await tell({ type: 'mlhandler:routes', routes: site.routes })
  if (controller && site.textModels) setTimeout(() => keepModels(controller), keepModelsAfter)
  const match = createRouter(site.routes)
  const isOurs = ({ origin, pathname }: URL): boolean =>
    origin === location.origin && match(pathname) !== undefined
  const pageFetch = controller ? abortable(globalThis.fetch, isOurs) : globalThis.fetch
  if (patchFetch) globalThis.fetch = pageFetch
  const ask: Client['fetch'] = async (input, init) => {
    if (controller) return pageFetch(input, init)
    const request = new Request(input, init)
    return isOurs(new URL(request.url)) ? askEngine(engine, request) : pageFetch(request)
  }
  return {
    site,
    answersAt: (pathname) => match(pathname) !== undefined,
    controlled: controller !== undefined,
    fetch: ask,
    train: (path, options) => train(ask, path, options),
    states: () => engine.states(),
    models: engine.models as unknown as TextModels
  }
}

/** Milliseconds: what the page itself needs comes first. */
const keepModelsAfter = 3000

/** They are no small download, so they come when nothing waits for them; then they are there offline. */
const keepModels = (controller: ServiceWorker): void =>
  controller.postMessage({ type: 'mlhandler:models' } satisfies ToServiceWorker)

/** What the service worker would do, without one. */
async function askEngine(engine: Remote<Engine>, request: Request): Promise<Response> {
  const { signal } = request
  const wire = await toWireRequest(request)
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const cancel = (): void => {
      void engine.cancel(wire.id)
      reject(signal.reason as Error)
    }
    signal.addEventListener('abort', cancel, { once: true })
    engine
      .handle(wire)
      .then((response) => resolve(fromWireResponse(response)), reject)
      .finally(() => signal.removeEventListener('abort', cancel))
  })
}
