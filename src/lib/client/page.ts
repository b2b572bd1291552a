/** The page's part: it runs the engine, and offers it to the service worker. */
import { transfer, wrap, type Remote } from 'comlink'
import type { Engine } from './engine'
import { holdLock } from './lifeLocks'
import { pageLock, type PageAnswer, type ToPage, type ToServiceWorker } from './messages'

let engine: Promise<Remote<Engine>> | undefined

/** The engine of this page, started when first asked for. */
export function getEngine(): Promise<Remote<Engine>> {
  engine ??= startEngine()
  return engine
}

const mostStarts = 5

/**
 * Starts it anew where its script could not be loaded, and where a service worker took over before it showed a sign of life: the
 * browser may then have dropped the request for its script, without an error.
 */
async function startEngine(start = 1): Promise<Remote<Engine>> {
  const worker = new Worker(new URL('../../../workers/engine.ts', import.meta.url), {
    type: 'module',
    name: 'mlhandler-engine'
  })
  const given = new AbortController()
  const lost = new Promise<false>((resolve) => {
    const options = { once: true, signal: given.signal }
    worker.addEventListener('error', () => resolve(false), options)
    navigator.serviceWorker?.addEventListener('controllerchange', () => resolve(false), options)
  })
  const started = wrap<Engine>(worker)
  const alive = await Promise.race([started.lockName(), lost])
  given.abort()
  if (alive) return started
  worker.terminate()
  if (start === mostStarts) throw new Error('The engine could not be started: reload the page')
  await new Promise((resolve) => setTimeout(resolve, 100 * (start - 1)))
  return startEngine(start + 1)
}

let offered = false

/**
 * Answers the service worker's question for an engine, for as long as this page lives and unless its engine cannot be started;
 * once, however often the client is started.
 */
export function offerEngine(): void {
  if (offered) return
  offered = true
  let running = false
  const withdrawn = new AbortController()
  const end = getEngine().then(
    () => {
      running = true
      return new Promise<never>(() => undefined)
    },
    () => withdrawn.abort()
  )
  const lock = holdLock(pageLock, end)
  const answer = async ({ data, ports: [port] }: MessageEvent<ToPage>): Promise<void> => {
    if (data?.type !== 'mlhandler:engine?') return
    port.onmessage = async () => {
      // A channel of its own: what comes through this port before the engine listens would be lost.
      const { port1, port2 } = new MessageChannel()
      const started = await getEngine()
      await started.connect(transfer(port1, [port1]))
      port.postMessage('connected', [port2])
    }
    port.postMessage({ running, lock: await lock } satisfies PageAnswer)
  }
  navigator.serviceWorker.addEventListener('message', answer, { signal: withdrawn.signal })
  navigator.serviceWorker.startMessages()
}

/** Registers the service worker and waits until it controls this page, without a reload. */
export async function takeControl(script: string, scope: string, type: WorkerType): Promise<ServiceWorker> {
  const container = navigator.serviceWorker
  const registration = await container.register(script, { scope, type })
  const active = registration.active ?? (await activated(registration.installing ?? registration.waiting))
  if (!container.controller) {
    const controlled = new Promise((resolve) =>
      container.addEventListener('controllerchange', resolve, { once: true })
    )
    // A page that was reloaded by force stays without a controller until the service worker claims it.
    active.postMessage({ type: 'mlhandler:claim' } satisfies ToServiceWorker)
    if (!container.controller) await controlled
  }
  return container.controller!
}

/** Resolves when it is active; rejects when its installation fails, as where a file of it is missing. */
function activated(worker: ServiceWorker | null): Promise<ServiceWorker> {
  return new Promise((resolve, reject) => {
    if (!worker) return reject(new Error('The service worker was not installed'))
    const check = (): void => {
      if (worker.state === 'activated') resolve(worker)
      if (worker.state === 'redundant') reject(new Error('The service worker could not be installed'))
    }
    worker.addEventListener('statechange', check)
    check()
  })
}

/**
 * Tells the service worker in control something and waits for its answer. One that is replaced meanwhile never gives it:
 * then its successor is told.
 */
export function tell(message: ToServiceWorker): Promise<unknown> {
  const container = navigator.serviceWorker
  return new Promise((resolve) => {
    const send = (): void => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = ({ data }) => {
        container.removeEventListener('controllerchange', send)
        resolve(data)
      }
      container.controller!.postMessage(message, [port2])
    }
    container.addEventListener('controllerchange', send)
    send()
  })
}
