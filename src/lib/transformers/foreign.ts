/** Models for transformers.js: any ONNX model for text or token classification with a fast tokenizer. */
import {
  AutoModelForSequenceClassification,
  AutoModelForTokenClassification,
  AutoTokenizer,
  Tensor,
  type PreTrainedModel,
  type PreTrainedTokenizer
} from '@huggingface/transformers'
import { alignWords, surfacesOf } from './align'
import type { TextClassifier } from './classifier'
import { TextModelError } from './errors'
import { readFile, readJson, type ModelFiles } from './files'
import { logSoftmax } from './functions'
import { mount } from './library'
import type { TaggedWord, WordTagger } from './tagger'
import { windowsOf } from './windows'

/** What the runtime computes on: `cpu` under Node, the others in a browser. */
type Place = 'cpu' | 'wasm' | 'webgpu'
type AutoModel = Pick<typeof AutoModelForSequenceClassification, 'from_pretrained'>
/** To be called when it is no longer needed: its memory is the runtime's. */
type Closable = { dispose(): Promise<void> }

/** A model with its tokenizer, and what is needed to cut texts into its windows. */
class ForeignModel {
  readonly labels: readonly string[]
  readonly device: string
  readonly #byteLevel: boolean
  readonly #before: number[]
  readonly #after: number[]
  readonly #room: number

  constructor(
    place: Place,
    private readonly model: PreTrainedModel,
    private readonly tokenizer: PreTrainedTokenizer,
    config: Record<string, unknown>
  ) {
    this.device = `transformers.js ${place}`
    const names = config.id2label as Record<string, string> | undefined
    this.labels = names ? Object.keys(names).map((_, id) => names[id]) : ['LABEL_0', 'LABEL_1']
    this.#byteLevel = [...tokenizer.get_vocab().keys()].some((piece) => piece.startsWith('Ġ'))
    const bare = tokenizer.encode('a', { add_special_tokens: false })
    const framed = tokenizer.encode('a')
    const at = framed.indexOf(bare[0])
    this.#before = framed.slice(0, at)
    this.#after = framed.slice(at + bare.length)
    const places = Number(config.max_position_embeddings ?? 512) - (config.model_type === 'roberta' ? 2 : 0)
    this.#room =
      Math.min(places, tokenizer.model_max_length || 512, 512) - this.#before.length - this.#after.length
  }

  /** The text's words, and for each window its words' pieces and the model's logits, a row a piece (or one row a window). */
  async *windows(text: string) {
    const ids = this.tokenizer.encode(text, { add_special_tokens: false })
    const pieces = this.tokenizer.tokenize(text, { add_special_tokens: false })
    const surfaces = surfacesOf(pieces, this.tokenizer.unk_token, this.#byteLevel)
    const words = alignWords(text, surfaces, this.#room >> 1)
    const sizes = words.map(({ first, last }) => last - first)
    for (const window of windowsOf(sizes, this.#room, this.#room >> 2)) {
      const [first, last] = words.length ? [words[window.start].first, words[window.end - 1].last] : [0, 0]
      const logits = await this.#run([...this.#before, ...ids.slice(first, last), ...this.#after])
      /** The logits' row of a word's first piece. */
      const rowOf = (word: number) => words[word].first - first + this.#before.length
      yield { window, words, logits, rowOf }
    }
  }

  async dispose(): Promise<void> {
    await this.model.dispose()
  }

  async #run(ids: number[]): Promise<Float64Array> {
    const tensor = (values: number[]) =>
      new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length])
    let logits: Float64Array
    try {
      const output = (await this.model({
        input_ids: tensor(ids),
        attention_mask: tensor(ids.map(() => 1))
      })) as { logits: Tensor }
      logits = Float64Array.from(output.logits.data as Float32Array)
    } catch (cause) {
      throw runtimeError('The model failed on this text', cause)
    }
    if (!logits.some(Number.isNaN)) return logits
    throw new TextModelError(
      'bad-model',
      'The model gives scores that are no numbers',
      'Name another, or its full file in place of the 8-bit one.'
    )
  }
}

/** A model for text classification. */
export async function classifier(
  files: ModelFiles,
  place: Place = 'cpu'
): Promise<TextClassifier & Closable> {
  const model = await open(files, AutoModelForSequenceClassification, 'ForSequenceClassification', place)
  const k = model.labels.length
  return proven({
    labels: model.labels,
    device: model.device,
    dispose: () => model.dispose(),
    async classify(text) {
      const scores = new Float64Array(k)
      let windows = 0
      for await (const { logits } of model.windows(text)) {
        if (logits.length !== k) throw wrongShape(logits.length, k)
        logits.forEach((score, label) => (scores[label] += score))
        windows++
      }
      return { scores: scores.map((score) => score / windows), hidden: new Float32Array() }
    }
  })
}

