/** What the engine offers over comlink: to the page that started it and, through a port, to the service worker. */
import type { Problem } from '$lib/mlhandler/config'
import type { Route } from '$lib/mlhandler/router'
import type { HandlerState } from '$lib/mlhandler/state'
import type { WireRequest, WireResponse } from './wire'

export interface Site {
  readonly routes: readonly Route[]
  /** What is wrong with gramex.yaml as a whole. */
  readonly problems: readonly Problem[]
}

export interface Engine {
  /** Reads gramex.yaml under the site's base path; later calls read it anew. */
  open(base: string): Promise<Site>
  handle(request: WireRequest): Promise<WireResponse>
  /** Aborts the request of that id, if it still runs. */
  cancel(id: string): void
  states(): Promise<HandlerState[]>
  /** Serves this same interface at another port. */
  connect(port: MessagePort): void
  /** The Web Lock that the engine holds for as long as it lives. */
  lockName(): string
}
