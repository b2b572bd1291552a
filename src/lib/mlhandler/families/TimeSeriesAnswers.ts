import type { Frame } from '$lib/frame/Frame'
import { ValueError } from '$lib/sklearn/exceptions'
import { getScorer } from '$lib/sklearn/metrics/scorers'
import type { AnyTimeSeriesModel, Prediction } from '$lib/statsmodels/base'
import { appendStamps, indexLength, labelAt, locate, positionOf } from '$lib/statsmodels/tsa/dates'
import type { Matrix } from '$lib/numeric/matrix'
import { HttpError } from '../errors'
import type { ModelOptions } from '../options'
import type { Ask, OpenModel, Predictions } from './family'
import { regressors, stampsOf } from './series'
import type { TimeSeriesState } from './timeSeries'

/** The span that a query may name in place of rows. */
const spanKeys = ['start', 'end', 'steps']

/** A fitted series, asked for spans in and beyond its sample. */
export class TimeSeriesAnswers implements OpenModel {
  readonly takesRows = true

  constructor(
    private readonly model: AnyTimeSeriesModel,
    private readonly state: TimeSeriesState,
    private readonly options: ModelOptions
  ) {}

  /** Rows with timestamps get a value each; `start`, `end`, `steps` get the values of a span with their stamps. */
  async predict(rows: Frame, { interval }: Ask): Promise<Predictions> {
    const isSpan = rows.names.length > 0 && rows.names.every((name) => spanKeys.includes(name))
    return isSpan ? this.predictSpan(rows, interval) : this.predictRows(rows, interval)
  }

  private async predictRows(rows: Frame, interval?: number): Promise<Predictions> {
    const positions = this.positions(rows)
    const nobs = indexLength(this.state.index)
    const [start, end] = [Math.min(...positions), Math.max(...positions)]
    const prediction = await this.ask(start, end, this.exogBeyond(rows, positions, nobs, end), interval)
    return {
      values: positions.map((position) => at(prediction, position - prediction.start, this.state.target))
    }
  }

  private positions(rows: Frame): number[] {
    const { index_col } = this.options
    if (index_col === null) {
      const nobs = indexLength(this.state.index)
      return Array.from({ length: rows.length }, (_, i) => nobs + i)
    }
    if (!rows.has(index_col))
      throw new HttpError(
        'bad_data',
        `Missing: ${index_col}`,
        `Give the timestamps in ${index_col}, or start, end or steps.`,
        { missing: [index_col] }
      )
    return rows.labels(index_col).map((stamp, row) => positionOf(this.state.index, stamp, row))
  }

  /** Regressors of every period beyond the sample, up to the last that is asked for. */
  private exogBeyond(rows: Frame, positions: readonly number[], nobs: number, end: number): Matrix | null {
    const { exogNames, index } = this.state
    if (!exogNames.length || end < nobs) return null
    const rowOf = new Map(positions.map((position, row) => [position, row]))
    const wanted = Array.from({ length: end - nobs + 1 }, (_, i) => nobs + i)
    const gap = wanted.find((position) => !rowOf.has(position))
    if (gap !== undefined)
      throw new HttpError(
        'bad_data',
        `Row for ${labelAt(index, gap)} is missing`,
        `Beyond the sample each period up to the last needs its ${exogNames.join(', ')}.`,
        { missing: labelAt(index, gap) }
      )
    const ahead = rows.take(wanted.map((position) => rowOf.get(position)!))
    const exog = regressors(ahead, exogNames)!
    const hole = exog.data.findIndex((value) => Number.isNaN(value))
    if (hole < 0) return exog
    const column = exogNames[hole % exogNames.length]
    const stamp = labelAt(index, wanted[Math.floor(hole / exogNames.length)])
    throw new HttpError('bad_data', `${column} of ${stamp} is missing`, 'A forecast needs every regressor.', {
      column,
      row: stamp
    })
  }

  private async predictSpan(rows: Frame, interval?: number): Promise<Predictions> {
    const { index, target, exogNames } = this.state
    const nobs = indexLength(index)
    const text = (name: string): unknown => (rows.has(name) ? rows.get(0, name) : null)
    const steps = Number(text('steps') ?? 0)
    if (!Number.isInteger(steps) || steps < 0)
      throw new HttpError(
        'bad_argument',
        `steps = ${JSON.stringify(text('steps'))} is not possible`,
        'It is a number of periods.'
      )
    const start = text('start') === null ? (steps ? nobs : 0) : locate(index, text('start'))
    const end = text('end') === null ? (steps ? start + steps - 1 : nobs - 1) : locate(index, text('end'))
    if (end < start)
      throw new HttpError('bad_argument', 'The span ends before it starts', 'Set end after start.')
    if (end >= nobs && exogNames.length)
      throw new HttpError(
        'bad_argument',
        `Beyond ${labelAt(index, nobs - 1)} the model needs ${exogNames.join(', ')}`,
        `POST rows with ${this.options.index_col ?? 'their values'} and ${exogNames.join(', ')}.`
      )
    const prediction = await this.ask(start, end, null, interval)
    const name = this.options.index_col ?? 'index'
    return {
      values: Array.from({ length: end - start + 1 }, (_, i) => ({
        [name]: labelAt(index, start + i),
        ...(at(prediction, start + i - prediction.start, target, true) as object)
      }))
    }
  }

