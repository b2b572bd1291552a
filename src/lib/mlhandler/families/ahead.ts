/** Regressors of the periods beyond a sample, as a forecast needs them: one row for each, up to the last. */
import type { Frame } from '$lib/frame/Frame'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { indexLength, labelAt } from '$lib/statsmodels/tsa/dates'
import { HttpError } from '../errors'
import { regressors } from './series'
import type { TimeSeriesState } from './timeSeries'

/** From rows with a position each. Throws 422 for a period without a row, or a value that is missing. */
export function exogOfRows(
  rows: Frame,
  positions: readonly number[],
  end: number,
  state: TimeSeriesState
): Matrix | null {
  const { exogNames, index } = state
  const nobs = indexLength(index)
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
  return whole(regressors(rows.take(wanted.map((position) => rowOf.get(position)!)), exogNames)!, state)
}

/** From values in the order of the periods; one row alone holds for all of them. Throws 400 when they are too few. */
export function exogOfSpan(rows: Frame, end: number, state: TimeSeriesState): Matrix | null {
  const { exogNames, index } = state
  const nobs = indexLength(index)
  const steps = end - nobs + 1
  if (!exogNames.length || steps <= 0) return null
  const names = exogNames.join(', ')
  if (!exogNames.every((name) => rows.has(name)))
    throw new HttpError(
      'bad_argument',
      `Beyond ${labelAt(index, nobs - 1)} the model needs ${names}`,
      `Give them by name, once or once for each period, or POST rows with timestamps and ${names}.`,
      { missing: exogNames.filter((name) => !rows.has(name)) }
    )
  if (rows.length !== 1 && rows.length < steps)
    throw new HttpError(
      'bad_argument',
      `${rows.length} values of ${names} do not reach ${labelAt(index, end)}`,
      `Give ${steps}, one for each period from ${labelAt(index, nobs)} on, or one that holds for all.`
    )
  const given = regressors(rows, exogNames)!
  const k = exogNames.length
  const ahead = matrix(steps, k)
  for (let i = 0; i < steps; i++) {
    const row = rows.length === 1 ? 0 : i
    ahead.data.set(given.data.subarray(row * k, (row + 1) * k), i * k)
  }
  return whole(ahead, state)
}

/** Throws 422 for a value that is missing; the matrix begins right after the sample. */
function whole(exog: Matrix, { exogNames, index }: TimeSeriesState): Matrix {
  const hole = exog.data.findIndex((value) => Number.isNaN(value))
  if (hole < 0) return exog
  const column = exogNames[hole % exogNames.length]
  const row = labelAt(index, indexLength(index) + Math.floor(hole / exogNames.length))
  throw new HttpError('bad_data', `${column} of ${row} is missing`, 'A forecast needs every regressor.', {
    column,
    row
  })
}
