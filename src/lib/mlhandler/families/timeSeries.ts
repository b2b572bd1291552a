/** statsmodels' time-series models behind the handler. */
import { transpose, type Matrix } from '$lib/numeric/matrix'
import type { ParamTable } from '$lib/sklearn/params'
import type { AnyTimeSeriesModel, FitOptions, ModelState, TimeSeriesModelClass } from '$lib/statsmodels/base'
import type { TimeIndex } from '$lib/statsmodels/tsa/dates'
import type { STLParams } from '$lib/statsmodels/tsa/seasonal'
import { schemaOf } from '../conform'
import { HttpError } from '../errors'
import type { ModelRecord } from '../store'
import type { Family, FitJob, FitResult } from './family'
import { freqOf, stampsOf, takeSeries, type Series } from './series'
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

/** Beside each class's own: `stl` takes the season out before the fit and puts it back into each prediction. */
const stl = {
  stl: { default: null, kinds: [{ kind: 'null' }, { kind: 'boolean' }, { kind: 'mapping' }] }
} as const

/** A trained model as it is stored. */
export interface TimeSeriesState {
  readonly model: ModelState
  readonly index: TimeIndex
  readonly target: string
  readonly exogNames: readonly string[]
  /** The season that stl took out, one value an observation, and its period. */
  readonly season: { readonly values: Float64Array; readonly period: number } | null
}

export const openState = async ({ model }: TimeSeriesState): Promise<AnyTimeSeriesModel> =>
  (await classOf(model.className)).fromState(model)

async function takeSeasonOut(asked: unknown, { endog, index }: Series): Promise<TimeSeriesState['season']> {
  if (!asked) return null
  const { STL } = await import('$lib/statsmodels/tsa/seasonal')
  const { freqToPeriod } = await import('$lib/statsmodels/tsa/dates')
  const params = typeof asked === 'object' ? (asked as Partial<STLParams>) : {}
  const freq = freqOf(index)
  if (!params.period && !freq)
    throw new HttpError(
      'bad_argument',
      'stl needs the number of periods in a season',
      'Say stl: {period: 12}.'
    )
  const { seasonal } = new STL(params).fit(endog, { freq })
  return { values: seasonal, period: params.period ?? freqToPeriod(freq!) }
}

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

async function fit(job: FitJob): Promise<FitResult> {
  const { stl: asked, ...params } = job.params
  const Class = await classOf(job.class)
  const series = takeSeries(job.frame, job.options, params.freq)
  const season = await takeSeasonOut(asked, series)
  const endog = season ? series.endog.map((value, t) => value - season.values[t]) : series.endog
  const warnings: string[] = []
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
  const model = new Class(params)
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
    season
  }
  const answers = new TimeSeriesAnswers(model, state, job.options)
  return {
    state,
    features: schemaOf(
      job.frame.select([...(job.options.index_col ? [job.options.index_col] : []), ...state.exogNames])
    ),
    score: await answers.ownScore(series.endog),
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