  private async ask(start: number, end: number, exog: Matrix | null, interval?: number): Promise<Prediction> {
    const prediction = this.ofTarget(await this.model.predict({ start, end, exog, interval }))
    const { season } = this.state
    if (!season) return prediction
    const { values, period } = season
    const seasonal = (t: number): number => {
      if (t < values.length) return values[t]
      return values[values.length - period + ((t - values.length) % period)]
    }
    const add = (series?: Float64Array): Float64Array | undefined =>
      series?.map((value, i) => value + seasonal(prediction.start + i))
    return {
      ...prediction,
      mean: add(prediction.mean)!,
      lower: add(prediction.lower),
      upper: add(prediction.upper)
    }
  }

  /** Of a model of several series, whose values stand one row a period, the first series only: the target. */
  private ofTarget(prediction: Prediction): Prediction {
    const { names_: names } = this.model as { names_?: readonly string[] }
    if (!names) return prediction
    const first = (values?: Float64Array): Float64Array | undefined =>
      values?.filter((_, i) => i % names.length === 0)
    const { mean, se, lower, upper } = prediction
    return { ...prediction, mean: first(mean)!, se: first(se)!, lower: first(lower), upper: first(upper) }
  }

  /** The mean absolute error in the sample. */
  async ownScore(endog: Float64Array): Promise<number> {
    const { mean, start } = await this.ask(0, endog.length - 1, null)
    return meanAbsoluteError(endog.subarray(start), mean)
  }

  async score(frame: Frame, _options: ModelOptions, metric?: string): Promise<number> {
    const { target } = this.state
    if (!frame.has(target))
      throw new HttpError('bad_data', `Missing: ${target}`, 'Give the true values to score against.', {
        missing: [target]
      })
    const { values } = await this.predictRows(frame)
    const truth = frame.numbers(target)
    const known = [...truth.keys()].filter(
      (i) => !Number.isNaN(truth[i]) && typeof values[i] === 'number' && Number.isFinite(values[i])
    )
    const [yTrue, yPred] = [known.map((i) => truth[i]), known.map((i) => values[i] as number)]
    if (!metric) return meanAbsoluteError(yTrue, yPred)
    try {
      const scorer = getScorer(metric)
      if (scorer.task !== 'regression' || scorer.needs !== 'predict')
        throw new ValueError(`The metric ${metric} is not for series`, 'Use one for regression, as r2.')
      return scorer.sign * scorer.metric(yTrue, yPred, {})
    } catch (error) {
      if (!(error instanceof ValueError)) throw error
      throw new HttpError('bad_argument', error.message, error.hint, { metric })
    }
  }

  get estimator(): AnyTimeSeriesModel {
    return this.model
  }

  attributes(): Record<string, unknown> {
    return this.model.results()
  }

  summary(): { text: string; html: string } {
    const summary = this.model.summary()
    return { text: summary.as_text(), html: summary.as_html() }
  }

  /** Takes rows in that follow the sample, without a new fit. */
  async append(rows: Frame): Promise<TimeSeriesState> {
    const { index, target, exogNames, season } = this.state
    if (season) throw new ValueError('a model with stl is not extended')
    const { index_col } = this.options
    const stamps =
      index_col === null
        ? Array.from({ length: rows.length }, (_, i) => indexLength(index) + i)
        : rows.labels(index_col)
    const longer = appendStamps(index, stamps)
    const added = stampsOf(longer)?.slice(indexLength(index)) ?? null
    const model = this.model as Extract<AnyTimeSeriesModel, { fit(endog: Float64Array): unknown }>
    await model.append(rows.numbers(target), regressors(rows, exogNames), added)
    return { ...this.state, model: model.getState(), index: longer }
  }
}

/** The i-th value; an object where there are bounds, or where one is wanted. */
function at({ mean, lower, upper }: Prediction, i: number, target: string, object = false): unknown {
  const value = mean[i]
  if (!lower || !upper) return object ? { [target]: value } : value
  return { [target]: value, lower: lower[i], upper: upper[i] }
}

function meanAbsoluteError(yTrue: ArrayLike<number>, yPred: ArrayLike<number>): number {
  let sum = 0
  let count = 0
  for (let i = 0; i < yPred.length; i++) {
    const error = Math.abs(yTrue[i] - yPred[i])
    if (Number.isNaN(error)) continue
    sum += error
    count++
  }
  return sum / count
}
