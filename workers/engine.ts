/** The engine: owns the store, parses, fits and predicts. It wires the concrete parts and serves them over comlink. */
import { expose, transfer } from 'comlink'
import type { Engine } from '$lib/client/engine'
import { fromWireRequest, toWireResponse } from '$lib/client/wire'
import { App } from '$lib/mlhandler/App'
import { IndexedDBStore } from '$lib/storage/IndexedDBStore'
import { load, signature } from './files'

const app = new App({ store: new IndexedDBStore(), load, signature })
const running = new Map<string, AbortController>()
let opened: Promise<void> | undefined

async function readConfig(base: string): Promise<void> {
  const response = await fetch(`${base}/gramex.yaml`)
  const text = response.ok ? await response.text() : ''
  app.configure(text, { base, folder: base })
}

// Held for as long as this worker lives: whoever waits for it learns of its death.
const lockName = `mlhandler-engine:${crypto.randomUUID()}`
void navigator.locks.request(lockName, () => new Promise(() => undefined))

const engine: Engine = {
  async open(base) {
    opened = readConfig(base)
    await opened
    return { routes: app.routes, problems: app.problems }
  },

  async handle(wire) {
    await opened
    const controller = new AbortController()
    running.set(wire.id, controller)
    try {
      const response = await toWireResponse(await app.handle(fromWireRequest(wire, controller.signal)))
      return response.body ? transfer(response, [response.body]) : response
    } finally {
      running.delete(wire.id)
    }
  },

  cancel(id) {
    running.get(id)?.abort()
  },

  states: () => app.states(),
  connect: (port) => expose(engine, port),
  lockName: () => lockName
}

expose(engine)
