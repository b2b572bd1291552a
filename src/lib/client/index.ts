/**
 * What a page loads to have the handlers answer:
 *
 *     import { start } from '$lib/client'
 *     const client = await start({ base: '' })
 *     await fetch('/ml?Sex=male&Age=22')        // the service worker answers
 *
 * The engine, a Web Worker, does all the work; where no service worker is to be had, `client.fetch` asks it directly.
 */
import { createRouter } from '$lib/mlhandler/router'
import type { HandlerState } from '$lib/mlhandler/state'
import type { Site } from './engine'
import { getEngine, offerEngine, takeControl, tell } from './page'
import { train, type TrainOptions, type TrainResult } from './train'
import { fromWireResponse, toWireRequest } from './wire'

export type { HandlerState, Input } from '$lib/mlhandler/state'
export type { Problem } from '$lib/mlhandler/config'
export type { Site } from './engine'
export { TrainError, type TrainOptions, type TrainResult } from './train'

export interface StartOptions {
  /** The site's base path, without a slash at its end. */
  readonly base: string
  /** How the service worker's script is to be loaded: `module` in development only. */
  readonly type?: WorkerType
}

export interface Client {
  readonly site: Site
  /** Is this path a handler's? */
  answersAt(pathname: string): boolean
  /** Does a service worker answer this page's requests? */
  readonly controlled: boolean
  /** Like the page's own fetch; answers also where there is no service worker. */
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>
  /**
   * Trains the handler at `path` on `body` (rows, a form), or on its stored data without one. Rejects with a TrainError
   * when it fails, and with the signal's reason when it is aborted: the old model then stays as it was.
   */
  train(path: string, options?: TrainOptions): Promise<TrainResult>
  /** How the handlers stand. */
  states(): Promise<HandlerState[]>
}

/** Resolves as soon as the handlers answer: the engine has read gramex.yaml, the service worker controls the page. */
export async function start({ base, type = 'classic' }: StartOptions): Promise<Client> {
  const worker =
    'serviceWorker' in navigator ? takeControl(`${base}/service-worker.js`, `${base}/`, type) : undefined
  if (worker) offerEngine()
  const [controller, site] = await Promise.all([worker?.catch(() => undefined), getEngine().open(base)])
  if (controller) await tell(controller, { type: 'mlhandler:routes', routes: site.routes })
  const match = createRouter(site.routes)
  const ask: Client['fetch'] = controller ? (input, init) => fetch(input, init) : directFetch(match)
  return {
    site,
    answersAt: (pathname) => match(pathname) !== undefined,
    controlled: controller !== undefined,
    fetch: ask,
    train: (path, options) => train(ask, path, options),
    states: () => getEngine().states()
  }
}

/** fetch that routes as the service worker would. */
function directFetch(match: ReturnType<typeof createRouter>): Client['fetch'] {
  return async (input, init) => {
    const request = new Request(input, init)
    const url = new URL(request.url)
    if (url.origin !== location.origin || !match(url.pathname)) return fetch(request)
    const wire = await toWireRequest(request)
    request.signal.addEventListener('abort', () => void getEngine().cancel(wire.id), { once: true })
    return fromWireResponse(await getEngine().handle(wire))
  }
}
