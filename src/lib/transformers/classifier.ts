/** Whole texts to labels: what SentimentAnalysis asks of a model, and how the site's own model answers. */
import { pacer } from '$lib/numeric/pacer'
import { Backbone } from './backbone'
import type { ModelFiles } from './files'

/** What a model makes of one text. */
export interface Impression {
  /** One score a label; their softmax are the probabilities. */
  readonly scores: Float64Array
  /** What else it noticed, of the same length for each text; empty where the model does not show it. */
  readonly hidden: Float32Array
}

export interface TextClassifier {
  readonly labels: readonly string[]
  /** Which engine runs it, for `Server-Timing` and the model's record. */
  readonly device: string
  /** Why it does not run where it was asked to. */
  readonly warnings?: readonly string[]
  /** Aborting the signal stops the work, at the latest a few seconds later. */
  classify(text: string, signal?: AbortSignal): Promise<Impression>
}

/** The embedded model: the mean over a text's windows of the head's scores and of the hidden states' means. */
export class EmbeddedClassifier implements TextClassifier {
  constructor(private readonly backbone: Backbone) {}

  static async load(files: ModelFiles, options: { simd?: boolean } = {}): Promise<EmbeddedClassifier> {
    return new EmbeddedClassifier(await Backbone.load(files, 'sentiment', options))
  }

  get labels(): readonly string[] {
    return this.backbone.labels
  }

  get device(): string {
    return this.backbone.encoder.simd ? 'wasm-simd' : 'javascript'
  }

  async classify(text: string, signal?: AbortSignal): Promise<Impression> {
    const pace = pacer(signal)
    const { width } = this.backbone.encoder
    const scores = new Float64Array(this.labels.length)
    const hidden = new Float32Array(2 * width)
    let windows = 0
    for (const { first, last } of this.backbone.encode(text).windows) {
      const mean = meanOfRows(last, width)
      this.backbone.scores(mean).forEach((score, label) => (scores[label] += score))
      meanOfRows(first, width).forEach((value, d) => (hidden[d] += value))
      mean.forEach((value, d) => (hidden[width + d] += value))
      windows++
      const due = pace()
      if (due) await due
    }
    return { scores: scores.map((v) => v / windows), hidden: hidden.map((v) => v / windows) }
  }
}

function meanOfRows(rows: Float32Array, width: number): Float32Array {
  const mean = new Float32Array(width)
  const count = rows.length / width
  for (let row = 0; row < rows.length; row += width)
    for (let d = 0; d < width; d++) mean[d] += rows[row + d] / count
  return mean
}
