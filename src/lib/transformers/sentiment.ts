import type { ParamTable } from '$lib/estimator/params'
import { EmbeddedClassifier, type Impression, type TextClassifier } from './classifier'
import { TextModelError } from './errors'
import {
  each,
  textParams,
  TextEstimator,
  type ForeignRuntime,
  type LoadOptions,
  type RunOptions,
  type TextParams,
  type TextState
} from './estimator'
import type { ModelFiles } from './files'
import { logSoftmax } from './functions'
import { fitHead, headScores, type Examples, type HeadState } from './head'
import { checkLabelled, checkTexts } from './input'
import { choosePenalty } from './penalty'
import { rocAuc } from './metrics'

type Rows = readonly Readonly<Record<string, unknown>>[]

/** Other names under which training data carries the embedded model's two labels. */
const ALIASES: Readonly<Record<string, string>> = {
  0: 'NEGATIVE',
  1: 'POSITIVE',
  neg: 'NEGATIVE',
  pos: 'POSITIVE'
}

/**
 * Sentiment of texts: NEGATIVE or POSITIVE, or the labels that it was trained on.
 *
 * The embedded model is a three-layer BERT (docs/models.md). `fit` leaves it as it is and fits a logistic regression on
 * its scores and hidden states, so that hundreds of examples take seconds.
 *
 * Parameters: `model` (null: the embedded one), `hub` (whether it may be fetched from there), `penalty` (null: by cross-validation).
 * Attributes: `classes_`, the labels it answers with, in the order of predictProba's columns.
 */
export class SentimentAnalysis extends TextEstimator<TextClassifier> {
  static readonly className = 'SentimentAnalysis'
  static readonly params: ParamTable<TextParams> = textParams
  protected override readonly task = 'sentiment'

  static fromState(state: TextState): SentimentAnalysis {
    return new SentimentAnalysis(state.params).restore(state)
  }

  protected override openEmbedded(files: ModelFiles, options: LoadOptions): Promise<TextClassifier> {
    return EmbeddedClassifier.load(files, { simd: options.device !== 'cpu' })
  }

  protected override openForeign(
    files: ModelFiles,
    runtime: ForeignRuntime,
    device?: string
  ): Promise<TextClassifier> {
    return runtime.classifier(files, device)
  }

  get classes_(): readonly string[] {
    return this.head?.labels ?? this.model.labels
  }

  /** The label of each text, null for a missing one. Throws TextModelError when there is no text at all. */
  async predict(texts: readonly unknown[], options: RunOptions = {}): Promise<(string | null)[]> {
    const rows = await this.predictProba(texts, options)
    return rows.map((p) => p && this.classes_[p.indexOf(Math.max(...p))])
  }

  /** For each text the probabilities of `classes_`, null for a missing one. */
  async predictProba(texts: readonly unknown[], options: RunOptions = {}): Promise<(Float64Array | null)[]> {
    return each(checkTexts(texts), 'predict', options, (text) =>
      text === null ? null : this.#judge(text, options.signal)
    )
  }

  /** Fits to rows with `text` and `label`; any two or more labels. What it learned before is replaced. */
  async fit(rows: Rows, options: RunOptions = {}): Promise<this> {
    const examples = checkLabelled(rows)
    const name = this.#naming(examples.map(({ label }) => label))
    const named = examples.map(({ label }) => name(label))
    const labels = [...new Set(named)].sort()
    if (labels.length < 2)
      throw new TextModelError(
        'bad-input',
        `All rows have the label "${labels[0]}"`,
        'Training needs rows with at least two labels.'
      )
    const seen = await each(examples, 'read', options, ({ text }) =>
      this.model.classify(text, options.signal)
    )
    const data = toExamples(
      seen,
      named.map((label) => labels.indexOf(label))
    )
    const penalty = this.params.penalty ?? (await choosePenalty(data, labels, options))
    this.head = await fitHead(data, labels, penalty, options)
    return this
  }

  /** Rows with `text` and `label`: their labels, and for each the probabilities of `classes_`. */
  async judge(
    rows: Rows,
    options: RunOptions = {}
  ): Promise<{ expected: string[]; probabilities: Float64Array[] }> {
    const examples = checkLabelled(rows)
    const name = this.#naming(examples.map(({ label }) => label))
    const expected = examples.map(({ label }) => name(label))
    const stray = expected.find((label) => !this.classes_.includes(label))
    if (stray !== undefined)
      throw new TextModelError(
        'bad-input',
        `The model does not know the label "${stray}"`,
        `It knows ${this.classes_.join(', ')}.`
      )
    const probabilities = await each(examples, 'score', options, ({ text }) =>
      this.#judge(text, options.signal)
    )
    return { expected, probabilities }
  }

  /** ROC AUC on rows with `text` and `label`; with more than two labels the mean over each against the rest. */
  async score(rows: Rows, options: RunOptions = {}): Promise<number> {
    const { expected, probabilities: found } = await this.judge(rows, options)
    const from = this.classes_.length === 2 ? 1 : 0
    const areas = this.classes_.slice(from).map((label, i) =>
      rocAuc(
        expected.map((e) => e === label),
        found.map((p) => p[from + i])
      )
    )
    const known = areas.filter((area) => !Number.isNaN(area))
    if (!known.length)
      throw new TextModelError(
        'bad-input',
        `All rows have the label "${expected[0]}"`,
        'ROC AUC needs rows with at least two labels.'
      )
    return known.reduce((a, b) => a + b) / known.length
  }

  async #judge(text: string, signal?: AbortSignal): Promise<Float64Array> {
    const impression = await this.model.classify(text, signal)
    if (this.head) this.checkHead(this.head, inputsOf(impression))
    return probabilities(impression, this.head)
  }

  /** Data that writes 0/1 or neg/pos for what the model calls NEGATIVE and POSITIVE is read so, where every row does. */
  #naming(labels: readonly string[]): (label: string) => string {
    const known = new Set(this.model.labels)
    const canonical = (label: string) => ALIASES[label.toLowerCase()] ?? label.toUpperCase()
    return labels.every((label) => known.has(canonical(label))) ? canonical : (label) => label
  }
}

function probabilities(impression: Impression, head: HeadState | null): Float64Array {
  const scores = head ? headScores(head, inputsOf(impression)) : logSoftmax(impression.scores.slice())
  return scores.map(Math.exp)
}

const inputsOf = ({ scores, hidden }: Impression): Float32Array => Float32Array.of(...scores, ...hidden)

function toExamples(seen: readonly Impression[], targets: number[]): Examples {
  const rows = seen.map(inputsOf)
  const inputs = new Float32Array(rows.length * rows[0].length)
  rows.forEach((row, i) => inputs.set(row, i * row.length))
  return { inputs, count: rows.length, scores: seen[0].scores.length, targets }
}
