/**
 * Frequencies by pandas' offset aliases (`MS`, `QS-OCT`, `2W-SUN`, `15T`): what each means on the calendar and how many
 * of them lie in a season. Source: pandas 1.5 user guide, "DateOffset objects".
 */
import { ValueError } from '$lib/estimator/exceptions'
import {
  DAY,
  HOUR,
  MINUTE,
  MONTHS,
  SECOND,
  WEEKDAYS,
  businessDay,
  businessDays,
  dayOf,
  firstBusinessDay,
  firstDay,
  lastBusinessDay,
  lastDay,
  mod,
  monthOf,
  timeOf,
  weekdayOf
} from './calendar'

/** How the stamps of a frequency follow each other. */
export interface Freq {
  /** As pandas prints it. */
  readonly name: string
  /** The name without count and anchor: `QS` of `2QS-OCT`. */
  readonly rule: string
  readonly count: number
  /** The stamp n steps after this one; n may be negative. The stamp must be on the frequency. */
  shift(stamp: number, n: number): number
  /** Is this stamp one that the frequency can have? */
  holds(stamp: number): boolean
}

type Steps = Pick<Freq, 'shift' | 'holds'>

const always = (): boolean => true

const fixed = (step: number): Steps => ({ shift: (stamp, n) => stamp + n * step, holds: always })

const weekly = (weekday: number): Steps => ({
  shift: (stamp, n) => stamp + n * 7 * DAY,
  holds: (stamp) => weekdayOf(dayOf(stamp)) === weekday
})

/** Every `span` months, in months that leave `phase` when divided by it, on the day of the month that `place` gives. */
const monthly = (span: number, phase: number, place: (month: number) => number): Steps => ({
  shift: (stamp, n) => place(monthOf(dayOf(stamp)) + n * span) * DAY + timeOf(stamp),
  holds: (stamp) => {
    const month = monthOf(dayOf(stamp))
    return mod(month, span) === phase && place(month) === dayOf(stamp)
  }
})

const business: Steps = {
  shift: (stamp, n) => businessDay(businessDays(dayOf(stamp)) + n) * DAY + timeOf(stamp),
  holds: (stamp) => weekdayOf(dayOf(stamp)) < 5
}

const OPENING = 9
const OPEN_HOURS = 8

/** Hours from 9:00 until before 17:00 on business days, pandas' default. */
const businessHour: Steps = {
  shift: (stamp, n) => {
    const hour = Math.floor(timeOf(stamp) / HOUR) - OPENING
    const at = businessDays(dayOf(stamp)) * OPEN_HOURS + hour + n
    const opening = businessDay(Math.floor(at / OPEN_HOURS)) * DAY + OPENING * HOUR
    return opening + mod(at, OPEN_HOURS) * HOUR + mod(stamp, HOUR)
  },
  holds: (stamp) => {
    const hour = Math.floor(timeOf(stamp) / HOUR)
    return business.holds(stamp) && hour >= OPENING && hour < OPENING + OPEN_HOURS
  }
}

/** The n-th weekday of each month, as `WOM-3FRI`. */
const weekOfMonth = (anchor: string): Steps | undefined => {
  const week = Number(anchor[0])
  const weekday = WEEKDAYS.indexOf(anchor.slice(1))
  if (!(week >= 1 && week <= 4) || weekday < 0) return undefined
  return monthly(1, 0, (month) => {
    const first = firstDay(month)
    return first + mod(weekday - weekdayOf(first), 7) + (week - 1) * 7
  })
}

interface Rule {
  readonly anchors?: readonly string[]
  /** The anchor that the name without one means. */
  readonly anchor?: string
  readonly steps: (anchor: string) => Steps | undefined
}

