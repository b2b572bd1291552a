/** One request on its way through a handler. */
import { HttpError } from './errors'
import { requestIdHeader } from './headers'
import type { Query } from './query'
import type { Session, Trained } from './session'
import { train } from './training'

/** How long each part of an answer took, as the Server-Timing header tells it. */
export class Timing {
  private readonly entries: string[] = []
  private since = performance.now()

  /** The time since the last mark is that part's. */
  mark(name: string): void {
    const now = performance.now()
    this.entries.push(`${name};dur=${(now - this.since).toFixed(2)}`)
    this.since = now
  }

  /** Where it was computed, and why not where it should have been. */
  device(name: string, warnings: readonly string[] = []): void {
    this.entries.push(`device;desc="${name}"`)
    for (const warning of warnings)
      this.entries.push(`warning;desc="${warning.replace(/[^ -~]|["\\]/g, "'")}"`)
  }

  get header(): string {
    return this.entries.join(', ')
  }
}

export class Context {
  readonly timing = new Timing()

  constructor(
    readonly request: Request,
    readonly session: Session,
    readonly query: Query
  ) {
    this.requestId = request.headers.get(requestIdHeader) ?? crypto.randomUUID()
  }

  readonly requestId: string

  get signal(): AbortSignal {
    return this.request.signal
  }

  /** Which answers are wanted: the documents', or those of upstream 1.94. */
  get is194(): boolean {
    return (this.query.get('_api_version') ?? this.session.handler.apiVersion) === '1.94'
  }

  /** The trained model; trains it when this is the first time that it is needed. Throws 404 when there is none. */
  async model(): Promise<Trained> {
    let snapshot = await this.session.snapshot()
    if (snapshot.config?.autoTrain) {
      await this.trainOnce()
      snapshot = await this.session.snapshot()
    }
    const model = await this.session.model(snapshot)
    if (!model)
      throw new HttpError(
        'no_model',
        'There is no model',
        'Train one: POST ?_action=train, with rows in the body if none are stored.'
      )
    return model
  }

  /** A request that comes while the first one trains waits for it and then finds the work done. */
  private async trainOnce(): Promise<void> {
    await this.session.host.store.lock(`first:${this.session.key}`, async () => {
      if ((await this.session.config()).autoTrain) await train(this.session)
    })
  }
}

export type Action = (context: Context) => Promise<Response>
