/** The types of mlhandler.js, which a page loads to have the handlers answer. */

/** How far a train is: `done` of `total` in the present phase. */
export interface Progress {
  readonly phase: string
  readonly done: number
  readonly total: number
}

export interface TrainOptions {
  /** Rows to learn from (JSON, CSV, a form with files …); without it the handler's stored data. */
  readonly body?: BodyInit
  readonly headers?: HeadersInit
  readonly onProgress?: (progress: Progress) => void
  /** Aborting it stops the fit; the old model stays. */
  readonly signal?: AbortSignal
}

export interface TrainResult {
  /** On the training data: accuracy of a classifier, R² of a regressor. */
  readonly score: unknown
  readonly warnings?: readonly string[]
}

/** Why a train failed, as the handler's error answer says it. */
export class TrainError extends Error {
  constructor(message: string, status: number, hint: string | null)
  /** The HTTP status, as 422. */
  readonly status: number
  /** What to do about it. */
  readonly hint: string | null
}

/** A handler, and how it stands. */
export interface HandlerState {
  /** Its name in gramex.yaml. */
  readonly key: string
  readonly pattern: string
  readonly class: string | null
  readonly target: string | null
  /** `stale`: settings are newer than the model. `ready`: trains itself when it is first asked. */
  readonly state: 'trained' | 'stale' | 'ready' | 'untrained' | 'failed'
  readonly rows: number
  readonly score: unknown
  readonly problems: readonly { readonly message: string; readonly hint?: string; readonly line?: number }[]
  readonly notices: readonly string[]
  /** The columns that a prediction takes; `options` are a category's known values. */
  readonly inputs: readonly {
    readonly name: string
    readonly options: readonly (string | number | boolean)[] | null
    readonly example: string | number | boolean | null
  }[]
}

export interface Client {
  /** Is this path a handler's? */
  answersAt(pathname: string): boolean
  /** Does a service worker answer this page's requests? */
  readonly controlled: boolean
  /** Like the page's own fetch; answers also where there is no service worker. Aborting it stops the work. */
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>
  /** Trains the handler at `path`. Rejects with a TrainError, or with the signal's reason. */
  train(path: string, options?: TrainOptions): Promise<TrainResult>
  /** How the handlers stand. */
  states(): Promise<HandlerState[]>
}

/** Resolves as soon as the handlers answer. */
export const ready: Promise<Client>
/** As `(await ready).fetch`. */
export const fetch: Client['fetch']
/** As `(await ready).train`. */
export const train: Client['train']
/** As `(await ready).states`. */
export const states: Client['states']
