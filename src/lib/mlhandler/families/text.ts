/** Sentiment and named entities behind the handler: ready without training, trained on rows with text and label. */
import type { Frame } from '$lib/frame/Frame'
import type { ParamTable } from '$lib/sklearn/params'
import type {
  ForeignRuntime,
  ModelFiles,
  NER,
  SentimentAnalysis,
  TextClassName,
  TextState
} from '$lib/transformers'
import { schemaOf } from '../conform'
import { HttpError } from '../errors'
import type { ModelRecord } from '../store'
import type { Ask, Family, FitJob, FitResult, OpenModel, Predictions } from './family'

export interface TextParts {
  /** The files of the model of that name; null: the site's own. */
  modelFiles(name: string | null): ModelFiles
  /** Runs other people's models in a worker of their own. */
  readonly foreign?: ForeignRuntime
}

type TextModel = SentimentAnalysis | NER

const names: readonly TextClassName[] = ['SentimentAnalysis', 'NER']

/** Loaded when first used: the models' code is not small. */
const library = () => import('$lib/transformers')

/** A model that its files were loaded into, kept for as long as the state is the same. */
async function load(
  className: string,
  state: TextState | null,
  params: object,
  parts: TextParts | undefined
): Promise<TextModel> {
  if (!parts)
    throw new HttpError(
      'no_engine',
      'No text model can be read here',
      'Open a page of this site that starts an engine.'
    )
  const Class = (await library()).textClasses[className as TextClassName]
  const model: TextModel = state ? Class.fromState(state) : new Class(params)
  return (await model.load(parts.modelFiles(model.params.model), { foreign: parts.foreign })) as TextModel
}

const rowsOf = (frame: Frame): Record<string, unknown>[] => frame.toRecords()

const isTagger = (model: TextModel): model is NER => model.getState().class === 'NER'

class TextAnswers implements OpenModel {
  readonly takesRows = true
  readonly target = 'label'

  constructor(
    private readonly model: TextModel,
    private readonly parts: TextParts
  ) {}

  async predict(rows: Frame, { proba, signal }: Ask): Promise<Predictions> {
    if (!rows.has('text'))
      throw new HttpError(
        'bad_data',
        'Missing: text',
        'Give the texts: ?text=…&text=…, or rows with a column text.',
        { missing: ['text'], given: rows.names }
      )
    const texts = rows.labels('text')
    if (isTagger(this.model)) {
      const found = await this.model.predictProba(texts, { signal })
      const plain = found.map(
        (row) =>
          row && {
            text: row.text,
            labels: row.labels.map(({ start, end, label }) => ({ start, end, label }))
          }
      )
      return {
        values: proba ? found : plain,
        upstream: found.map((row) => row && row.labels.map(asUpstream(row.text)))
      }
    }
    const { classes_ } = this.model
    const values = await this.model.predict(texts, { signal })
    if (!proba) return { values }
    const scores = await this.model.predictProba(texts, { signal })
    return {
      values,
      proba: scores.map((row) => row && Object.fromEntries(classes_.map((label, k) => [label, row[k]])))
    }
  }

  score(frame: Frame): Promise<unknown> {
    return this.model.score(rowsOf(frame))
  }

  attributes(): Record<string, unknown> {
    return { classes_: this.model.classes_, trained: this.model.trained, device: this.model.device }
  }

  /** The model as a folder of files. */
  files(): Promise<Map<string, Uint8Array>> {
    return this.model.toFiles(this.parts.modelFiles(this.model.params.model))
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

const record = async (model: TextModel, rows: number, score: unknown): Promise<FitResult> => ({
  state: model.getState(),
  features: [{ name: 'text', dtype: 'object' }],
  score,
  rows,
  warnings: []
})

async function fit({ class: name, params, frame, signal, onProgress, text }: FitJob): Promise<FitResult> {
  const model = await load(name, null, params, text)
  await model.fit(rowsOf(frame), { signal, onProgress })
  return {
    ...(await record(model, frame.length, await model.score(rowsOf(frame)))),
    features: schemaOf(frame.select(['text']))
  }
}

export const textFamily: Family = {
  classNames: names,
  params: async (name) =>
    (await library()).textClasses[name as TextClassName].params as unknown as ParamTable,
  fit,
  // The site's own model answers before any training.
  initial: async (name, params, text) => record(await load(name, null, params, text), 0, null),
  open: async ({ class: name, state, params }: ModelRecord, text) =>
    new TextAnswers(await load(name, state as TextState, params, text), text!)
}
