/**
 * What a page loads to have the handlers answer:
 *
 *     import { start } from '$lib/client'
 *     const client = await start({ base: '' })
 *     await fetch('/ml?Sex=male&Age=22')        // the service worker answers
 *
 * The engine, a Web Worker, does all the work; where no service worker is to be had, `client.fetch` asks it directly.
 */
import { requestIdHeader } from '$lib/mlhandler/headers'
import { createRouter } from '$lib/mlhandler/router'
import type { HandlerState } from '$lib/mlhandler/state'
import type { Site, TextModels } from './engine'
import { withIsolation, type EmbedderPolicy } from './isolation'
import type { ToServiceWorker } from './messages'
import { getEngine, offerEngine, takeControl, tell } from './page'
import { train, type TrainOptions, type TrainResult } from './train'
import { fromWireResponse, toWireRequest } from './wire'

export type { HandlerState, Input } from '$lib/mlhandler/state'
export type { Problem } from '$lib/mlhandler/config'
export type { PickedFile, Site, TextModels } from './engine'
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
}

export interface Client {
  readonly site: Site
  /** Is this path a handler's? */
  answersAt(pathname: string): boolean
  /** Does a service worker answer this page's requests? */
  readonly controlled: boolean
  /**
   * Like the page's own fetch; answers also where there is no service worker. Aborting it stops the work, which with the
   * page's own fetch holds for a train that streams its progress only: no browser tells a service worker of it.
   */
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
  type = 'classic'
}: StartOptions): Promise<Client> {
  const worker = 'serviceWorker' in navigator ? takeControl(script, `${base}/`, type) : undefined
  if (worker) offerEngine()
  const [controller, site] = await Promise.all([worker?.catch(() => undefined), getEngine().open(base)])
  if (controller) await tell(controller, { type: 'mlhandler:routes', routes: site.routes })
  if (controller && site.textModels) setTimeout(() => keepModels(controller), keepModelsAfter)
  const match = createRouter(site.routes)
  const isOurs = ({ url }: Request): boolean =>
    new URL(url).origin === location.origin && match(new URL(url).pathname) !== undefined
  const ask: Client['fetch'] = async (input, init) => {
    const request = new Request(input, init)
    if (!isOurs(request)) return fetch(request)
    return controller ? fetchCancellable(request, controller) : askEngine(request)
  }
  return {
    site,
    answersAt: (pathname) => match(pathname) !== undefined,
    controlled: controller !== undefined,
    fetch: ask,
    train: (path, options) => train(ask, path, options),
    states: () => getEngine().states(),
    models: getEngine().models as unknown as TextModels
  }
}

/** Milliseconds: what the page itself needs comes first. */
const keepModelsAfter = 3000

/** They are no small download, so they come when nothing waits for them; then they are there offline. */
const keepModels = (controller: ServiceWorker): void =>
  controller.postMessage({ type: 'mlhandler:models' } satisfies ToServiceWorker)

/** The page's fetch; that it is aborted is told to the service worker, which browsers leave out. */
function fetchCancellable(request: Request, controller: ServiceWorker): Promise<Response> {
  const id = crypto.randomUUID()
  const named = new Request(request)
  named.headers.set(requestIdHeader, id)
  request.signal.addEventListener(
    'abort',
    () => controller.postMessage({ type: 'mlhandler:cancel', id } satisfies ToServiceWorker),
    { once: true }
  )
  return fetch(named)
}

/** What the service worker would do, without one. */
async function askEngine(request: Request): Promise<Response> {
  const wire = await toWireRequest(request)
  const aborted = new Promise<never>((_, reject) => {
    request.signal.addEventListener(
      'abort',
      () => {
        void getEngine().cancel(wire.id)
        reject(request.signal.reason as Error)
      },
      { once: true }
    )
  })
  aborted.catch(() => undefined)
  request.signal.throwIfAborted()
  return fromWireResponse(await Promise.race([getEngine().handle(wire), aborted]))
}
