/**
 * The index of a series: timestamps at a frequency, or equally spaced integers. Plain data. A series without either is
 * indexed 0, 1, 2 …
 */
import { DateError } from '../../exceptions'
import { inferFreq } from './infer'
import { parseFreq, type Freq } from './freq'
import { formatStamp, inRow, readStamp, type Stamp } from './parse'

export interface DateIndex {
  readonly kind: 'dates'
  /** Wall-clock times in milliseconds since 1970-01-01 00:00. */
  readonly stamps: Float64Array
  /** pandas' alias; the stamps are exactly what it makes of the first of them. */
  readonly freq: string
  /** Minutes ahead of UTC, where the stamps said so; else 0. */
  readonly offset: number
}

export interface RangeIndex {
  readonly kind: 'range'
  readonly start: number
  readonly step: number
  readonly length: number
}

export type TimeIndex = DateIndex | RangeIndex

export const rangeIndex = (length: number, start = 0, step = 1): RangeIndex => ({
  kind: 'range',
  start,
  step,
  length
})

export const indexLength = (index: TimeIndex): number =>
  index.kind === 'range' ? index.length : index.stamps.length

const REGULAR =
  'Give one row for each period, in order and without gaps (a missing value may stand in the target).'

/** Integers from here on are epoch milliseconds (from April 1970), smaller ones count. */
const EPOCH = 1e10

const asNumbers = (values: ArrayLike<unknown>): number[] | null => {
  const list = Array.from(values)
  if (list.every((v) => typeof v === 'number' || typeof v === 'bigint')) return list.map(Number)
  const digits = list.every((v) => typeof v === 'string' && /^\s*[+-]?\d{1,8}\s*$/.test(v))
  const lengths = new Set(list.map((v) => String(v).trim().length))
  return digits && !(lengths.size === 1 && (lengths.has(4) || lengths.has(8))) ? list.map(Number) : null
}

/** Is this number a day written as YYYYMMDD? */
const isDay = (value: number): boolean =>
  value > 16_780_000 && value < 22_620_000 && value % 100 > 0 && value % 100 < 32

function readRange(values: readonly number[]): RangeIndex {
  const step = values.length > 1 ? values[1] - values[0] : 1
  values.forEach((value, row) => {
    const expected = values[0] + row * step
    if (Number.isInteger(value) && step !== 0 && value === expected) return
    throw new DateError(
      `The index is not equally spaced: ${value}${inRow(row)}${row > 1 ? ` where ${expected} should follow` : ''}`,
      `${REGULAR} Integers must ascend by one step.`,
      value,
      row
    )
  })
  if (step < 0)
    throw new DateError(`The index descends: ${values[1]} in row 1`, 'Sort the rows by it.', values[1], 1)
  return rangeIndex(values.length, values[0], step)
}

/** Throws for the first stamp that repeats an earlier one or goes back. */
function checkOrder(times: Float64Array, values: ArrayLike<unknown>): void {
  for (let row = 1; row < times.length; row++) {
    if (times[row] > times[row - 1]) continue
    const repeats = times.subarray(0, row).includes(times[row])
    throw new DateError(
      `The timestamp ${String(values[row])} in row ${row} ${repeats ? 'repeats an earlier one' : 'goes back in time'}`,
      repeats ? 'Keep one row for each timestamp.' : 'Sort the rows by their timestamps.',
      values[row],
      row
    )
  }
}

/** The first row that the frequency does not reach in its turn; -1 when it makes every stamp. */
const firstMisfit = (times: Float64Array, freq: Freq): number =>
  times.findIndex((time, i) => (i === 0 ? !freq.holds(time) : time !== freq.shift(times[0], i)))

/** The frequency of the longest regular start of the stamps: what the row after it should have kept to. */
function longestStart(times: Float64Array): string | null {
  let regular = 2
  let irregular = times.length
  while (irregular - regular > 1) {
    const middle = (regular + irregular) >> 1
    if (inferFreq(times.subarray(0, middle)) === null) irregular = middle
    else regular = middle
  }
  return inferFreq(times.subarray(0, regular))
}

function misfit(times: Float64Array, values: ArrayLike<unknown>, freq: Freq, row: number): DateError {
  const expected = row > 0 ? `; ${formatStamp(freq.shift(times[0], row))} should follow` : ''
  return new DateError(
    `The timestamp ${String(values[row])} in row ${row} does not fit the frequency ${freq.name}${expected}`,
    REGULAR,
    values[row],
    row
  )
}

function findFreq(times: Float64Array, values: ArrayLike<unknown>): Freq {
  const inferred = inferFreq(times)
  if (inferred !== null) return parseFreq(inferred)
  if (times.length < 3)
    throw new DateError(
      `A frequency cannot be told from ${times.length} timestamps`,
      'Give at least three rows, or the frequency as `freq`.',
      values[0]
    )
  const start = longestStart(times)
  if (start !== null) return parseFreq(start)
  throw new DateError(
    `The timestamps follow no frequency: ${[0, 1, 2].map((i) => String(values[i])).join(', ')} in rows 0 to 2`,
    REGULAR,
    values[2],
    2
  )
}

/** The one offset of all stamps; those without an offset count as UTC. */
function commonOffset(stamps: readonly Stamp[], values: ArrayLike<unknown>): number {
  const offset = stamps[0]?.offset ?? 0
  const other = stamps.findIndex((stamp) => (stamp.offset ?? 0) !== offset)
  if (other < 0) return offset
  throw new DateError(
    `The timestamp ${String(values[other])} in row ${other} has another time zone than the first`,
    'Write all timestamps with one offset from UTC, or all without.',
    values[other],
    other
  )
}

/**
 * The index that a column holds: timestamps as readStamp reads them; YYYYMMDD; epoch milliseconds; or equally spaced
 * integers, that is a plain range. The frequency is inferred as pandas' infer_freq does, unless it is given.
 * Throws DateError for the first stamp that is unreadable, repeated, out of order, or off the frequency.
 */
export function readIndex(values: ArrayLike<unknown>, freq: string | null = null): TimeIndex {
  const numbers = values.length > 0 ? asNumbers(values) : []
  const days = numbers !== null && numbers.length > 0 && numbers.every(isDay)
  if (numbers && !days && !numbers.some((value) => Math.abs(value) >= EPOCH)) return readRange(numbers)
  const stamps = Array.from(values, (value, row) => readStamp(days ? String(value) : value, row))
  const times = Float64Array.from(stamps, (stamp) => stamp.time)
  const offset = commonOffset(stamps, values)
  checkOrder(times, values)
  const found = freq === null ? findFreq(times, values) : parseFreq(freq)
  const row = firstMisfit(times, found)
  if (row >= 0) throw misfit(times, values, found, row)
  return { kind: 'dates', stamps: times, freq: found.name, offset }
}
