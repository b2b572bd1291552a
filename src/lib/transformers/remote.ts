/**
 * transformers.js in threads of its own: a thread's memory is given back by ending it when no text has come for a while,
 * and the next text starts another and opens its model again. A hostile or broken model takes down that thread only.
 * WebGPU and plain WebAssembly are two builds of the runtime, so each has its thread.
 */
import type { Impression, TextClassifier } from './classifier'
import { TextModelError } from './errors'
import type { ForeignRuntime } from './estimator'
import type { ForeignHost, Opened } from './host'
import type { ModelFiles } from './files'
import type { TaggedWord, WordTagger } from './tagger'

/** What a thread computes on. */
export type Place = 'webgpu' | 'wasm'

/** A started thread: its host, as comlink gives it, and how to end it. */
export interface HostThread {
  readonly host: Pick<ForeignHost, 'open' | 'holds' | 'classify' | 'tag'>
  /** Rejects with a TextModelError when the thread dies. */
  readonly died: Promise<never>
  end(): void
}

export interface Threads {
  start(place: Place): HostThread
  /** Why WebGPU is not to be chosen here; null where it is sound. */
  gpuFault(): Promise<string | null>
  /** A thread is ended when unused for so long. One minute. */
  readonly idleMs?: number
}

export interface RemoteRuntime extends ForeignRuntime {
  /** Ends the threads that are not at work now. */
  release(): void
}

export function foreignRuntime({ start, gpuFault, idleMs = 60_000 }: Threads): RemoteRuntime {
  const leases = {
    webgpu: new Lease(() => start('webgpu'), idleMs),
    wasm: new Lease(() => start('wasm'), idleMs)
  }
  const open = async (kind: 'classifier' | 'tagger', files: ModelFiles, device: string) => {
    const { places, warnings } = await choose(device, gpuFault)
    const model = new RemoteModel(leases, kind, files, places, warnings)
    await model.use(async () => undefined)
    return model
  }
  return {
    async classifier(files, device = 'auto') {
      const model = await open('classifier', files, device)
      return model.as<TextClassifier>({
        classify: (text: string, signal?: AbortSignal): Promise<Impression> =>
          model.use((host, id) => host.classify(id, text), signal)
      })
    },
    async tagger(files, device = 'auto') {
      const model = await open('tagger', files, device)
      return model.as<WordTagger>({
        tag: (text: string, signal?: AbortSignal): Promise<TaggedWord[]> =>
          model.use((host, id) => host.tag(id, text), signal)
      })
    },
    release: () => Object.values(leases).forEach((lease) => lease.release())
  }
}

/** Where a model is to run, the first choice first, and why not where it was asked for. */
async function choose(
  device: string,
  gpuFault: Threads['gpuFault']
): Promise<{ places: Place[]; warnings: string[] }> {
  if (device === 'wasm') return { places: ['wasm'], warnings: [] }
  if (device !== 'auto' && device !== 'webgpu')
    return {
      places: ['wasm'],
      warnings: [`${device} is not used: transformers.js computes on WebGPU or WebAssembly`]
    }
  const fault = await gpuFault()
  // A software GPU is sound, but slow: only for who asks for it.
  if (!fault || (device === 'webgpu' && fault === SOFTWARE))
    return { places: ['webgpu', 'wasm'], warnings: [] }
  return { places: ['wasm'], warnings: device === 'webgpu' ? [`webgpu is not used: ${fault}`] : [] }
}

/** The fault of an adapter that computes on the CPU. */
export const SOFTWARE = 'its adapter is a software one'

/** A model in whichever thread runs it: where one place fails, the next goes on. */
class RemoteModel {
  readonly warnings: string[]
  readonly #places: Place[]
  #at: { thread: HostThread; opened: Opened } | null = null

  constructor(
    private readonly leases: Readonly<Record<Place, Lease>>,
    private readonly kind: 'classifier' | 'tagger',
    private readonly files: ModelFiles,
    places: readonly Place[],
    warnings: readonly string[]
  ) {
    this.#places = [...places]
    this.warnings = [...warnings]
  }

  async use<T>(work: (host: HostThread['host'], id: number) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const [place, ...others] = this.#places
    try {
      return await this.leases[place].use((thread) => this.#useIn(thread, work), signal)
    } catch (cause) {
      if (!others.length || signal?.aborted) throw cause
      this.warnings.push(`${place} is not used: ${cause instanceof Error ? cause.message : String(cause)}`)
      this.#places.shift()
      return this.use(work, signal)
    }
  }

  async #useIn<T>(
    thread: HostThread,
    work: (host: HostThread['host'], id: number) => Promise<T>
  ): Promise<T> {
    if (this.#at?.thread !== thread || !(await thread.host.holds(this.#at.opened.id)))
      this.#at = { thread, opened: await thread.host.open(this.kind, this.files) }
    return work(thread.host, this.#at.opened.id)
  }

  /** The model as its task knows it. */
  as<T extends TextClassifier | WordTagger>(task: object): T {
    const { labels, scheme } = this.#at!.opened
    const current = (): string => this.#at!.opened.device
    const { warnings } = this
    return {
      labels,
      scheme,
      warnings,
      get device() {
        return current()
      },
      ...task
    } as unknown as T
  }
}

/** Milliseconds for one text, or for opening a model: a hostile one may never end. */
const MOST_MS = 120_000

/** Milliseconds that an aborted text may still take: most are done sooner than the model would be opened in a new thread. */
const GRACE_MS = 2000

const tooSlow = (): TextModelError =>
  new TextModelError(
    'unavailable',
    `The model took more than ${MOST_MS / 1000} seconds`,
    'Name a smaller one.'
  )

/** Rejects when the time is over, which an abort makes short, unless it is stopped before. */
function deadline(signal?: AbortSignal): { passed: Promise<never>; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  const settled = new AbortController()
  const passed = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooSlow()), MOST_MS)
    const shorten = (): void => {
      clearTimeout(timer)
      timer = setTimeout(() => reject(signal!.reason as Error), GRACE_MS)
    }
    signal?.addEventListener('abort', shorten, { once: true, signal: settled.signal })
  })
  const stop = (): void => {
    clearTimeout(timer)
    settled.abort()
  }
  return { passed, stop }
}

/** One thread at a time, there while in use and for a while after. */
class Lease {
  #current: { readonly thread: HostThread; users: number; spoilt: boolean } | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly start: () => HostThread,
    private readonly idleMs: number
  ) {}

  async use<T>(work: (thread: HostThread) => Promise<T>, signal?: AbortSignal): Promise<T> {
    clearTimeout(this.#timer)
    const mine = (this.#current ??= { thread: this.start(), users: 0, spoilt: false })
    mine.users++
    const late = deadline(signal)
    try {
      return await Promise.race([work(mine.thread), mine.thread.died, late.passed])
    } catch (cause) {
      // What failed may hold memory, or have ended the runtime: others at work finish, the next begin in a new thread.
      mine.spoilt = true
      if (this.#current === mine) this.#current = null
      throw cause
    } finally {
      late.stop()
      mine.users--
      if (mine.spoilt && mine.users === 0) mine.thread.end()
      if (this.#current?.users === 0) this.#timer = setTimeout(() => this.release(), this.idleMs)
    }
  }

  release(): void {
    if (this.#current?.users !== 0) return
    this.#current.thread.end()
    this.#current = null
  }
}
