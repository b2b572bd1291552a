/** What SentimentAnalysis and NER share: parameters, loading, the trained head, and the way to and from plain data. */
import { flag, none, real, string, type ParamTable } from '$lib/estimator/params'
import type { Progress } from '$lib/estimator/progress'
import { pacer } from '$lib/numeric/pacer'
import { TextModelError } from './errors'
import type { ModelFiles } from './files'
import type { TextClassifier } from './classifier'
import type { HeadState } from './head'
import { readHead, writeHead } from './headFiles'
import type { WordTagger } from './tagger'

export interface TextParams {
  /** null: the site's own model. Else the name of another, which the caller finds and gives to `load`. */
  model: string | null
  /** Whether `model` may be fetched from the Hugging Face hub, where it is not yet on this machine. */
  hub: boolean
  /** How firmly training holds on to what the model knew (L2). null: chosen from the data. */
  penalty: number | null
}

export const textParams: ParamTable<TextParams> = {
  model: { default: null, kinds: [none, string] },
  hub: flag(false),
  penalty: { default: null, kinds: [none, real(0, Infinity, 'neither')] }
}

export interface RunOptions {
  /** Stops the work; looked at twenty times a second. */
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
}

/** Runs models for transformers.js, where the caller wants them: in a worker of their own. */
export interface ForeignRuntime {
  classifier(files: ModelFiles, device?: string): Promise<TextClassifier>
  tagger(files: ModelFiles, device?: string): Promise<WordTagger>
}

export interface LoadOptions {
  /** 'auto' (what is fastest), 'wasm', 'cpu' (without SIMD), 'webgpu' (for transformers.js) … */
  readonly device?: string
  /** Without it other people's models cannot be opened. */
  readonly foreign?: ForeignRuntime
}

/** Plain data, for IndexedDB and for other threads. `head` is null until trained. */
export interface TextState {
  readonly class: string
  readonly params: TextParams
  readonly head: HeadState | null
}

export abstract class TextEstimator<Model extends TextClassifier | WordTagger> {
  readonly params: TextParams
  protected head: HeadState | null = null
  #model: Model | null = null
  /** Whether it is one of ours, not one for transformers.js. */
  #embedded = true
  #warnings: readonly string[] = []
  /** The name of the model's own files. */
  protected abstract readonly task: 'sentiment' | 'entities'
  protected abstract openEmbedded(files: ModelFiles, options: LoadOptions): Promise<Model>
  protected abstract openForeign(files: ModelFiles, runtime: ForeignRuntime, device?: string): Promise<Model>

  constructor(params: Partial<TextParams> = {}) {
    this.params = { model: null, hub: false, penalty: null, ...params }
  }

  /** Opens the model in `files`: one of ours, a folder that `toFiles` gave, or one for transformers.js (config.json, tokenizer.json, onnx/). */
  async load(files: ModelFiles, options: LoadOptions = {}): Promise<this> {
    this.#embedded = await has(files, `${this.task}.json`)
    if (!this.#embedded) await this.#refuseOther(files)
    this.head ??= await readHead(files)
    if (!this.#embedded) {
      const { foreign, device } = options
      if (!foreign)
        throw new TextModelError(
          'unavailable',
          'There is no transformers.js here',
          'Ask in a page of the site, or leave model out for the site’s own.'
        )
      this.#model = await this.openForeign(files, foreign, device)
      return this
    }
    this.#model = await this.openEmbedded(files, options)
    this.#warnings = embeddedWarnings(options.device ?? 'auto', this.#model.device)
    return this
  }

  /** Throws where it is one of ours for another task. */
  async #refuseOther(files: ModelFiles): Promise<void> {
    const other = this.task === 'sentiment' ? 'entities' : 'sentiment'
    if (!(await has(files, `${other}.json`))) return
    throw new TextModelError(
      'bad-model',
      `The model is one for ${other}, not for ${this.task}`,
      'Name a model of this task.',
      { file: `${other}.json` }
    )
  }

  /** A trained head of another model does not fit this one. Throws TextModelError. */
  protected checkHead(head: HeadState, inputs: Float32Array): void {
    if (head.mean.length === inputs.length) return
    throw new TextModelError(
      'bad-model',
      `The trained head takes ${head.mean.length} numbers, but the model gives ${inputs.length}`,
      'Give the folder that it was trained on.',
      { file: 'head.safetensors' }
    )
  }

  /** The loaded model. Throws TextModelError before `load`. */
  protected get model(): Model {
    if (this.#model) return this.#model
    throw new TextModelError('unavailable', 'The model is not loaded', 'Call load first.')
  }

  /** Which engine answers: `wasm-simd`, `javascript` (slow: no SIMD here), `transformers.js wasm` … */
  get device(): string {
    return this.model.device
  }

  /** Why it does not run where it was asked to, or as fast as it could. */
  get warnings(): readonly string[] {
    return this.model.warnings ?? this.#warnings
  }

  /** Whether training has changed the model. */
  get trained(): boolean {
    return this.head !== null
  }

  getState(): TextState {
    return {
      class: (this.constructor as typeof TextEstimator & { className: string }).className,
      params: this.params,
      head: this.head
    }
  }

  /** Takes over what training had made of it; `load` is still to be called. */
  protected restore(state: TextState): this {
    this.head = state.head
    return this
  }

  /** The files of a folder that `load` opens, trained head included. @param files where the model was loaded from */
  async toFiles(files: ModelFiles): Promise<Map<string, Uint8Array>> {
    const own = ['vocab.txt', 'words.safetensors', `${this.task}.json`, `${this.task}.safetensors`]
    const map = new Map<string, Uint8Array>()
    for (const name of this.#embedded ? own : foreignNames) {
      if (name === FULL_WEIGHTS && map.has(SMALL_WEIGHTS)) continue
      const bytes = await files.read(name).catch(() => null)
      if (bytes) map.set(name, bytes)
    }
    if (this.head) for (const [name, bytes] of writeHead(this.head)) map.set(name, bytes)
    return map
  }
}

const has = (files: ModelFiles, name: string): Promise<boolean> =>
  files.read(name).then(
    () => true,
    () => false
  )

const SMALL_WEIGHTS = 'onnx/model_quantized.onnx'
const FULL_WEIGHTS = 'onnx/model.onnx'

/** What a model for transformers.js is read from; where it has 8-bit weights, they are taken. */
const foreignNames = ['config.json', 'tokenizer.json', 'tokenizer_config.json', SMALL_WEIGHTS, FULL_WEIGHTS]

function embeddedWarnings(asked: string, used: string): string[] {
  if (asked === 'webgpu' || asked === 'webgl')
    return [`${asked} is not used: the site's own text models run on WebAssembly`]
  if (asked === 'cpu' || used !== 'javascript') return []
  return ['wasm is not used: there is no SIMD here; answers take some thirty times as long']
}

/** Runs `work` on each item, letting the event loop run in between; tells how far it is. */
export async function each<T, R>(
  items: readonly T[],
  phase: string,
  { signal, onProgress }: RunOptions,
  work: (item: T) => R | Promise<R>
): Promise<R[]> {
  const pace = pacer(signal)
  const results: R[] = []
  for (const item of items) {
    const result = work(item)
    results.push(result instanceof Promise ? await result : result)
    const due = pace()
    if (!due) continue
    onProgress?.({ phase, done: results.length, total: items.length })
    await due
  }
  onProgress?.({ phase, done: items.length, total: items.length })
  return results
}
