import { ValueError } from '$lib/estimator/exceptions'
import type { Frame } from '$lib/frame/Frame'
import { getScorer } from '$lib/sklearn/metrics/scorers'
import type { AnyTimeSeriesModel, Prediction } from '$lib/statsmodels/base'
import { appendStamps, indexLength, labelAt, positionOf } from '$lib/statsmodels/tsa/dates'
import type { Matrix } from '$lib/numeric/matrix'
import { HttpError } from '../errors'
import type { ModelOptions } from '../options'
import { exogOfRows, exogOfSpan } from './ahead'
import type { Ask, OpenModel, Predictions } from './family'
import { regressors, stampsOf } from './series'
import { isSpan, readSpan } from './span'
import type { TimeSeriesState } from './timeSeries'

type SeriesModel = Extract<AnyTimeSeriesModel, { fit(endog: Float64Array): unknown }>
type SeveralModel = Exclude<AnyTimeSeriesModel, SeriesModel>

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
    return isSpan(rows, this.state) ? this.predictSpan(rows, interval) : this.predictRows(rows, interval)
  }

  private async predictRows(rows: Frame, interval?: number): Promise<Predictions> {
    const positions = this.positions(rows)
    if (!positions.length) return { values: [] }
    const [start, end] = positions.reduce(([a, b], t) => [Math.min(a, t), Math.max(b, t)], [Infinity, 0])
    const exog = exogOfRows(rows, positions, end, this.state)
    const prediction = await this.ask(start, end, exog, interval)
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

  private async predictSpan(rows: Frame, interval?: number): Promise<Predictions> {
    const { index, target } = this.state
    const [start, end] = readSpan(rows, this.state)
    const exog = exogOfSpan(rows, end, this.state)
    const prediction = await this.ask(start, end, exog, interval)
    const name = this.options.index_col ?? 'index'
    return {
      values: Array.from({ length: end - start + 1 }, (_, i) => ({
        [name]: labelAt(index, start + i),
        ...(at(prediction, start + i - prediction.start, target, true) as object)
      }))
    }
  }

  private async ask(start: number, end: number, exog: Matrix | null, interval?: number): Promise<Prediction> {
    return this.ofTarget(await this.model.predict({ start, end, exog, interval }))
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

  /** The mean absolute error in the sample: the model's own where it tells one, as of differences it was fitted to. */
  async ownScore(endog: Float64Array): Promise<number> {
    const { mae } = this.model.results()
    if (typeof mae === 'number') return mae
    const { mean, start } = await this.ask(0, endog.length - 1, null)
    return meanAbsoluteError(endog.subarray(start), mean)
  }

  async score(frame: Frame, _options: ModelOptions, metric?: string): Promise<number> {
    const { target } = this.state
    if (!frame.has(target))
      throw new HttpError('bad_data', `Missing: ${target}`, 'Give the true values to score against.', {
        missing: [target]
      })
    this.checkLevels()
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

  /** Predictions of differences are not to be measured against the series. */
  private checkLevels(): void {
    if (!(this.model.params as { simple_differencing?: boolean }).simple_differencing) return
    throw new HttpError(
      'bad_argument',
      'With simple_differencing the model predicts differences, which rows of the series cannot score',
      'Their mean absolute error is mae in ?_params.'
    )
  }

  attributes(): Record<string, unknown> {
    return this.model.results()
  }

  summary(): { text: string; html: string } {
    const summary = this.model.summary()
    return { text: summary.as_text(), html: summary.as_html() }
  }

  /**
   * The state after rows that follow the sample, without a new fit; undefined for parts of a series, which are not what they
   * were once it is longer. Throws 422 for rows that do not follow.
   */
  async append(rows: Frame): Promise<TimeSeriesState | undefined> {
    const { index, target, exogNames, parts } = this.state
    const { index_col } = this.options
    const stamps =
      index_col === null
        ? Array.from({ length: rows.length }, (_, i) => labelAt(index, indexLength(index) + i))
        : rows.labels(index_col)
    const longer = appendStamps(index, stamps)
    if (parts) return undefined
    const added = stampsOf(longer)?.slice(indexLength(index)) ?? null
    // The model that answers meanwhile stays as it is until this one is stored.
    const { params, attributes } = this.model.getState()
    const model = Object.assign(new this.model.meta(params), attributes)
    const { names_: names } = model as { names_?: readonly string[] }
    if (names) await (model as SeveralModel).append(regressors(rows, names)!, null, added)
    else await (model as SeriesModel).append(rows.numbers(target), regressors(rows, exogNames), added)
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
