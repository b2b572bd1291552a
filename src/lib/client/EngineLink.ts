/**
 * The service worker's way to an engine. It keeps one for as long as it lives; when its tab is closed or it is killed,
 * the next request finds another. Pages that load none of our scripts never answer and are not waited for.
 */
import { wrap, type Remote } from 'comlink'
import { failingWith } from './continued'
import type { Engine } from './engine'
import { GoneError, untilGone } from './lifeLocks'
import { pageLock, type PageAnswer, type ToPage } from './messages'
import { fromWireResponse, type WireRequest } from './wire'

/** How long a page may take to say that it can run an engine. */
const answerWithin = 3000
/** How long to wait, once one page has answered, for one whose engine runs already. */
const graceForRunning = 30

/** No page could run an engine. */
export class NoEngineError extends Error {
  override name = 'NoEngineError'
}

/** The part of the service worker's `clients` that is used here. */
interface Pages {
  matchAll(options: {
    type: 'window'
    includeUncontrolled: boolean
  }): Promise<readonly { postMessage(message: ToPage, transfer: Transferable[]): void }[]>
}

interface Link {
  readonly engine: Remote<Engine>
  /** Rejects when the engine is gone. */
  readonly gone: Promise<never>
}

/** A page that can run an engine, by its port and the Web Lock that it holds. */
interface Offer {
  readonly port: MessagePort
  readonly lock: string
}

export class EngineLink {
  private link: Promise<Link> | undefined

  constructor(private readonly clients: Pages) {}

  /**
   * Sends the request to an engine; once more to another when the first one dies meanwhile. A streamed answer fails when its
   * engine dies.
   */
  async handle(request: WireRequest, signal: AbortSignal, tries = 2): Promise<Response> {
    try {
      return await this.handleOnce(request, signal)
    } catch (error) {
      if (!(error instanceof GoneError)) throw error
      if (tries === 1) throw new NoEngineError()
      return this.handle(request, signal, tries - 1)
    }
  }

  private async handleOnce(request: WireRequest, signal: AbortSignal): Promise<Response> {
    const { engine, gone } = await this.connect()
    signal.throwIfAborted()
    const cancel = (): void => void engine.cancel(request.id)
    signal.addEventListener('abort', cancel, { once: true })
    try {
      const answer = await Promise.race([engine.handle(request), gone])
      const { body } = answer
      return fromWireResponse(
        body instanceof ReadableStream ? { ...answer, body: failingWith(body, gone) } : answer
      )
    } finally {
      signal.removeEventListener('abort', cancel)
    }
  }

  private connect(): Promise<Link> {
    this.link ??= this.find().catch((error: unknown) => {
      this.link = undefined
      throw error
    })
    return this.link
  }

  /** Links to a page's engine; to another page's when the page goes before its engine is there. */
  private async find(): Promise<Link> {
    const { port, lock } = await this.choosePage()
    try {
      return await Promise.race([this.linkThrough(port), untilGone(lock)])
    } catch (error) {
      port.close()
      if (!(error instanceof GoneError)) throw error
      return this.find()
    }
  }

  private async linkThrough(page: MessagePort): Promise<Link> {
    const port = await askForEngine(page)
    const engine = wrap<Engine>(port)
    const gone = untilGone(await engine.lockName())
    gone.catch(() => {
      this.link = undefined
      port.close()
    })
    return { engine, gone }
  }

  /** A page that can run an engine, rather one whose engine runs already. */
  private async choosePage(): Promise<Offer> {
    const { held = [] } = await navigator.locks.query()
    if (!held.some(({ name }) => name?.startsWith(pageLock))) throw new NoEngineError()
    const pages = await this.clients.matchAll({ type: 'window', includeUncontrolled: true })
    return new Promise((resolve, reject) => {
      let idle: Offer | undefined
      setTimeout(() => reject(new NoEngineError()), answerWithin)
      for (const page of pages) {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = ({ data }: MessageEvent<PageAnswer>) => {
          port1.onmessage = null
          const offer = { port: port1, lock: data.lock }
          if (data.running) resolve(offer)
          idle ??= offer
          setTimeout(() => resolve(idle!), graceForRunning)
        }
        page.postMessage({ type: 'mlhandler:engine?' } satisfies ToPage, [port2])
      }
    })
  }
}

/** Has the page connect its engine, started where it does not run yet; resolves to a port to it. */
function askForEngine(page: MessagePort): Promise<MessagePort> {
  return new Promise((resolve) => {
    page.onmessage = ({ ports: [port] }) => {
      // A page that loads the client from two files answers twice.
      if (!port) return
      page.close()
      resolve(port)
    }
    page.postMessage('connect')
  })
}
