/** scikit-learn's classes behind the handler: the pipeline is fitted, kept and asked. */
import type { Frame, Label } from '$lib/frame/Frame'
import {
  Classifier,
  type AskOptions,
  type Estimator,
  Regressor,
  type EstimatorClass
} from '$lib/sklearn/base'
import { classNames, loadClass } from '$lib/sklearn/classes'
import { ColumnTransformer } from '$lib/sklearn/compose'
import type { Scorable } from '$lib/sklearn/metrics/score'
import { Pipeline } from '$lib/sklearn/pipeline'
import { OneHotEncoder } from '$lib/sklearn/preprocessing'
import { fromState, getState, type EstimatorState } from '$lib/sklearn/state'
import { numericColumns } from '$lib/sklearn/utils/columns'
import { HttpError } from '../errors'
import { buildPipeline, prepare, within, type Prepared } from '../prepare'
import type { Ask, Family, FitJob, FitResult, OpenModel, Predictions } from './family'
import { scoreBy } from './metric'
import type { ModelOptions } from '../options'
import type { ModelRecord } from '../store'

/** Classes of the table that are parts of a pipeline, not models. */
const parts = ['Pipeline', 'ColumnTransformer']

async function classOf(name: string): Promise<EstimatorClass> {
  const Class = await loadClass(name)
  if (!Class) throw new HttpError('bad_argument', `There is no class ${name}`)
  return Class
}

async function fit(job: FitJob): Promise<FitResult> {
  const Class = await classOf(job.class)
  const prepared = prepare(job.frame, job.options, Class.estimatorType !== 'transformer')
  if (Class.estimatorType === 'classifier') checkClasses(prepared.y!, job)
  const model = (await warm(job)) ?? new Class(job.params)
  const estimator = job.options.pipeline ? buildPipeline(model, prepared, job.unknown) : model
  const warnings: string[] = []
  const X = featuresFor(estimator, prepared.X)
  await estimator.fit(X, prepared.y, {
    signal: job.signal,
    onProgress: job.onProgress,
    pool: job.pool,
    backend: job.backend,
    warn: ({ category, message }) => warnings.push(`${category}: ${message}`)
  })
  job.signal?.throwIfAborted()
  // A pipeline's columns are known to its parts; a bare model saw a matrix.
  if (!job.options.pipeline) Object.assign(estimator, { feature_names_in_: [...prepared.X.names] })
  return {
    state: getState(estimator),
    features: prepared.features,
    score: await ownScore(estimator, prepared),
    rows: prepared.X.length,
    warnings
  }
}

/** Numbers with a fraction are no classes, as scikit-learn says too. */
function checkClasses(y: readonly Label[], { class: name, options }: FitJob): void {
  const fraction = y.find((label) => typeof label === 'number' && !Number.isInteger(label))
  if (fraction !== undefined)
    throw new HttpError(
      'bad_data',
      `${name} predicts classes, but ${options.target_col} has numbers such as ${fraction} (unknown label type: continuous)`,
      'Choose a regressor, or another target_col.',
      { column: options.target_col, value: fraction }
    )
}

/** The fitted model of before, with the parameters of now, where the class is to start from it. */
async function warm({ class: name, params, previous }: FitJob): Promise<Estimator | undefined> {
  if (params.warm_start !== true || previous?.class !== name) return undefined
  const model = finalOf(await fromState(previous.state as EstimatorState))
  return model.set_params(params)
}

const finalOf = (estimator: Estimator): Estimator =>
  estimator instanceof Pipeline ? estimator.final : estimator

/** A pipeline takes named columns of any type; a bare model takes numbers, seldom with their names. */
const featuresFor = (estimator: Estimator, X: Frame) =>
  estimator instanceof Pipeline || estimator.meta.takesNames ? X : numericColumns(X).matrix

async function ownScore(estimator: Estimator, { X, y }: Prepared): Promise<number | null> {
  const final = finalOf(estimator)
  if (!y || !(final instanceof Classifier || final instanceof Regressor)) return null
  const scored = estimator as Pipeline | Classifier | Regressor
  return scored.score(featuresFor(estimator, X) as never, y)
}

