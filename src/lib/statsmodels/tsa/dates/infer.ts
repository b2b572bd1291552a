/**
 * The frequency that stamps follow, by the rules of pandas 1.5's infer_freq: whole days try years, then quarters, months,
 * a fixed number of days, business days and weeks of the month; finer steps must all be equal.
 */
import {
  DAY,
  HOUR,
  MINUTE,
  MONTHS,
  SECOND,
  WEEKDAYS,
  dayOf,
  firstBusinessDay,
  firstDay,
  lastBusinessDay,
  lastDay,
  mod,
  monthOf,
  weekdayOf
} from './calendar'

const unique = (values: Iterable<number>): number[] => [...new Set(values)].sort((a, b) => a - b)

/** The distinct differences of neighbours, ascending. */
const deltas = (values: ArrayLike<number>): number[] =>
  unique(Array.from({ length: values.length - 1 }, (_, i) => values[i + 1] - values[i]))

const businessDaySteps = [DAY, 3 * DAY].join()
/** Steps within a business day, over a night, over a weekend. */
const businessHourSteps = [[1, 17].join(), [1, 65].join(), [1, 17, 65].join()]

const counted = (count: number, rule: string): string => (count === 1 ? rule : `${count}${rule}`)

type Place = (day: number, month: number) => boolean

const isFirst: Place = (day, month) => day === firstDay(month)
const isLast: Place = (day, month) => day === lastDay(month)

/**
 * Where in their months all the days lie, and the names of the rules for years, quarters and months there. pandas takes a
 * calendar's first or last day for a business one even on a weekend.
 */
const places: readonly [Place, string, string, string][] = [
  [isFirst, 'AS', 'QS', 'MS'],
  [(day, month) => isFirst(day, month) || day === firstBusinessDay(month), 'BAS', 'BQS', 'BMS'],
  [isLast, 'A', 'Q', 'M'],
  [(day, month) => isLast(day, month) || day === lastBusinessDay(month), 'BA', 'BQ', 'BM']
]

/** pandas names a quarter's rule by the latest month of the year that it touches. */
const QUARTER_ANCHORS = ['DEC', 'OCT', 'NOV']

function monthRule(days: readonly number[]): string | null {
  const months = days.map(monthOf)
  const place = places.find(([lies]) => days.every((day, i) => lies(day, months[i])))
  const steps = deltas(months)
  if (!place || steps.length > 1) return null
  const [, year, quarter, month] = place
  const [step] = steps
  if (step % 12 === 0) return counted(step / 12, `${year}-${MONTHS[mod(months[0], 12)]}`)
  if (step % 3 === 0) return counted(step / 3, `${quarter}-${QUARTER_ANCHORS[mod(months[0] + 1, 3)]}`)
  return counted(step, month)
}

/** Every step is one day, or three from a Friday. */
const isBusinessDaily = (days: readonly number[], steps: readonly number[]): boolean =>
  steps.join() === businessDaySteps &&
  days.every((day, i) => weekdayOf(day) < 5 && (i === 0 || day - days[i - 1] === (weekdayOf(day) ? 1 : 3)))

/** Fifth weeks are left out of the question, as in pandas. */
function weekOfMonthRule(days: readonly number[]): string | null {
  const weekdays = unique(days.map(weekdayOf))
  const weeks = unique(days.map((day) => Math.floor((day - firstDay(monthOf(day))) / 7))).filter((w) => w < 4)
  return weekdays.length === 1 && weeks.length === 1 ? `WOM-${weeks[0] + 1}${WEEKDAYS[weekdays[0]]}` : null
}

function dailyRule(stamps: ArrayLike<number>, steps: readonly number[]): string | null {
  const days = Array.from(stamps, dayOf)
  const rule = monthRule(days)
  if (rule) return rule
  if (steps.length === 1) {
    const count = steps[0] / DAY
    return count % 7 === 0 ? counted(count / 7, `W-${WEEKDAYS[weekdayOf(days[0])]}`) : counted(count, 'D')
  }
  return isBusinessDaily(days, steps) ? 'B' : weekOfMonthRule(days)
}

const units: readonly [string, number][] = [
  ['H', HOUR],
  ['T', MINUTE],
  ['S', SECOND],
  ['L', 1]
]

/**
 * pandas' name for the frequency of ascending, distinct stamps (milliseconds of wall-clock time); null where they follow
 * none, or are fewer than three.
 */
export function inferFreq(stamps: ArrayLike<number>): string | null {
  if (stamps.length < 3) return null
  const steps = deltas(stamps)
  if (!(steps[0] > 0)) return null
  if (steps[0] % DAY === 0) return dailyRule(stamps, steps)
  if (businessHourSteps.includes(steps.map((step) => step / HOUR).join())) return 'BH'
  if (steps.length > 1) return null
  const unit = units.find(([, size]) => steps[0] % size === 0)
  return unit ? counted(steps[0] / unit[1], unit[0]) : null
}
