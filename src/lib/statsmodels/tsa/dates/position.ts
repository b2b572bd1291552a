/** Where timestamps lie in an index and beyond its end, by its frequency. */
import { ValueError } from '$lib/estimator/exceptions'
import { DateError } from '../../exceptions'
import { parseFreq } from './freq'
import { formatStamp, inRow, readStamp } from './parse'
import { indexLength, rangeIndex, type DateIndex, type TimeIndex } from './TimeIndex'

/** The stamp (milliseconds) or the integer at a position, which may lie beyond the end. */
export function stampAt(index: TimeIndex, position: number): number {
  if (index.kind === 'range') return index.start + position * index.step
  const { stamps, freq } = index
  return position < stamps.length ? stamps[position] : parseFreq(freq).shift(stamps[0], position)
}

/** What a person reads at a position: a date with its time, where it has one; or the integer. */
export const labelAt = (index: TimeIndex, position: number): string | number =>
  index.kind === 'range' ? stampAt(index, position) : formatStamp(stampAt(index, position))

/** The index with n more periods at its end. */
export function extendIndex(index: TimeIndex, n: number): TimeIndex {
  const length = indexLength(index) + n
  if (index.kind === 'range') return rangeIndex(length, index.start, index.step)
  return { ...index, stamps: Float64Array.from({ length }, (_, i) => stampAt(index, i)) }
}

/** The least position whose stamp is not before `time`; grows by doubling, then halves. */
function lowerBound(index: DateIndex, time: number): number {
  const freq = parseFreq(index.freq)
  const at = (position: number): number => freq.shift(index.stamps[0], position)
  let high = Math.max(1, index.stamps.length)
  while (at(high) < time) high *= 2
  let low = 0
  while (low < high) {
    const middle = (low + high) >> 1
    if (at(middle) < time) low = middle + 1
    else high = middle
  }
  return low
}

/** A stamp as the index counts time: one with an offset from UTC is carried over to the index's own. */
function timeIn(index: DateIndex, value: unknown, row: number | null): number {
  const days = typeof value === 'number' && /^\d{8}$/.test(String(value))
  const { time, offset } = readStamp(days ? String(value) : value, row)
  return offset === null ? time : time + (index.offset - offset) * 60_000
}

/** `up` takes a stamp beyond the sample that lies between two periods as the later one, as statsmodels does. */
function find(index: TimeIndex, value: unknown, row: number | null, up: boolean): number {
  if (index.kind === 'range') {
    const number = typeof value === 'string' && value.trim() === '' ? NaN : Number(value)
    const position = (number - index.start) / index.step
    if (Number.isInteger(position) && position >= 0) return position
    throw new DateError(
      `${String(value)}${inRow(row)} does not lie on the index, which runs from ${index.start} in steps of ${index.step}`,
      'Give one of its integers, or one beyond its end.',
      value,
      row
    )
  }
  const time = timeIn(index, value, row)
  const position = time < index.stamps[0] ? -1 : lowerBound(index, time)
  const exact = position >= 0 && stampAt(index, position) === time
  if (exact || (up && position >= index.stamps.length)) return position
  const around = position > 0 ? `; ${labelAt(index, position - 1)} and ${labelAt(index, position)} do` : ''
  throw new DateError(
    `The timestamp ${String(value)}${inRow(row)} does not fit the frequency ${index.freq} of the data from ${labelAt(index, 0)}${around}`,
    'Give timestamps of that frequency, within the data or beyond its end.',
    value,
    row
  )
}

/**
 * The position of a timestamp in the index (0 is the first) or beyond its end. Throws DateError for a stamp before the
 * start or off the frequency.
 */
export const positionOf = (index: TimeIndex, value: unknown, row: number | null = null): number =>
  find(index, value, row, false)

/** The position of each timestamp; they must be distinct and ascend by one period. */
export function positionsOf(index: TimeIndex, values: ArrayLike<unknown>): number[] {
  const positions = Array.from(values, (value, row) => positionOf(index, value, row))
  const row = positions.findIndex((position, i) => i > 0 && position !== positions[i - 1] + 1)
  if (row < 0) return positions
  throw new DateError(
    `The timestamp ${String(values[row])} in row ${row} does not follow the one before; ${labelAt(index, positions[row - 1] + 1)} should`,
    'Give consecutive timestamps, each once.',
    values[row],
    row
  )
}

/** Is this key a position? In a range that does not begin at 0 an integer that it holds or reaches is a label. */
function isPosition(index: TimeIndex, key: unknown): boolean {
  const digits = index.kind === 'range' ? /^[+-]?\d+$/ : /^[+-]?\d{1,3}$/
  const counts =
    typeof key === 'string' ? digits.test(key) : Number.isInteger(key) && Math.abs(Number(key)) < 1e7
  return counts && !(index.kind === 'range' && index.start > 0 && Number(key) >= index.start)
}

/**
 * The position that `start` or `end` of a prediction names. An integer is a position itself, negative ones count from the end
 * of the sample, as in statsmodels' get_index_loc; but where the index is, say, years as integers, 1999 is that year. As a
 * text an integer has up to three digits where the index has dates; `1999` is a year. Everything else is a stamp. Throws
 * DateError or ValueError.
 */
export function locate(index: TimeIndex, key: unknown): number {
  const text = typeof key === 'string' ? key.trim() : key
  if (!isPosition(index, text)) return find(index, text, null, true)
  const position = Number(text)
  const length = indexLength(index)
  if (position >= -length) return position < 0 ? length + position : position
  throw new ValueError(
    `Position ${position} lies before the data, which has ${length} rows`,
    `Give a position from ${-length} on, or a timestamp.`
  )
}

/** The index with the stamps of new rows, which must follow its last. Throws DateError. */
export function appendStamps(index: TimeIndex, values: ArrayLike<unknown>): TimeIndex {
  const length = indexLength(index)
  const positions = positionsOf(index, values)
  if (positions.length === 0 || positions[0] === length) return extendIndex(index, positions.length)
  throw new DateError(
    `The timestamp ${String(values[0])} in row 0 does not follow the data; ${labelAt(index, length)} should`,
    'Append the periods that follow the data, in order and without gaps.',
    values[0],
    0
  )
}
