/**
 * One timestamp, read as pandas 1.5's to_datetime reads it: ISO 8601 in whole or in part, quarters (`1972Q2`), months by
 * name, and dates in the American order unless that is impossible. Milliseconds are the finest that is kept. What pandas
 * would complete from today's date (`10:20`, `Apr 5`) is refused.
 */
import { DateError } from '../../exceptions'
import { HOUR, MINUTE, SECOND } from './calendar'
import { readDay } from './_day'

/** A wall-clock time in milliseconds since 1970-01-01 00:00, and its minutes ahead of UTC where they were given. */
export interface Stamp {
  readonly time: number
  readonly offset: number | null
}

const HINT =
  'Give a date as 1972-04-01, a month as 1972-04, a quarter as 1972Q2, a year, or epoch milliseconds.'

/** The span of pandas' nanosecond timestamps. */
const EARLIEST = Date.UTC(1677, 8, 22)
const LATEST = Date.UTC(2262, 3, 11)

const MISSING = new Set(['', 'nat', 'nan', 'null', 'none', 'na'])
const EPOCH = /^-?\d{9,13}$/

/** Times of day, after the date: with colons; without them after a T or a day in eight digits; a bare hour. */
const CLOCKS = [
  '(?:^|[T\\s])\\s*(?<h>\\d{1,2}):(?<m>\\d{2})(?::(?<s>\\d{2})(?:[.,](?<f>\\d+))?)?(?:\\s*(?<half>[ap])m)?',
  '(?<=\\d)(?:T|(?<=^\\d{8}))(?<h>\\d{2})(?:(?<m>\\d{2})(?:(?<s>\\d{2})(?:[.,](?<f>\\d+))?)?)?',
  '\\s(?<h>\\d{1,2})\\s*(?<half>[ap])m',
  '(?<=^\\d{4}-\\d{1,2}-\\d{1,2})\\s+(?<h>\\d{2})'
].map((clock) => new RegExp(`${clock}(?:\\s*(?<zone>Z|UTC|GMT|[+-]\\d{2}(?::?\\d{2})?))?$`, 'i'))

/** The time of day in milliseconds; null where there is no such time. */
function timeOfDay({
  h,
  m = '0',
  s = '0',
  f = '0',
  half
}: Record<string, string | undefined>): number | null {
  const hour = half ? (Number(h) % 12) + (half.toLowerCase() === 'p' ? 12 : 0) : Number(h)
  if (hour > 23 || Number(m) > 59 || Number(s) > 59 || (half && (Number(h) > 12 || Number(h) < 1)))
    return null
  return hour * HOUR + Number(m) * MINUTE + Number(s) * SECOND + Math.floor(Number(`0.${f}`) * SECOND)
}

function offsetOf(zone: string | undefined): number | null {
  if (zone === undefined) return null
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone)
  if (!match) return 0
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3] ?? 0))
}

function readText(text: string): Stamp | null {
  if (EPOCH.test(text)) return { time: Number(text), offset: null }
  const clock = CLOCKS.map((pattern) => pattern.exec(text)).find((match) => match !== null)
  const day = readDay(clock ? text.slice(0, clock.index) : text)
  const time = clock ? timeOfDay(clock.groups ?? {}) : 0
  return day === null || time === null ? null : { time: day + time, offset: offsetOf(clock?.groups?.zone) }
}

const show = (value: unknown): string => (typeof value === 'string' ? JSON.stringify(value) : String(value))

/** ` in row 3`, as errors name a row. */
export const inRow = (row: number | null): string => (row === null ? '' : ` in row ${row}`)

/**
 * The timestamp that a text, a number of epoch milliseconds or a Date stands for. Texts of 9 to 13 digits are epoch
 * milliseconds, as the keys of to_json are. Throws DateError, which names the value and its row.
 */
export function readStamp(value: unknown, row: number | null = null): Stamp {
  const text = typeof value === 'string' ? value.trim() : ''
  if (value === null || value === undefined || (typeof value === 'string' && MISSING.has(text.toLowerCase())))
    throw new DateError(`A timestamp is missing${inRow(row)}`, 'Give every row its timestamp.', value, row)
  const stamp =
    typeof value === 'number' || typeof value === 'bigint' || value instanceof Date
      ? { time: Number(value), offset: null }
      : readText(text)
  if (stamp === null || Number.isNaN(stamp.time))
    throw new DateError(`${show(value)}${inRow(row)} is not a timestamp`, HINT, value, row)
  if (stamp.time < EARLIEST || stamp.time >= LATEST)
    throw new DateError(
      `${show(value)}${inRow(row)} lies outside the years 1678 to 2261`,
      'Give a timestamp between them, or number the rows from 0.',
      value,
      row
    )
  return stamp
}

/** A stamp as pandas prints it: the date, with its time of day where it has one. */
export function formatStamp(time: number): string {
  const [date, clock] = new Date(time).toISOString().split('T')
  const [whole, milliseconds] = clock.slice(0, -1).split('.')
  if (milliseconds !== '000') return `${date} ${whole}.${milliseconds}`
  return whole === '00:00:00' ? date : `${date} ${whole}`
}