const quarterly = (place: (month: number) => number, anchor: string): Rule => ({
  anchors: MONTHS,
  anchor,
  steps: (name) => monthly(3, MONTHS.indexOf(name) % 3, place)
})
const yearly = (place: (month: number) => number, anchor: string): Rule => ({
  anchors: MONTHS,
  anchor,
  steps: (name) => monthly(12, MONTHS.indexOf(name), place)
})
const simple = (steps: Steps): Rule => ({ steps: () => steps })

const rules: Readonly<Record<string, Rule>> = {
  L: simple(fixed(1)),
  S: simple(fixed(SECOND)),
  T: simple(fixed(MINUTE)),
  H: simple(fixed(HOUR)),
  D: simple(fixed(DAY)),
  B: simple(business),
  BH: simple(businessHour),
  W: { anchors: WEEKDAYS, anchor: 'SUN', steps: (name) => weekly(WEEKDAYS.indexOf(name)) },
  WOM: { steps: weekOfMonth },
  MS: simple(monthly(1, 0, firstDay)),
  BMS: simple(monthly(1, 0, firstBusinessDay)),
  M: simple(monthly(1, 0, lastDay)),
  BM: simple(monthly(1, 0, lastBusinessDay)),
  QS: quarterly(firstDay, 'JAN'),
  BQS: quarterly(firstBusinessDay, 'JAN'),
  Q: quarterly(lastDay, 'DEC'),
  BQ: quarterly(lastBusinessDay, 'DEC'),
  AS: yearly(firstDay, 'JAN'),
  BAS: yearly(firstBusinessDay, 'JAN'),
  A: yearly(lastDay, 'DEC'),
  BA: yearly(lastBusinessDay, 'DEC')
}

const spellings: Readonly<Record<string, string>> = {
  Y: 'A',
  YS: 'AS',
  BY: 'BA',
  BYS: 'BAS',
  MIN: 'T'
}

const unknown = (name: string): ValueError =>
  new ValueError(
    `"${name}" is not a frequency`,
    `Give one of ${Object.keys(rules).join(', ')}, with a count before it (2D) or an anchor after it (QS-OCT, W-SUN).`
  )

/** The frequency of an alias. `ms` means milliseconds and `MS` month starts, as in pandas. Throws ValueError. */
export function parseFreq(alias: string): Freq {
  const match = /^(\d*)\s*([a-z]+)(?:-(\w+))?$/i.exec(alias.trim())
  if (!match) throw unknown(alias)
  const count = match[1] === '' ? 1 : Number(match[1])
  const letters = match[2].toUpperCase()
  const name = /^[mM]s$/.test(match[2]) ? 'L' : (spellings[letters] ?? letters)
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
  const anchor = match[3]?.toUpperCase() ?? rule?.anchor ?? ''
  const anchored = rule?.anchors ? rule.anchors.includes(anchor) : (anchor === '') === (name !== 'WOM')
  const steps = rule && anchored && count > 0 ? rule.steps(anchor) : undefined
  if (!steps) throw unknown(alias)
  const { shift, holds } = steps
  return {
    name: (count === 1 ? '' : count) + name + (anchor && `-${anchor}`),
    rule: name,
    count,
    shift: (stamp, n) => shift(stamp, n * count),
    holds
  }
}

const periods: Readonly<Record<string, number>> = { A: 1, Q: 4, M: 12, W: 52, D: 7, B: 5, H: 24 }

/**
 * How many observations make a season: 12 of `MS`, 4 of `QS-OCT`, 7 of `D`, as statsmodels' freq_to_period has it,
 * which leaves out the business kinds (`BM`, `BQS`), and likewise takes no notice of a count.
 * Throws ValueError for a frequency that has no customary season.
 */
export function freqToPeriod(alias: string): number {
  const { rule } = parseFreq(alias)
  const base = rule.replace(/(?<=.)S$/, '')
  const period = periods[base]
  if (period === undefined)
    throw new ValueError(
      `No season is customary for the frequency ${alias}`,
      'Give the number of observations in a season as `period` (or `seasonal_periods`).'
    )
  return period
}
