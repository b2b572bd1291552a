/** The store in memory: for tests, and where IndexedDB is not to be had. */
import type { FrameState } from '$lib/frame/Frame'
import type { Change, ConfigRecord, ModelRecord, ModelStore, Schema, Snapshot, Versions } from './store'

interface Entry {
  readonly config: ConfigRecord | null
  readonly base: FrameState[]
  readonly appended: FrameState[]
  readonly model: ModelRecord | null
  readonly versions: Versions
  readonly done: readonly string[]
}

const empty: Entry = {
  config: null,
  base: [],
  appended: [],
  model: null,
  versions: { config: 0, data: 0, model: 0 },
  done: []
}

export const schemaOfState = ({ columns }: FrameState): Schema =>
  columns.map(([name, { dtype }]) => ({ name, dtype }))

/** The versions after a change: each part that it touches rises by one. */
export function raise(versions: Versions, change: Change): Versions {
  const touches = (...parts: (keyof Change)[]): number =>
    Number(parts.some((part) => change[part] !== undefined))
  return {
    config: versions.config + touches('config'),
    data: versions.data + touches('data', 'append'),
    model: versions.model + touches('model')
  }
}

/** How many requests are remembered as done. */
const mostDone = 64

export const remember = (done: readonly string[], { request }: Change): readonly string[] =>
  request === undefined ? done : [...done.slice(1 - mostDone), request]

export class MemoryStore implements ModelStore {
  private readonly entries = new Map<string, Entry>()
  private readonly queues = new Map<string, Promise<unknown>>()

  private entry(key: string): Entry {
    return this.entries.get(key) ?? empty
  }

  async snapshot(key: string): Promise<Snapshot> {
    const { config, base, appended, model, versions, done } = this.entry(key)
    const parts = [...base, ...appended]
    return {
      config,
      versions,
      rows: parts.reduce((sum, { length }) => sum + length, 0),
      schema: parts.length ? schemaOfState(parts[0]) : null,
      hasModel: model !== null,
      done
    }
  }

  async data(key: string): Promise<{ base: FrameState[]; appended: FrameState[]; version: number }> {
    const { base, appended, versions } = this.entry(key)
    return structuredClone({ base, appended, version: versions.data })
  }

  async model(key: string): Promise<{ record: ModelRecord; version: number } | null> {
    const { model, versions } = this.entry(key)
    return model && structuredClone({ record: model, version: versions.model })
  }

  async write(key: string, change: Change): Promise<Versions> {
    const { config, data, append, model } = structuredClone(change)
    const before = this.entry(key)
    const replaced = data === undefined ? before : { base: data ? [data] : [], appended: [] }
    const versions = raise(before.versions, change)
    this.entries.set(key, {
      config: config ?? before.config,
      model: model === undefined ? before.model : model,
      base: replaced.base,
      appended: append ? [...replaced.appended, append] : replaced.appended,
      versions,
      done: remember(before.done, change)
    })
    return versions
  }

  lock<T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const start = async (): Promise<T> => {
      signal?.throwIfAborted()
      return work()
    }
    const result = (this.queues.get(name) ?? Promise.resolve()).then(start, start)
    this.queues.set(
      name,
      result.catch(() => undefined)
    )
    return result
  }
}
