/** One handler at work: its stored parts, read again only when their version has risen. */
import { Frame } from '$lib/frame/Frame'
import { familyOf } from './classes'
import type { HandlerConfig } from './config'
import type { OpenModel } from './families/family'
import type { Host } from './host'
import { emptyConfig, type ConfigRecord, type ModelRecord, type Snapshot } from './store'
import { runTransform } from './transform'
import { takeOver } from './takeover'

interface Cached<T> {
  readonly version: number
  readonly value: T
}

/** A trained model and what is kept with it. */
export interface Trained {
  readonly record: ModelRecord
  readonly model: OpenModel
}

export class Session {
  private taking: Promise<void> | undefined
  private transforming: ReturnType<Host['transform']> | undefined
  private frameCache: Cached<Frame> | undefined
  private modelCache: Cached<Trained> | undefined

  constructor(
    readonly handler: HandlerConfig,
    readonly host: Host
  ) {}

  get key(): string {
    return this.handler.configDir
  }

  /** Takes over yaml and data once; after a failure the next request tries again. */
  ready(): Promise<void> {
    this.taking ??= takeOver(this).catch((error: unknown) => {
      this.taking = undefined
      throw error
    })
    return this.taking
  }

  /** The rows as the handler's transform makes them. */
  async transform(frame: Frame): Promise<Frame> {
    const { transform } = this.handler.data
    if (transform === undefined) return frame
    this.transforming ??= this.host.transform(transform)
    return runTransform(transform, this.transforming, frame)
  }

  snapshot(): Promise<Snapshot> {
    return this.host.store.snapshot(this.key)
  }

  async config(): Promise<ConfigRecord> {
    return (await this.snapshot()).config ?? emptyConfig
  }

  /** The stored rows; null when there are none. */
  async frame(): Promise<Frame | null> {
    const { versions, schema } = await this.snapshot()
    if (!schema) return null
    if (this.frameCache?.version !== versions.data) {
      const { base, appended, version } = await this.host.store.data(this.key)
      const value = [...base, ...appended]
        .map((state) => Frame.fromState(state))
        .reduce((a, b) => a.concat(b), Frame.empty())
      this.frameCache = { version, value }
    }
    return this.frameCache.value
  }

  /** The trained model; null when there is none. `known` saves reading the snapshot again. */
  async model(known?: Snapshot): Promise<Trained | null> {
    const { versions, hasModel } = known ?? (await this.snapshot())
    if (!hasModel) return null
    if (this.modelCache?.version !== versions.model) {
      const stored = await this.host.store.model(this.key)
      if (!stored) return null
      const { record, version } = stored
      this.modelCache = {
        version,
        value: { record, model: await familyOf(record.class).open(record, this.host.text) }
      }
    }
    return this.modelCache.value
  }
}
