/** One of the site's own models as loaded: tokenizer, encoder and the head that it was trained with. */
import { WordEmbeddings } from './embeddings'
import { Encoder, type Hidden } from './encoder'
import { TextModelError } from './errors'
import { readFile, readJson, readText, type ModelFiles } from './files'
import { floats, readSafetensors, type Tensors } from './safetensors'
import { wordShape } from './shapes'
import type { Transitions } from './spans'
import { windowsOf, type Window } from './windows'
import { WordPiece, type Word } from './wordpiece'

export type Task = 'sentiment' | 'entities'

/** A window of a text and what the encoder makes of it; `places[i]` is the row of word `window.start + i`'s first piece. */
export interface EncodedWindow extends Hidden {
  readonly window: Window
  readonly places: readonly number[]
  readonly length: number
}

export class Backbone {
  private constructor(
    readonly tokenizer: WordPiece,
    readonly encoder: Encoder,
    readonly labels: readonly string[],
    private readonly head: { weight: Float32Array; bias: Float32Array },
    readonly transitions?: Transitions
  ) {}

  /** Reads vocab.txt, words.safetensors, <task>.json and <task>.safetensors. Throws TextModelError that names what is amiss. */
  static async load(files: ModelFiles, task: Task, options: { simd?: boolean } = {}): Promise<Backbone> {
    const [config, vocabulary, words, weights] = await Promise.all([
      readJson(files, `${task}.json`),
      readText(files, 'vocab.txt'),
      readTensors(files, 'words.safetensors'),
      readTensors(files, `${task}.safetensors`)
    ])
    const { labels, layers, heads, transitions } = checkConfig(config, task)
    const encoder = new Encoder(weights, new WordEmbeddings(words), { layers, heads, ...options })
    const head = {
      weight: floats(weights, 'head.weight', labels.length, encoder.width),
      bias: floats(weights, 'head.bias', labels.length)
    }
    return new Backbone(new WordPiece(vocabulary), encoder, labels, head, transitions)
  }

  /** The text's words and its windows, encoded one by one as they are asked for. */
  encode(text: string): { words: Word[]; windows: Iterable<EncodedWindow> } {
    const words = this.tokenizer.words(text)
    return { words, windows: this.#windows(text, words) }
  }

  *#windows(text: string, words: readonly Word[]): Generator<EncodedWindow> {
    const { cls, sep } = this.tokenizer
    const room = this.encoder.longest - 2
    const sizes = words.map(({ pieces }) => pieces.length)
    for (const window of windowsOf(sizes, room, Math.floor(room / 4))) {
      const inside = words.slice(window.start, window.end)
      const ids = [cls, ...inside.flatMap(({ pieces }) => pieces), sep]
      const shapes = [
        0,
        ...inside.flatMap((word) => word.pieces.map(() => wordShape(text.slice(word.start, word.end)))),
        0
      ]
      let next = 1
      const places = inside.map(({ pieces }) => (next += pieces.length) - pieces.length)
      for (const hidden of this.encoder.run([{ ids, shapes }]))
        yield { ...hidden, window, places, length: ids.length }
    }
  }

  /** The head's scores (logits) of one hidden state of the last layer. */
  scores(state: Float32Array): Float64Array {
    const { weight, bias } = this.head
    return Float64Array.from(bias, (sum, label) => {
      for (let d = 0, at = label * state.length; d < state.length; d++, at++) sum += weight[at] * state[d]
      return sum
    })
  }
}

const readTensors = async (files: ModelFiles, name: string): Promise<Tensors> =>
  readSafetensors(await readFile(files, name), name)

interface Config {
  readonly labels: string[]
  readonly layers: number
  readonly heads: number
  readonly transitions?: Transitions
}

const isTable = (value: unknown, size: number): value is Transitions =>
  Array.isArray(value) &&
  value.length === size &&
  value.every((row) => Array.isArray(row) && row.length === size && row.every(Number.isFinite))

function checkConfig(config: Record<string, unknown>, task: Task): Config {
  const { labels, layers, heads, transitions } = config
  const fits =
    config.task === task &&
    Array.isArray(labels) &&
    labels.every((label) => typeof label === 'string') &&
    Number.isInteger(layers) &&
    Number.isInteger(heads)
  const table = fits && isTable(transitions, labels.length) ? transitions : undefined
  if (fits && !table && transitions !== undefined)
    throw new TextModelError(
      'bad-model',
      `The transitions of ${task}.json are no table of ${labels.length} by ${labels.length} numbers`,
      'Leave them out, or give a row and a column for each label.',
      { file: `${task}.json` }
    )
  if (fits) return { labels, layers: layers as number, heads: heads as number, transitions: table }
  throw new TextModelError(
    'bad-model',
    `${task}.json does not describe a model for ${task}: its task is ${JSON.stringify(config.task)}`,
    'Name a model of that task.',
    { file: `${task}.json` }
  )
}
