/**
 * transformers.js in a thread of its own: its memory is given back by ending the thread when no text has come for a
 * while, and the next text starts another and opens its model again. A hostile or broken model takes down that thread only.
 *
 *     // workers/transformers.ts                    // in the engine
 *     expose(new ForeignHost())                      foreignRuntime(() => { const worker = new Worker(…); … })
 */
import type { Impression, TextClassifier } from './classifier'
import type { ForeignRuntime } from './estimator'
import { TextModelError } from './errors'
import type { ModelFiles } from './files'
import type { Scheme } from './spans'
import type { TaggedWord, WordTagger } from './tagger'

export interface Opened {
  readonly id: number
  readonly labels: readonly string[]
  readonly device: string
  readonly scheme: Scheme
}

/** What lives in the thread. */
export class ForeignHost {
  readonly #models: (TextClassifier | WordTagger)[] = []

  async open(kind: keyof ForeignRuntime, files: ModelFiles): Promise<Opened> {
    const foreign = await import('./foreign')
    const model = await foreign[kind](files)
    const id = this.#models.push(model) - 1
    return {
      id,
      labels: model.labels,
      device: model.device,
      scheme: 'scheme' in model ? model.scheme : 'loose'
    }
  }

  async classify(id: number, text: string): Promise<Impression> {
    return (this.#models[id] as TextClassifier).classify(text)
  }

  async tag(id: number, text: string): Promise<TaggedWord[]> {
    return (this.#models[id] as WordTagger).tag(text)
  }
}

/** A started thread: its host, as comlink gives it, and how to end it. */
export interface HostThread {
  readonly host: Pick<ForeignHost, 'open' | 'classify' | 'tag'>
  /** Rejects when the thread dies. */
  readonly died: Promise<never>
  end(): void
}

/** @param start starts a thread @param idleMs ends it when unused for so long. One minute. */
export function foreignRuntime(start: () => HostThread, idleMs = 60_000): ForeignRuntime {
  const lease = new Lease(start, idleMs)
  const open = async (kind: keyof ForeignRuntime, files: ModelFiles) => {
    let at: { thread: HostThread; opened: Opened } | null = null
    const use = <T>(work: (host: HostThread['host'], id: number) => Promise<T>): Promise<T> =>
      lease.use(async (thread) => {
        if (at?.thread !== thread) at = { thread, opened: await thread.host.open(kind, files) }
        return work(thread.host, at.opened.id)
      })
    await use(async () => undefined)
    return { opened: at!.opened as Opened, use }
  }
  return {
    async classifier(files) {
      const { opened, use } = await open('classifier', files)
      return {
        labels: opened.labels,
        device: opened.device,
        classify: (text) => use((host, id) => host.classify(id, text))
      }
    },
    async tagger(files) {
      const { opened, use } = await open('tagger', files)
      const { labels, device, scheme } = opened
      return { labels, device, scheme, tag: (text) => use((host, id) => host.tag(id, text)) }
    }
  }
}

/** One thread at a time, there while in use and for a while after. */
class Lease {
  #thread: HostThread | null = null
  #users = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly start: () => HostThread,
    private readonly idleMs: number
  ) {}

  async use<T>(work: (thread: HostThread) => Promise<T>): Promise<T> {
    clearTimeout(this.#timer)
    this.#users++
    const thread = (this.#thread ??= this.start())
    const died = thread.died.catch((cause: unknown) => {
      this.#drop(thread)
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new TextModelError(
        'unavailable',
        `The model's thread ended: ${reason}`,
        'Try again, or name a smaller model.'
      )
    })
    try {
      return await Promise.race([work(thread), died])
    } finally {
      if (--this.#users === 0) this.#timer = setTimeout(() => this.#drop(thread), this.idleMs)
    }
  }

  #drop(thread: HostThread): void {
    if (this.#thread !== thread) return
    this.#thread = null
    thread.end()
  }
}
