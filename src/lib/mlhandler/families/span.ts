/** A span of time that a query names in place of rows: `start`, `end`, `steps`. */
import type { Frame } from '$lib/frame/Frame'
import { indexLength, labelAt, locate } from '$lib/statsmodels/tsa/dates'
import { HttpError } from '../errors'
import type { TimeSeriesState } from './timeSeries'

const keys = ['start', 'end', 'steps']
/** More than any sample; beyond it a slip is likelier than a wish. */
const mostPeriods = 100_000

/** Does it name a span, and beside it nothing but regressors? */
export const isSpan = ({ names }: Frame, { exogNames }: TimeSeriesState): boolean =>
  names.some((name) => keys.includes(name)) &&
  names.every((name) => keys.includes(name) || exogNames.includes(name))

/**
 * The first and the last position. `steps` counts from `start`, or from the end of the sample where there is none; without
 * `end` and `steps` it is the end of the sample. Throws 400 for a span that is none, 422 for stamps off the frequency.
 */
export function readSpan(rows: Frame, { index }: TimeSeriesState): [start: number, end: number] {
  const nobs = indexLength(index)
  const given = (name: string): unknown => (rows.has(name) ? rows.get(0, name) : null)
  const steps = readSteps(given('steps'))
  if (steps !== null && given('end') !== null)
    throw new HttpError('bad_argument', 'end and steps both end the span', 'Give one of them.')
  const start = given('start') === null ? (steps === null ? 0 : nobs) : locate(index, given('start'))
  if (steps !== null) return [start, start + steps - 1]
  const end = given('end') === null ? nobs - 1 : locate(index, given('end'))
  if (end >= start && end - start < mostPeriods) return [start, end]
  throw new HttpError(
    'bad_argument',
    end < start
      ? `The span from ${labelAt(index, start)} ends before it starts`
      : `The span of ${end - start + 1} periods is too long`,
    end < start
      ? `Set end after start; the data end at ${labelAt(index, nobs - 1)}.`
      : `At most ${mostPeriods}.`
  )
}

function readSteps(given: unknown): number | null {
  if (given === null) return null
  const steps = Number(given)
  if (Number.isInteger(steps) && steps > 0 && steps <= mostPeriods) return steps
  throw new HttpError(
    'bad_argument',
    `steps = ${JSON.stringify(given)} is not possible`,
    `It is a number of periods from 1 to ${mostPeriods}.`
  )
}
