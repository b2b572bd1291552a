/** Words to labels: what NER asks of a model, and how the site's own model answers. */
import { pacer } from '$lib/numeric/pacer'
import { Backbone } from './backbone'
import type { ModelFiles } from './files'
import { logSoftmax } from './functions'
import type { Scheme, Transitions } from './spans'

/** What a model makes of one word of a text. */
export interface TaggedWord {
  /** Place in the text, in UTF-16 units. */
  readonly start: number
  readonly end: number
  /** Log-probability of each label. */
  readonly scores: Float64Array
  /** What else the model noticed; empty where it does not show it. */
  readonly hidden: Float32Array
}

export interface WordTagger {
  /** `O`, and `B-` and `I-` before each type of entity. */
  readonly labels: readonly string[]
  readonly scheme: Scheme
  /** Where the model has learned them. */
  readonly transitions?: Transitions
  readonly device: string
  /** Why it does not run where it was asked to. */
  readonly warnings?: readonly string[]
  /** Aborting the signal stops the work, at the latest a few seconds later. */
  tag(text: string, signal?: AbortSignal): Promise<TaggedWord[]>
}

/** The embedded model: a word takes what its first piece says, in the window that shows most around it. */
export class EmbeddedTagger implements WordTagger {
  readonly scheme = 'BIO'

  constructor(private readonly backbone: Backbone) {}

  static async load(files: ModelFiles, options: { simd?: boolean } = {}): Promise<EmbeddedTagger> {
    return new EmbeddedTagger(await Backbone.load(files, 'entities', options))
  }

  get labels(): readonly string[] {
    return this.backbone.labels
  }

  get transitions(): Transitions | undefined {
    return this.backbone.transitions
  }

  get device(): string {
    return this.backbone.encoder.simd ? 'wasm-simd' : 'javascript'
  }

  async tag(text: string, signal?: AbortSignal): Promise<TaggedWord[]> {
    const pace = pacer(signal)
    const { width } = this.backbone.encoder
    const { words, windows } = this.backbone.encode(text)
    const tagged: TaggedWord[] = []
    for (const { window, places, first, last } of windows) {
      for (let i = window.from; i < window.to; i++) {
        const at = places[i - window.start] * width
        const scores = this.backbone.scores(last.subarray(at, at + width))
        const hidden = new Float32Array(2 * width)
        hidden.set(first.subarray(at, at + width))
        hidden.set(last.subarray(at, at + width), width)
        tagged.push({ start: words[i].start, end: words[i].end, scores: logSoftmax(scores), hidden })
      }
      const due = pace()
      if (due) await due
    }
    return tagged
  }
}