/** A model for token classification: aggregation `first`, places in the text as given. */
export async function tagger(files: ModelFiles, place: Place = 'cpu'): Promise<WordTagger & Closable> {
  const model = await open(files, AutoModelForTokenClassification, 'ForTokenClassification', place)
  const k = model.labels.length
  return proven({
    labels: model.labels.map((label) => (/^([BI]-.|O$)/.test(label) ? label : `I-${label}`)),
    scheme: 'loose',
    device: model.device,
    dispose: () => model.dispose(),
    async tag(text) {
      const tagged: TaggedWord[] = []
      for await (const { window, words, logits, rowOf } of model.windows(text))
        for (let word = window.from; word < window.to; word++) {
          const scores = logits.slice(rowOf(word) * k, (rowOf(word) + 1) * k)
          if (scores.length !== k) throw wrongShape(logits.length, k)
          tagged.push({
            start: words[word].start,
            end: words[word].end,
            scores: logSoftmax(scores),
            hidden: new Float32Array()
          })
        }
      return tagged
    }
  })
}

/** The model, after it has read a first text: one that cannot is refused before it takes the place of another. */
async function proven<T extends TextClassifier | WordTagger>(model: T): Promise<T> {
  if ('classify' in model) await model.classify('a')
  else await model.tag('a')
  return model
}

async function open(
  files: ModelFiles,
  auto: AutoModel,
  architecture: string,
  place: Place
): Promise<ForeignModel> {
  const config = await readJson(files, 'config.json')
  const architectures = Array.isArray(config.architectures) ? config.architectures.map(String) : []
  if (architectures.length && !architectures.some((name) => name.endsWith(architecture)))
    throw new TextModelError(
      'bad-model',
      `The model is a ${architectures.join(', ')}`,
      `This task needs one whose name ends in ${architecture}.`,
      { file: 'config.json' }
    )
  await readFile(files, 'tokenizer.json')
  return mount(files, async (folder) => {
    const tokenizer = await AutoTokenizer.from_pretrained(folder).catch((cause: unknown) => {
      throw runtimeError('The tokenizer could not be opened (tokenizer.json, tokenizer_config.json)', cause)
    })
    return new ForeignModel(place, await openModel(folder, auto, place), tokenizer, config)
  })
}

/** The 8-bit file where there is one, else the full one. */
async function openModel(folder: string, auto: AutoModel, device: Place): Promise<PreTrainedModel> {
  let missing = 'none found'
  for (const dtype of ['q8', 'fp32'] as const)
    try {
      return await auto.from_pretrained(folder, { dtype, device })
    } catch (cause) {
      const { name, message } = cause instanceof Error ? cause : new Error(String(cause))
      if (!/not found locally|ModelFileNotFound/.test(`${name} ${message}`))
        throw runtimeError('The ONNX model could not be opened', cause)
      missing = message
    }
  throw new TextModelError(
    'bad-model',
    `The model lacks its ONNX file (${missing})`,
    'Give a folder with onnx/model_quantized.onnx or onnx/model.onnx.',
    { file: 'onnx/model.onnx' }
  )
}

const wrongShape = (got: number, expected: number): TextModelError =>
  new TextModelError(
    'bad-model',
    `The model gives ${got} scores where its config.json names ${expected} labels`,
    'Name a model of this task.'
  )

/** What the runtime's own words mean: the first that fits. */
const reasons: readonly (readonly [words: RegExp, what: string, hint: string])[] = [
  [
    /SIMD/,
    'this browser has no SIMD for WebAssembly',
    'Leave model out: the site’s own model answers without.'
  ],
  [
    /memory|bad_alloc|allocat|shape is too large|integer overflow/i,
    'not enough memory',
    'Close other tabs or name a smaller model.'
  ]
]

function runtimeError(what: string, cause: unknown): TextModelError {
  // Less where in the runtime's own sources it happened.
  const said = (cause instanceof Error ? cause.message : String(cause))
    .replace(/\/\S+\.(cc|h):\d+ /g, '')
    .trim()
    .slice(0, 400)
  const known = reasons.find(([words]) => words.test(said))
  if (known) return new TextModelError('unavailable', `${what}: ${known[1]} (${said})`, known[2])
  return new TextModelError(
    'bad-model',
    `${what}: ${said}`,
    'Check that the files are whole and of one model.'
  )
}
