/** What the handler asks of a family of classes: scikit-learn's, statsmodels' time series, the text models. */
import type { ParamTable } from '$lib/estimator/params'
import type { Progress } from '$lib/estimator/progress'
import type { Frame } from '$lib/frame/Frame'
import type { FitOptions } from '$lib/sklearn/base'
import type { DeviceJob, Wish } from '../device'
import type { ModelOptions } from '../options'
import type { ModelRecord, Schema } from '../store'
import type { Model } from '../template/objects/model'
import type { TextParts } from './text'

export interface FitJob {
  readonly class: string
  readonly params: Readonly<Record<string, unknown>>
  readonly options: ModelOptions
  readonly frame: Frame
  readonly unknown: 'error' | 'ignore'
  /** The model so far, for warm starts. */
  readonly previous: ModelRecord | null
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
  readonly pool?: FitOptions['pool']
  readonly backend?: FitOptions['backend']
  /** Where text models come from. */
  readonly text?: TextParts
  /** Which device is wished for, for a family that has its own. */
  readonly wish?: Wish
}

export interface FitResult {
  /** Plain data, from which `open` makes the model again. */
  readonly state: unknown
  /** The columns that were learned from. */
  readonly features: Schema
  readonly score: unknown
  /** The rows that were learned from. */
  readonly rows: number
  readonly warnings: readonly string[]
  /** Where it was computed, if not on the host's devices. */
  readonly device?: string
}

export interface Ask {
  /** Class probabilities too. */
  readonly proba: boolean
  /** Coverage of bounds, for classes that have them. */
  readonly interval?: number
  readonly signal?: AbortSignal
  readonly backend?: FitOptions['backend']
  readonly warn?: FitOptions['warn']
}

export interface Predictions {
  /** One a row; null for a row with a missing value. */
  readonly values: readonly unknown[]
  /** By class label, one a row. */
  readonly proba?: readonly (Readonly<Record<string, number>> | null)[]
  /** What upstream 1.94 answers, where that is not the row with its prediction. */
  readonly upstream?: readonly unknown[]
}

/** A trained model, ready to answer. */
export interface OpenModel {
  /** The model on the device of that name, for a family that has its own devices. */
  on?(device: string): Promise<{ readonly model: OpenModel; readonly job: DeviceJob }>

  /** What a prediction is called beside its probabilities, where no column is the target. */
  readonly target?: string
  /** It takes the rows as they come, and fits them itself: timestamps, texts. */
  readonly takesRows?: boolean
  /** `rows` hold the record's features, in their types (unless it takes rows as they come). */
  predict(rows: Frame, ask: Ask): Promise<Predictions>
  /** `metric` names a scorer; without it, the class's own score. */
  score(frame: Frame, options: ModelOptions, metric?: string, signal?: AbortSignal): Promise<unknown>
  /** Fitted attributes by name. */
  attributes(): Readonly<Record<string, unknown>>
  /** What a template knows as `handler.model`. */
  readonly estimator?: Model
  /** The model as the files of a folder, where it can be downloaded so. */
  files?(): Promise<Map<string, Uint8Array>>
  /** A report on the fit, where the class has one. */
  summary?(): { readonly text: string; readonly html: string }
  /** The state after these rows, which follow the ones learned from, without a new fit; undefined when it needs one. */
  append?(rows: Frame): Promise<unknown>
}

export interface Family {
  readonly classNames: readonly string[]
  /** The class's parameters; the name is one of `classNames`. */
  params(className: string): Promise<ParamTable>
  fit(job: FitJob): Promise<FitResult>
  /** What answers before any training, where the class comes with a model. */
  initial?(
    className: string,
    params: Readonly<Record<string, unknown>>,
    job: Pick<FitJob, 'signal' | 'onProgress' | 'text' | 'wish'>
  ): Promise<FitResult>
  /** Its classes run on devices of their own, not on the host's. */
  readonly ownDevices?: boolean
  open(record: ModelRecord, text?: TextParts): Promise<OpenModel>
}
