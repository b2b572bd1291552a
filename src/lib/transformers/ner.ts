import type { ParamTable } from '$lib/estimator/params'
import { isPicture } from './characters'
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
import { TextModelError } from './errors'
import type { ModelFiles } from './files'
import { fitHead, headScores } from './head'
import { checkAnnotated, checkTexts } from './input'
import { entityScores, type EntityScore } from './metrics'
import { bioLabels, labelsOf, spansOf, type ScoredSpan, type Span } from './spans'
import { EmbeddedTagger, type TaggedWord, type WordTagger } from './tagger'

type Rows = readonly Readonly<Record<string, unknown>>[]

export interface Entities<S extends Span = Span> {
  readonly text: string
  readonly labels: readonly S[]
}

/** Firm enough for a few hundred sentences of a few thousand words; docs/models.md has the figures. */
const PENALTY = 30

/**
 * Named entities of texts: PER, LOC, ORG and MISC, or the types that it was trained on, with their places in the text.
 *
 * The embedded model is a six-layer BERT that also sees capitals (docs/models.md). `fit` leaves it as it is and fits a
 * logistic regression on its scores and hidden states of each word.
 *
 * Parameters: `model` (null: the embedded one), `hub` (whether it may be fetched from there), `penalty` (null: 30).
 * Attributes: `classes_`, the types of entity that it knows.
 */
export class NER extends TextEstimator<WordTagger> {
  static readonly className = 'NER'
  static readonly params: ParamTable<TextParams> = textParams
  protected override readonly task = 'entities'

  static fromState(state: TextState): NER {
    return new NER(state.params).restore(state)
  }

  protected override openEmbedded(files: ModelFiles, options: LoadOptions): Promise<WordTagger> {
    return EmbeddedTagger.load(files, { simd: options.device !== 'cpu' })
  }

  protected override openForeign(
    files: ModelFiles,
    runtime: ForeignRuntime,
    device?: string
  ): Promise<WordTagger> {
    return runtime.tagger(files, device)
  }

  get classes_(): readonly string[] {
    return [...new Set(this.#labels.filter((label) => label !== 'O').map((label) => label.slice(2)))]
  }

  get #labels(): readonly string[] {
    return this.head?.labels ?? this.model.labels
  }

  /** The entities of each text, in order; null for a missing text. Throws TextModelError when there is no text at all. */
  async predict(texts: readonly unknown[], options: RunOptions = {}): Promise<(Entities | null)[]> {
    const rows = await this.predictProba(texts, options)
    return rows.map((row) => row && { text: row.text, labels: row.labels.map(withoutScore) })
  }

  /** As `predict`, each entity with its score: the mean probability of its words' labels. */
  async predictProba(
    texts: readonly unknown[],
    options: RunOptions = {}
  ): Promise<(Entities<ScoredSpan> | null)[]> {
    return each(checkTexts(texts), 'predict', options, async (text) =>
      text === null ? null : { text, labels: await this.#entities(text, options.signal) }
    )
  }

  /** Fits to rows with `text` and `labels`, lists of {start, end, label}. What it learned before is replaced. */
  async fit(rows: Rows, options: RunOptions = {}): Promise<this> {
    const examples = checkAnnotated(rows)
    const types = new Set(examples.flatMap(({ labels }) => labels.map(({ label }) => label)))
    if (!types.size)
      throw new TextModelError(
        'bad-input',
        'No row has an entity',
        'Mark some: "labels": [{"start": 0, "end": 5, "label": "PER"}].'
      )
    const labels = bioLabels([...types].sort())
    const tagged = await each(examples, 'read', options, ({ text }) => this.model.tag(text, options.signal))
    const words = tagged.flat()
    const targets = tagged
      .flatMap((row, i) => labelsOf(row, examples[i].labels))
      .map((label) => labels.indexOf(label))
    const width = inputsOf(words[0]).length
    const inputs = new Float32Array(words.length * width)
    words.forEach((word, i) => inputs.set(inputsOf(word), i * width))
    const data = { inputs, count: words.length, scores: words[0].scores.length, targets }
    this.head = await fitHead(data, labels, this.params.penalty ?? PENALTY, options)
    return this
  }

  /** Precision, recall, F1 and number of each type and `overall`, on rows with `text` and `labels`. */
  async score(rows: Rows, options: RunOptions = {}): Promise<Record<string, EntityScore>> {
    const examples = checkAnnotated(rows)
    const found = await each(examples, 'score', options, ({ text }) => this.#entities(text, options.signal))
    return entityScores(
      examples.map(({ labels }) => labels),
      found
    )
  }

  async #entities(text: string, signal?: AbortSignal): Promise<ScoredSpan[]> {
    const words = await this.model.tag(text, signal)
    const judged = words.map((word) => this.#judge(word, text))
    const { scheme, transitions } = this.model
    return this.head
      ? spansOf(judged, this.#labels, 'BIO')
      : spansOf(judged, this.#labels, scheme, transitions)
  }

  #judge(word: TaggedWord, text: string): TaggedWord {
    if (!this.head) return isPicture(text.slice(word.start, word.end)) ? this.#outside(word) : word
    const inputs = inputsOf(word)
    this.checkHead(this.head, inputs)
    return { ...word, scores: headScores(this.head, inputs) }
  }

  /** An emoji is a piece that models do not know, and what they do not know they take for a name where it stands beside one. */
  #outside(word: TaggedWord): TaggedWord {
    if (!this.#labels.includes('O')) return word
    return { ...word, scores: Float64Array.from(this.#labels, (label) => (label === 'O' ? 0 : -Infinity)) }
  }
}

const inputsOf = ({ scores, hidden }: TaggedWord): Float32Array => Float32Array.of(...scores, ...hidden)

const withoutScore = ({ start, end, label }: ScoredSpan): Span => ({ start, end, label })
