/** One request on its way through a handler. */
import type { Body } from './body'
import { HttpError } from './errors'
import { requestIdHeader } from './headers'
import type { Query } from './query'
import type { Session, Trained } from './session'
import { train } from './training'

/** How long each part of an answer took, as the Server-Timing header tells it. */
class Timing {
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

/** Is it 1.94? undefined where nothing is asked; 400 for another. */
function readApiVersion(version: string | undefined): boolean | undefined {
  if (version === undefined) return undefined
  if (version === '' || version === '1.94') return version === '1.94'
  throw new HttpError(
    'bad_argument',
    `api_version "${version}" is not known`,
    'It is 1.94, or left out for the answers of the documents.'
  )
}

export class Context {
  readonly timing = new Timing()

  constructor(
    readonly request: Request,
    readonly session: Session,
    /** The address's query, with the flags of a form's fields. */
    readonly query: Query,
    readonly body: Body
  ) {
    this.requestId = request.headers.get(requestIdHeader) ?? crypto.randomUUID()
    this.is194 =
      readApiVersion(query.get('_api_version')) ?? readApiVersion(session.handler.apiVersion) ?? false
  }

  readonly requestId: string

  /** Which answers are wanted: the documents', or those of upstream 1.94. */
  readonly is194: boolean

  get signal(): AbortSignal {
    return this.request.signal
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
