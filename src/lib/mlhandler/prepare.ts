/** From stored rows to what a model is fitted on: columns chosen, gaps and repeats dropped, the pipeline built. */
import type { Frame, Label } from '$lib/frame/Frame'
import type { Estimator } from '$lib/sklearn/base'
import { ColumnTransformer, type Part } from '$lib/sklearn/compose'
import { Pipeline } from '$lib/sklearn/pipeline'
import { OneHotEncoder, StandardScaler } from '$lib/sklearn/preprocessing'
import { HttpError } from './errors'
import { checkColumns, type ModelOptions } from './options'
import { refuseInfinity, schemaOf } from './conform'
import type { Schema } from './store'

export interface Prepared {
  /** The features, without dropped rows. */
  readonly X: Frame
  /** The target of each row; undefined where there is no target column. */
  readonly y: Label[] | undefined
  readonly features: Schema
  readonly cats: readonly string[]
  readonly nums: readonly string[]
}

/** The feature columns: `include` wins over `exclude`; the target is never a feature. */
export function featureColumns(names: readonly string[], options: ModelOptions): string[] {
  const { include, exclude, target_col, index_col } = options
  const chosen = include.length
    ? names.filter((name) => include.includes(name))
    : names.filter((name) => !exclude.includes(name))
  return chosen.filter((name) => name !== target_col && name !== index_col)
}

/** The columns that an option means: all, none, or those that it names. */
export const within = (columns: readonly string[], wanted: boolean | readonly string[]): string[] =>
  wanted === true ? [...columns] : columns.filter((name) => Array.isArray(wanted) && wanted.includes(name))

/** Drops rows with gaps, then rows that repeat an earlier one, as the options say. */
function dropRows(frame: Frame, { dropna, drop_duplicates }: ModelOptions): Frame {
  const whole = dropna ? frame.dropna(within(frame.names, dropna)).frame : frame
  return drop_duplicates ? whole.dropDuplicates(within(frame.names, drop_duplicates)).frame : whole
}

/** Throws 400 for options that name columns which are not there, 422 for data with nothing to learn from. */
export function prepare(frame: Frame, options: ModelOptions, needsTarget: boolean): Prepared {
  checkColumns(options, frame.names)
  const { target_col: target } = options
  if (needsTarget && target === null)
    throw new HttpError(
      'bad_argument',
      'There is no target_col',
      `Name the column to predict: one of ${frame.names.join(', ')}.`,
      {
        columns: frame.names
      }
    )
  const features = featureColumns(frame.names, options)
  if (!features.length)
    throw new HttpError('bad_argument', 'No feature column is left', 'Loosen include or exclude.', {
      columns: frame.names
    })
  const kept = dropRows(frame.select(target === null ? features : [...features, target]), options)
  if (!kept.length)
    throw new HttpError(
      'bad_data',
      `None of the ${frame.length} rows is whole`,
      'Set dropna=false or exclude the columns with gaps.'
    )
  const X = refuseInfinity(kept.select(features), frame)
  const isCategory = (name: string): boolean =>
    options.cats.includes(name) || (!options.nums.includes(name) && !isNumeric(X, name))
  return {
    X,
    y: target === null ? undefined : targetOf(kept, target),
    features: schemaOf(X),
    cats: [
      ...options.cats.filter((name) => features.includes(name)),
      ...features.filter((name) => !options.cats.includes(name) && isCategory(name))
    ],
    nums: features.filter((name) => !isCategory(name))
  }
}

const isNumeric = (frame: Frame, name: string): boolean =>
  ['int64', 'float64', 'datetime64[ns]'].includes(frame.column(name).dtype)

function targetOf(frame: Frame, target: string): Label[] {
  const values = frame.labels(target)
  const gap = values.indexOf(null)
  if (gap >= 0)
    throw new HttpError(
      'bad_data',
      `Row ${gap} has no ${target}`,
      'Rows without a target cannot be learned from: set dropna.',
      {
        column: target,
        row: gap
      }
    )
  return values as Label[]
}

/** The seed's pipeline: `transform` (`ohe` for categories, `scaler` for the rest), then the model under its class's name. */
export function buildPipeline(
  model: Estimator,
  { cats, nums }: Prepared,
  unknown: 'error' | 'ignore'
): Pipeline {
  const parts: Part[] = [
    ['ohe', new OneHotEncoder({ handle_unknown: unknown }), [...cats]],
    ['scaler', new StandardScaler(), [...nums]]
  ]
  const transformers = parts.filter(([, , columns]) => columns.length)
  return new Pipeline({
    steps: [
      ['transform', new ColumnTransformer({ transformers })],
      [model.meta.className, model]
    ]
  })
}
