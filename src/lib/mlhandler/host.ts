/** What the handler needs from where it runs. A worker gives the real things, a test its own. */
import type { Frame } from '$lib/frame/Frame'
import type { Pool } from '$lib/sklearn/utils/parallel'
import type { TextParts } from './families/text'
import type { Devices } from './device'
import type { ModelStore } from './store'

export interface LoadedFile {
  readonly blob: Blob
  readonly name: string
  readonly type: string
  /** Changes when the file does. */
  readonly signature: string
}

export interface Host {
  readonly store: ModelStore
  /** Reads a file of the site by its URL. Throws when it is not there. */
  load(url: string, signal?: AbortSignal): Promise<LoadedFile>
  /** The file's present signature without reading the whole of it; null when it cannot be told, as offline. */
  signature(url: string): Promise<string | null>
  /** A handler's `transform`: `module.function` beside gramex.yaml, or an expression over `data`. */
  transform(spec: string): Promise<(frame: Frame) => Promise<Frame>>
  readonly pool?: Pool
  /** Without it all is computed on the CPU. */
  readonly devices?: Devices
  /** Where text models come from; without it there are none. */
  readonly text?: TextParts
  /** The most values (rows × columns) that may be learned from here; without it, any number. */
  readonly mostValues?: number
}
