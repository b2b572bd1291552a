/** statsmodels' time-series models behind the handler. */
import { boolean, mapping, none, type ParamTable } from '$lib/estimator/params'
import { transpose, type Matrix } from '$lib/numeric/matrix'
import type { AnyTimeSeriesModel, FitOptions, ModelState, TimeSeriesModelClass } from '$lib/statsmodels/base'
import type { TimeIndex } from '$lib/statsmodels/tsa/dates'
import type { Cost } from '$lib/statsmodels/tsa/statespace'
import { schemaOf } from '../conform'
import type { ModelRecord } from '../store'
import type { Family, FitJob, FitResult } from './family'
import { freqOf, stampsOf, takeSeries, type Series } from './series'
import { takeParts } from './parts'
import { TimeSeriesAnswers } from './TimeSeriesAnswers'

const classes: Readonly<Record<string, () => Promise<unknown>>> = {
  SARIMAX: async () => (await import('$lib/statsmodels/tsa/statespace')).SARIMAX,
  ARIMA: async () => (await import('$lib/statsmodels/tsa/statespace')).ARIMA,
  UnobservedComponents: async () => (await import('$lib/statsmodels/tsa/statespace')).UnobservedComponents,
  AutoReg: async () => (await import('$lib/statsmodels/tsa/ar_model')).AutoReg,
  SimpleExpSmoothing: async () => (await import('$lib/statsmodels/tsa/holtwinters')).SimpleExpSmoothing,
  Holt: async () => (await import('$lib/statsmodels/tsa/holtwinters')).Holt,
  ExponentialSmoothing: async () => (await import('$lib/statsmodels/tsa/holtwinters')).ExponentialSmoothing,
  VAR: async () => (await import('$lib/statsmodels/tsa/vector_ar')).VAR
}

type ModelClass = TimeSeriesModelClass & { fromState(state: ModelState): AnyTimeSeriesModel }

const classOf = async (name: string): Promise<ModelClass> => (await classes[name]()) as ModelClass

/** Beside each class's own: Gramex's `stl`, the parts of the series to model. */
const stl = {
  stl: { default: null, kinds: [none, boolean, mapping] }
} as const

/** A trained model as it is stored. */
export interface TimeSeriesState {
  readonly model: ModelState
  readonly index: TimeIndex
  readonly target: string
  readonly exogNames: readonly string[]
  /** The parts of the series that stl left to the model; null where it has the whole. */
  readonly parts: readonly string[] | null
}

const openState = async ({ model }: TimeSeriesState): Promise<AnyTimeSeriesModel> =>
  (await classOf(model.className)).fromState(model)

/** The series of a model of several: the target first, then the other columns. */
const together = ({ endog, exog }: Series): Matrix => {
  const columns = [
    endog,
    ...(exog
      ? Array.from({ length: exog.shape[1] }, (_, j) =>
          transpose(exog).data.subarray(j * endog.length, (j + 1) * endog.length)
        )
      : [])
  ]
  const data = new Float64Array(columns.length * endog.length)
  columns.forEach((column, j) => data.set(column, j * endog.length))
  return transpose({ data, shape: [columns.length, endog.length] })
}

/** A retrain starts from the last fit's parameters, where the model is the same. */
function startParams({ previous, class: name, params }: FitJob): Float64Array | undefined {
  if (previous?.class !== name) return undefined
  const state = (previous.state as TimeSeriesState).model
  const same = Object.entries(state.params).every(
    ([key, value]) => JSON.stringify(params[key]) === JSON.stringify(value)
  )
  const fitted = state.attributes.params_
  return same && fitted instanceof Float64Array ? fitted : undefined
}

/** Longer, or larger, than one would wait for without a word. */
const slow = { seconds: 20, bytes: 200e6 }

/** What a fit will take, in words, where that is much. */
function forewarning(model: AnyTimeSeriesModel, { endog, exogNames }: Series): string | null {
  const { cost } = model as { cost?(nobs: number, kExog: number): Cost }
  if (!cost) return null
  const { seconds, bytes, states } = cost.call(model, endog.length, exogNames.length)
  if (seconds <= slow.seconds && bytes <= slow.bytes) return null
  const time = seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`
  return `This fit may take about ${time} and ${Math.ceil(bytes / 1e6)} MB: the model has ${states} states. A shorter season or lower orders make it faster.`
}

async function fit(job: FitJob): Promise<FitResult> {
  const { stl: asked, ...params } = job.params
  const Class = await classOf(job.class)
  const series = takeSeries(job.frame, job.options, params)
  const { endog, parts } = await takeParts(asked, series)
  const model = new Class(params)
  const warnings: string[] = []
  if (parts) warnings.push(`UserWarning: Predictions are of ${parts.join(' + ')}, as stl asks.`)
  const large = forewarning(model, series)
  if (large) {
    warnings.push(`UserWarning: ${large}`)
    job.onProgress?.({ phase: large, done: 0, total: 1 })
  }
  const options: FitOptions = {
    index: stampsOf(series.index),
    freq: freqOf(series.index),
    endogName: series.target,
    exogNames: series.exogNames,
    startParams: startParams(job),
    signal: job.signal,
    onProgress: job.onProgress,
    warn: ({ category, message }) => warnings.push(`${category}: ${message}`)
  }
  if (job.class === 'VAR') {
    const endogNames = [series.target, ...series.exogNames]
    const several = model as unknown as { fit(endog: Matrix, exog: null, options: object): Promise<unknown> }
    await several.fit(together({ ...series, endog }), null, { ...options, exogNames: [], endogNames })
  } else
    await (model as Extract<AnyTimeSeriesModel, { fit(endog: Float64Array): unknown }>).fit(
      endog,
      series.exog,
      options
    )
  const state: TimeSeriesState = {
    model: model.getState(),
    index: series.index,
    target: series.target,
    exogNames: job.class === 'VAR' ? [] : series.exogNames,
    parts
  }
  const answers = new TimeSeriesAnswers(model, state, job.options)
  return {
    state,
    features: schemaOf(
      job.frame.select([...(job.options.index_col ? [job.options.index_col] : []), ...state.exogNames])
    ),
    score: await answers.ownScore(endog),
    rows: job.frame.length,
    warnings
  }
}

export const timeSeriesFamily: Family = {
  classNames: Object.keys(classes),
  params: async (name) => ({ ...(await classOf(name)).params, ...stl }) as unknown as ParamTable,
  fit,
  open: async (record: ModelRecord) => {
    const state = record.state as TimeSeriesState
    return new TimeSeriesAnswers(await openState(state), state, record.options)
  }
}
