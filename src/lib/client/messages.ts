/** What a page and the service worker say to each other. */
import type { Route } from '$lib/mlhandler/router'

/** Each page that can run an engine holds a Web Lock whose name begins so. */
export const pageLock = 'mlhandler-page:'

export type ToServiceWorker =
  /** Take control of this page (after a hard reload it has none). */
  | { readonly type: 'mlhandler:claim' }
  /** The page aborted its request of that id: browsers do not tell the service worker. */
  | { readonly type: 'mlhandler:cancel'; readonly id: string }
  /** Fetch the text models that come with the site, for when it is offline. */
  | { readonly type: 'mlhandler:models' }
  /** These are the handlers now. Answered with `true` on the message's port. */
  | { readonly type: 'mlhandler:routes'; readonly routes: readonly Route[] }

/** With a port. The page answers on it at once whether its engine runs; told `connect`, it sends a port to the engine. */
export interface ToPage {
  readonly type: 'mlhandler:engine?'
}

export interface PageAnswer {
  readonly running: boolean
  /** The page's Web Lock: it is free when the page is gone, or cannot start its engine. */
  readonly lock: string
}
