/** Where a handler's configuration, data and model are kept. One suite of tests runs over every implementation. */
import type { Dtype, FrameState } from '$lib/frame/Frame'
import { defaultOptions, type ModelOptions } from './options'

/** Columns and their types, in order. */
export type Schema = readonly { readonly name: string; readonly dtype: Dtype }[]

/** What a person asked for: it may be newer than the model. */
export interface ConfigRecord {
  readonly class: string | null
  readonly params: Readonly<Record<string, unknown>>
  readonly options: ModelOptions
  /** What each yaml block that uses this store said when it was last taken over: handler key → block and data file. */
  readonly sources: Readonly<Record<string, { readonly block: string; readonly data: string | null }>>
  /** What the person should know: told with the handler's state and in `?_params`. */
  readonly notices: readonly string[]
  /** The first request that needs a model trains one. Off once it is trained, and after a deletion. */
  readonly autoTrain: boolean
}

export const emptyConfig: ConfigRecord = {
  class: null,
  params: {},
  options: defaultOptions,
  sources: {},
  notices: [],
  autoTrain: false
}

/** A trained model, with all that a prediction needs. */
export interface ModelRecord {
  readonly class: string
  readonly params: Readonly<Record<string, unknown>>
  readonly options: ModelOptions
  /** The fitted model as its family keeps it. */
  readonly state: unknown
  /** The columns of the training rows as they came in, without the target: what a prediction may give. */
  readonly inputs: Schema
  /** The columns that the model takes, after the handler's transform. Without one: those of `inputs` that it needs. */
  readonly features: Schema
  /** The type of the target among the training rows; not there without a target. */
  readonly targetType?: Dtype
  /** null where the class has no score. */
  readonly score: unknown
  readonly rows: number
  readonly warnings: readonly string[]
  /** Milliseconds since 1970. */
  readonly trainedAt: number
  readonly device: string
}

/** Versions rise with each write; a reader that has a version need not read again. */
export interface Versions {
  readonly config: number
  readonly data: number
  readonly model: number
}

export interface Snapshot {
  readonly config: ConfigRecord | null
  readonly versions: Versions
  /** Stored rows; 0 when there is no data. */
  readonly rows: number
  /** The stored data's columns; null when there is no data. */
  readonly schema: Schema | null
  readonly hasModel: boolean
  /** The last requests that were carried out, so that one which is sent again is not done twice. */
  readonly done: readonly string[]
}

/** What one write changes: all of it or, if anything fails, none of it. */
export interface Change {
  readonly config?: ConfigRecord
  /** null removes the model. */
  readonly model?: ModelRecord | null
  /** Replaces the data; null removes it. */
  readonly data?: FrameState | null
  /** Adds rows below the data. */
  readonly append?: FrameState
  /** The request that asked for it; remembered among `done`. */
  readonly request?: string
}

export interface ModelStore {
  snapshot(key: string): Promise<Snapshot>
  /** The parts of the data in order: what was loaded, then what was appended. */
  data(
    key: string
  ): Promise<{ readonly base: FrameState[]; readonly appended: FrameState[]; readonly version: number }>
  model(key: string): Promise<{ readonly record: ModelRecord; readonly version: number } | null>
  /** Writes in one transaction. Throws a QuotaExceededError, with nothing changed, when the disk is full. */
  write(key: string, change: Change): Promise<Versions>
  /** Runs `work` while no other tab or worker holds the lock of that name. */
  lock<T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T>
}
