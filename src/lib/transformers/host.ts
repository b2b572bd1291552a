/** What lives in a thread for transformers.js: the models that were last used there. */
import type { Impression, TextClassifier } from './classifier'
import type { ModelFiles } from './files'
import type { Place } from './remote'
import type { Scheme } from './spans'
import type { TaggedWord, WordTagger } from './tagger'

export interface Opened {
  readonly id: number
  readonly labels: readonly string[]
  readonly device: string
  readonly scheme: Scheme
}

type Model = (TextClassifier | WordTagger) & { dispose?(): Promise<void> }

/** One for each task; another one closes the one that was not used for longest. */
const MOST_MODELS = 2

export class ForeignHost {
  /** By their number, the last used one last. */
  readonly #models = new Map<number, Model>()
  #count = 0
  /** The runtime does one thing at a time. */
  #last: Promise<unknown> = Promise.resolve()

  #checked: Promise<void> | undefined

  constructor(private readonly place: Place) {}

  open(kind: 'classifier' | 'tagger', files: ModelFiles): Promise<Opened> {
    return this.#inTurn(async () => {
      // WebAssembly is the same everywhere; a GPU's driver has to show first that it can reckon.
      if (this.place === 'webgpu') await (this.#checked ??= check(this.place))
      const foreign = await import('./foreign')
      const model: Model = await foreign[kind](files, this.place)
      const id = this.#count++
      this.#models.set(id, model)
      await this.#closeOldest()
      const { labels, device } = model
      return { id, labels, device, scheme: 'scheme' in model ? model.scheme : 'loose' }
    })
  }

  /** Whether the model is still open. */
  holds(id: number): boolean {
    const model = this.#models.get(id)
    if (!model) return false
    this.#models.delete(id)
    this.#models.set(id, model)
    return true
  }

  classify(id: number, text: string): Promise<Impression> {
    return this.#inTurn(() => (this.#models.get(id) as TextClassifier).classify(text))
  }

  tag(id: number, text: string): Promise<TaggedWord[]> {
    return this.#inTurn(() => (this.#models.get(id) as WordTagger).tag(text))
  }

  async #closeOldest(): Promise<void> {
    if (this.#models.size <= MOST_MODELS) return
    const [id, model] = this.#models.entries().next().value!
    this.#models.delete(id)
    await model.dispose?.()
  }

  #inTurn<T>(work: () => T | Promise<T>): Promise<T> {
    const done = this.#last.then(work)
    this.#last = done.catch(() => undefined)
    return done
  }
}

const check = async (place: Place): Promise<void> => (await import('./knownAnswer')).checkKnownAnswer(place)
