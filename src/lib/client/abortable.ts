/**
 * A fetch whose abort reaches the service worker. Browsers keep an abort to themselves for as long as no answer has begun
 * (Chromium 156 never fires the signal of a plain request’s FetchEvent), so the page tells it.
 */
import { requestIdHeader } from '$lib/mlhandler/headers'
import type { ToServiceWorker } from './messages'

type Fetch = typeof globalThis.fetch

/** `fetch`, in which calls with a signal, at addresses that are `ours`, can be stopped. All others pass as they are. */
export const abortable = (fetch: Fetch, isOurs: (url: URL) => boolean): Fetch =>
  new Proxy(fetch, {
    apply(target, self: unknown, args: Parameters<Fetch>) {
      const { controller } = navigator.serviceWorker
      const request = controller ? requestOf(args, isOurs) : undefined
      if (!controller || !request) return Reflect.apply(target, self, args)
      const id = request.headers.get(requestIdHeader) ?? crypto.randomUUID()
      request.headers.set(requestIdHeader, id)
      const cancel = (): void =>
        controller.postMessage({ type: 'mlhandler:cancel', id } satisfies ToServiceWorker)
      request.signal.addEventListener('abort', cancel, { once: true })
      // Once the answer has begun, the browser itself tells that its stream is closed.
      return Reflect.apply(target, self, [request]).finally(() =>
        request.signal.removeEventListener('abort', cancel)
      )
    }
  })

/** The call's own request where it is one that may be stopped; undefined for any other, also for one that is wrong. */
function requestOf([input, init]: Parameters<Fetch>, isOurs: (url: URL) => boolean): Request | undefined {
  const given = input instanceof Request ? input : undefined
  const signal = init?.signal ?? given?.signal
  if (!signal || signal.aborted) return undefined
  const address = given?.url ?? String(input)
  if (!URL.canParse(address, document.baseURI) || !isOurs(new URL(address, document.baseURI)))
    return undefined
  try {
    return new Request(input, init)
  } catch {
    return undefined
  }
}
