/// <reference lib="webworker" />
/**
 * Routes: a request at a handler's pattern goes to the engine; everything else to the network or the cache.
 * It never computes for long, and it may be ended and started again between any two requests.
 */
import { base, build, files, prerendered, version } from '$service-worker'
import { continued } from '$lib/client/continued'
import { EngineLink, NoEngineError } from '$lib/client/EngineLink'
import { createIsolation } from '$lib/client/isolation'
import type { ToServiceWorker } from '$lib/client/messages'
import { OfflineFiles } from '$lib/client/OfflineFiles'
import { RouteMemory } from '$lib/client/RouteMemory'
import { RunningRequests } from '$lib/client/RunningRequests'
import { fromWireRequest, toWireRequest, type WireRequest } from '$lib/client/wire'
import { toHttpError } from '$lib/mlhandler/errors'

/** workers/light.ts as a script: the handlers for light work, for when no page can run an engine. */
interface Light {
  handle(request: Request, base: string): Promise<Response>
}

const worker = self as unknown as ServiceWorkerGlobalScope & { mlhandlerLight?: Light }

const routes = new RouteMemory()
const engines = new EngineLink(worker.clients)
const requests = new RunningRequests()
const offline = new OfflineFiles(
  `mlhandler-files-${version}`,
  [...build, ...files, ...prerendered],
  '_app/workers.json',
  base
)

const isolate = createIsolation(location.search)

/** The browser keeps a script that was imported while installing; it is parsed again only when it is needed. */
function light(): Light {
  if (!worker.mlhandlerLight) worker.importScripts(`${base}/service-worker-light.js`)
  return worker.mlhandlerLight!
}

/** Is this the site's service worker, or was it imported by another, which keeps the files and its own pace? */
const alone = location.pathname === `${base}/service-worker.js`

worker.addEventListener('install', (event) => {
  light()
  if (alone) event.waitUntil(offline.fill().then(() => worker.skipWaiting()))
})

worker.addEventListener('activate', (event) => {
  if (alone) event.waitUntil(offline.dropOld().then(() => worker.clients.claim()))
})

worker.addEventListener('message', (event) => {
  const message = event.data as ToServiceWorker
  if (message?.type === 'mlhandler:claim') event.waitUntil(worker.clients.claim())
  if (message?.type === 'mlhandler:cancel') requests.cancel(message.id)
  if (message?.type === 'mlhandler:models' && alone) event.waitUntil(offline.fillModels())
  if (message?.type === 'mlhandler:routes')
    event.waitUntil(routes.set(message.routes).then(() => event.ports[0]?.postMessage(true)))
})

worker.addEventListener('fetch', (event) => {
  const { request } = event
  const { pathname, origin } = new URL(request.url)
  if (origin !== location.origin) return
  const ours = routes.match(pathname)
  // What is neither a handler's nor a file that is kept goes its way untouched.
  if (ours === false && !(alone && request.method === 'GET')) return
  event.respondWith(answerAt(pathname, request, ours).then((response) => isolate(request, response)))
})

function answerAt(pathname: string, request: Request, ours: boolean | undefined): Promise<Response> {
  if (ours === undefined) return answerWhenKnown(pathname, request)
  return ours ? answer(request) : file(request)
}

const file = (request: Request): Promise<Response> => (alone ? offline.answer(request) : fetch(request))

/** Just started: the routes are not read yet, and whose request this is shows only then. */
async function answerWhenKnown(pathname: string, request: Request): Promise<Response> {
  return (await routes.read(pathname)) ? answer(request) : file(request)
}

/** A handler's answer. gramex.yaml may be newer than the routes: where a handler was, a file may be now. */
async function answer(request: Request): Promise<Response> {
  const answered = await answerOfHandler(request)
  return request.method === 'GET' && (await isNoHandler(answered)) ? file(request) : answered
}

async function isNoHandler(answer: Response): Promise<boolean> {
  if (answer.status !== 404) return false
  const { error } = (await answer.clone().json()) as { error?: { code?: string } }
  return error?.code === 'no_handler'
}

async function answerOfHandler(request: Request): Promise<Response> {
  try {
    const wire = await toWireRequest(request)
    return await requests.run(
      wire.id,
      async (signal) => continued(await route(wire, signal), () => route(wire, signal)),
      request.signal
    )
  } catch (error) {
    return toHttpError(error).toResponse()
  }
}

async function route(request: WireRequest, signal: AbortSignal): Promise<Response> {
  try {
    return await engines.handle(request, signal)
  } catch (error) {
    if (!(error instanceof NoEngineError)) throw error
    return light().handle(fromWireRequest(request, signal), base)
  }
}
