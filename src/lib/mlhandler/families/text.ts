/** Sentiment and named entities behind the handler: ready without training, trained on rows with text and label. */
import type { ParamTable } from '$lib/estimator/params'
import type { Progress } from '$lib/estimator/progress'
import type { Frame } from '$lib/frame/Frame'
import type {
  ForeignRuntime,
  ModelFiles,
  NER,
  SentimentAnalysis,
  TextClassName,
  TextState
} from '$lib/transformers'
import { schemaOf } from '../conform'
import { insist, type DeviceJob } from '../device'
import { HttpError } from '../errors'
import type { ModelRecord } from '../store'
import type { ModelOptions } from '../options'
import type { Ask, Family, FitJob, FitResult, OpenModel, Predictions } from './family'
import { scoreProba } from './metric'

/** What finding a model may take: a download, where the hub is allowed. */
export interface FindOptions {
  /** Whether it may be fetched from the Hugging Face hub. */
  readonly hub: boolean
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
}

export interface TextParts {
  /** The files of the model of that name; null: the site's own. Throws a TextModelError where nobody has it. */
  modelFiles(name: string | null, options: FindOptions): Promise<ModelFiles>
  /** Runs other people's models in a worker of their own. */
  readonly foreign?: ForeignRuntime
}

type TextModel = SentimentAnalysis | NER

const names: readonly TextClassName[] = ['SentimentAnalysis', 'NER']

/** Loaded when first used: the models' code is not small. */
const library = () => import('$lib/transformers')

/** A model with its files. */
interface Loaded {
  readonly model: TextModel
  readonly files: ModelFiles
}

type Loading = Pick<FitJob, 'signal' | 'onProgress'> & {
  readonly text?: TextParts
  readonly device?: string
}

async function load(
  className: string,
  state: TextState | null,
  params: object,
  { text, device, signal, onProgress }: Loading
): Promise<Loaded> {
  if (!text)
    throw new HttpError(
      'no_engine',
      'No text model can be read here',
      'Open a page of this site that starts an engine.'
    )
  const Class = (await library()).textClasses[className as TextClassName]
  const model: TextModel = state ? Class.fromState(state) : new Class(params)
  const { model: name, hub = false } = model.params
  const files = await text.modelFiles(name, { hub, signal, onProgress })
  await model.load(files, { foreign: text.foreign, device })
  return { model, files }
}

const rowsOf = (frame: Frame): Record<string, unknown>[] => frame.toRecords()

const isTagger = (model: TextModel): model is NER => model.getState().class === 'NER'

class TextAnswers implements OpenModel {
  readonly takesRows = true
  readonly target = 'label'

  readonly #model: TextModel
  /** The same model on the devices that were asked for by name. */
  readonly #others = new Map<string, Promise<TextAnswers>>()

  constructor(
    private readonly loaded: Loaded,
    private readonly text: TextParts | undefined
  ) {
    this.#model = loaded.model
  }

  async on(device: string): Promise<{ model: TextAnswers; job: DeviceJob }> {
    const answers = device === 'auto' ? this : await this.#on(device)
    const model = answers.#model
    return {
      model: answers,
      job: {
        used: () => model.device,
        get warnings() {
          return model.warnings
        }
      }
    }
  }

  #on(device: string): Promise<TextAnswers> {
    const known = this.#others.get(device)
    if (known) return known
    const state = this.#model.getState()
    const opening = load(state.class, state, state.params, { text: this.text, device }).then(
      (loaded) => new TextAnswers(loaded, this.text)
    )
    this.#others.set(device, opening)
    opening.catch(() => this.#others.delete(device))
    return opening
  }

  async predict(rows: Frame, { proba, signal }: Ask): Promise<Predictions> {
    if (!rows.has('text'))
      throw new HttpError(
        'bad_data',
        'Missing: text',
        'Give the texts: ?text=…&text=…, or rows with a column text.',
        { missing: ['text'], given: rows.names }
      )
    const texts = rows.labels('text')
    const model = this.#model
    return isTagger(model) ? entitiesOf(model, texts, proba, signal) : labelsOf(model, texts, proba, signal)
  }

  async score(frame: Frame, _options: ModelOptions, metric?: string, signal?: AbortSignal): Promise<unknown> {
    const [model, rows] = [this.#model, rowsOf(frame)]
    if (!metric) return model.score(rows, { signal })
    if (isTagger(model))
      throw new HttpError(
        'bad_argument',
        `Entities are not scored by a metric: "${metric}"`,
        'Leave _metric out: precision, recall and F1 of each type are told.',
        { metric }
      )
    const { expected, probabilities } = await model.judge(rows, { signal })
    return scoreProba(metric, model.classes_, probabilities, expected)
  }

  attributes(): Record<string, unknown> {
    return { classes_: this.#model.classes_, trained: this.#model.trained, device: this.#model.device }
  }

  /** The model as a folder of files. */
  files(): Promise<Map<string, Uint8Array>> {
    return this.#model.toFiles(this.loaded.files)
  }
}

async function labelsOf(
  model: SentimentAnalysis,
  texts: readonly unknown[],
  proba: boolean,
  signal?: AbortSignal
): Promise<Predictions> {
  if (!proba) return { values: await model.predict(texts, { signal }) }
  const { classes_ } = model
  const scores = await model.predictProba(texts, { signal })
  return {
    values: scores.map((row) => row && classes_[row.indexOf(Math.max(...row))]),
    proba: scores.map((row) => row && Object.fromEntries(classes_.map((label, k) => [label, row[k]])))
  }
}

async function entitiesOf(
  model: NER,
  texts: readonly unknown[],
  proba: boolean,
  signal?: AbortSignal
): Promise<Predictions> {
  const found = await model.predictProba(texts, { signal })
  const plain = found.map(
    (row) =>
      row && { text: row.text, labels: row.labels.map(({ start, end, label }) => ({ start, end, label })) }
  )
  return {
    values: proba ? found : plain,
    upstream: found.map((row) => row && row.labels.map(asUpstream(row.text)))
  }
}

/** An entity as upstream 1.94 tells it. */
const asUpstream =
  (text: string) =>
  ({ start, end, label, score }: { start: number; end: number; label: string; score: number }) => ({
    entity_group: label,
    score,
    word: text.slice(start, end),
    start,
    end
  })

const record = (model: TextModel, rows: number, score: unknown): FitResult => ({
  state: model.getState(),
  features: [{ name: 'text', dtype: 'object' }],
  score,
  rows,
  warnings: model.warnings,
  device: model.device
})

async function fit({ class: name, params, frame, wish, ...job }: FitJob): Promise<FitResult> {
  const { model } = await load(name, null, params, { ...job, device: wish?.name })
  if (wish) insist(wish, model.warnings)
  await model.fit(rowsOf(frame), job)
  return {
    ...record(model, frame.length, await model.score(rowsOf(frame), { signal: job.signal })),
    features: schemaOf(frame.select(['text']))
  }
}

export const textFamily: Family = {
  classNames: names,
  ownDevices: true,
  params: async (name) =>
    (await library()).textClasses[name as TextClassName].params as unknown as ParamTable,
  fit,
  // The site's own model answers before any training.
  initial: async (name, params, { wish, ...job }) => {
    const { model } = await load(name, null, params, { ...job, device: wish?.name })
    if (wish) insist(wish, model.warnings)
    return record(model, 0, null)
  },
  open: async ({ class: name, state, params }: ModelRecord, text) =>
    new TextAnswers(await load(name, state as TextState, params, { text }), text)
}
