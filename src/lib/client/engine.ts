/** What the engine offers over comlink: to the page that started it and, through a port, to the service worker. */
import type { Problem } from '$lib/mlhandler/config'
import type { Route } from '$lib/mlhandler/router'
import type { HandlerState } from '$lib/mlhandler/state'
import type { PickedFile } from '$lib/transformers/archive'
import type { WireRequest, WireResponse } from './wire'

export interface Site {
  readonly routes: readonly Route[]
  /** What is wrong with gramex.yaml as a whole. */
  readonly problems: readonly Problem[]
  /** Does a handler use the text models that come with the site? */
  readonly textModels: boolean
}

/** Other people's text models on this machine, by the name that `model:` in a handler's `params` gives. */
export interface TextModels {
  /** What was picked, or downloaded from the Hugging Face hub. */
  list(): Promise<string[]>
  /** Keeps a folder's files, or one zip, under a name. Rejects with what is amiss. */
  keep(name: string, files: readonly PickedFile[]): Promise<void>
  /** Forgets a picked or downloaded model. */
  remove(name: string): Promise<void>
  /** What the hub's model would take, in bytes. Asks the hub for its list of files only. */
  describe(name: string): Promise<{ readonly size: number }>
  /** Gives back the memory of models that are not at work: the next text opens its model again. */
  release(): void
}

export interface Engine {
  readonly models: TextModels
  /** Reads gramex.yaml under the site's base path; later calls read it anew. */
  open(base: string): Promise<Site>
  handle(request: WireRequest): Promise<WireResponse>
  /** Aborts the request of that id, if it still runs. */
  cancel(id: string): void
  states(): Promise<HandlerState[]>
  /** Serves this same interface at another port. */
  connect(port: MessagePort): void
  /** The Web Lock that the engine holds for as long as it lives. */
  lockName(): Promise<string>
}