/** The columns that are categories to a pipeline; of them it knows those that it has seen. */
const encodedColumns = (pipeline: Pipeline): string[] =>
  pipeline.params.steps
    .map(([, step]) => step)
    .filter((step) => step instanceof ColumnTransformer)
    .flatMap(({ transformers_ }) => transformers_)
    .filter(([, transformer]) => transformer instanceof OneHotEncoder)
    .flatMap(([, , columns]) => columns)

class SklearnModel implements OpenModel {
  constructor(
    private readonly fitted: Estimator,
    private readonly record: ModelRecord
  ) {}

  get estimator(): Estimator {
    return finalOf(this.fitted)
  }

  async predict(rows: Frame, { proba, ...options }: Ask): Promise<Predictions> {
    const { frame: whole, kept } = rows.dropna(this.neededOf(rows))
    const none = new Array<null>(rows.length).fill(null)
    if (!kept.length) return { values: none, proba: proba ? none : undefined }
    const X = featuresFor(this.fitted, whole)
    const model = this.fitted as Pipeline
    const final = finalOf(this.fitted)
    if (proba && !('predict_proba' in final))
      throw new HttpError('bad_argument', `${final.meta.className} has no predict_proba`, 'Leave _proba out.')
    const values =
      'predict' in final ? await model.predict(X, options) : await rowsOfTransform(model, X, options)
    const scattered = scatter<unknown>(values as ArrayLike<unknown>, kept, none)
    if (!proba) return { values: scattered }
    const classes = (final as Classifier).classes_
    const { data } = await model.predict_proba(X, options)
    const probabilities = Array.from(kept, (_, i) =>
      Object.fromEntries(classes.map((label, k) => [String(label), data[i * classes.length + k]]))
    )
    return { values: scattered, proba: scatter(probabilities, kept, none) }
  }

  /** The columns in which a row needs a value: all, but for a class that takes gaps those in which it learned from none. */
  private neededOf(rows: Frame): string[] {
    if (!finalOf(this.fitted).meta.takesMissing) return [...rows.names]
    const { dropna } = this.record.options
    const encoded = this.fitted instanceof Pipeline ? encodedColumns(this.fitted) : []
    return within(rows.names, dropna).concat(encoded)
  }

  async score(frame: Frame, options: ModelOptions, metric?: string): Promise<unknown> {
    const prepared = prepare(
      frame,
      { ...options, include: this.record.features.map(({ name }) => name) },
      true
    )
    if (metric)
      return scoreBy(metric, this.fitted as Scorable, featuresFor(this.fitted, prepared.X), prepared.y!)
    const score = await ownScore(this.fitted, prepared)
    if (score === null) throw new HttpError('bad_argument', `${this.record.class} has no score`)
    return score
  }

  attributes(): Record<string, unknown> {
    const { params: _, ...own } = finalOf(this.fitted)
    return Object.fromEntries(
      Object.entries(own).filter(([key]) => key.endsWith('_') && !key.startsWith('_'))
    )
  }
}

/** What a decomposition makes of each row. */
async function rowsOfTransform(
  model: Pipeline,
  X: Parameters<Pipeline['transform']>[0],
  options: AskOptions
): Promise<number[][]> {
  const { data, shape } = await model.transform(X, options)
  return Array.from({ length: shape[0] }, (_, i) =>
    Array.from(data.subarray(i * shape[1], (i + 1) * shape[1]))
  )
}

/** Values put back at the rows they belong to. */
function scatter<T>(values: ArrayLike<T>, rows: Int32Array, none: readonly null[]): (T | null)[] {
  const out: (T | null)[] = [...none]
  rows.forEach((row, i) => (out[row] = values[i]))
  return out
}

export const sklearnFamily: Family = {
  classNames: classNames.filter((name) => !parts.includes(name)),
  params: async (name) => (await classOf(name)).params,
  fit,
  open: async (record) => new SklearnModel(await fromState(record.state as EstimatorState), record)
}
