/**
 * The Gregorian calendar on whole days and months. A stamp is a wall-clock time in milliseconds since 1970-01-01 00:00;
 * a day is its number since then; a month is counted as year × 12 + (0 for January … 11 for December).
 */
export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

export const WEEKDAYS = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN']
export const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']

/** The remainder with the divisor's sign, as Python's %. */
export const mod = (a: number, b: number): number => ((a % b) + b) % b

export const dayOf = (stamp: number): number => Math.floor(stamp / DAY)
/** Milliseconds since midnight. */
export const timeOf = (stamp: number): number => mod(stamp, DAY)
/** 0 is Monday, as in Python; day 0, 1970-01-01, was a Thursday. */
export const weekdayOf = (day: number): number => mod(day + 3, 7)

export const monthOf = (day: number): number => {
  const date = new Date(day * DAY)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

/** The month's first day. `setUTCFullYear` takes years below 100 as they are, which Date.UTC does not. */
export const firstDay = (month: number): number =>
  dayOf(new Date(0).setUTCFullYear(Math.floor(month / 12), mod(month, 12), 1))
export const lastDay = (month: number): number => firstDay(month + 1) - 1

/** The first of the month, or the Monday after where that is a weekend. */
export function firstBusinessDay(month: number): number {
  const day = firstDay(month)
  const weekday = weekdayOf(day)
  return weekday < 5 ? day : day + 7 - weekday
}

/** The last of the month, or the Friday before where that is a weekend. */
export function lastBusinessDay(month: number): number {
  const day = lastDay(month)
  return day - Math.max(0, weekdayOf(day) - 4)
}

/** The number of business days (Monday to Friday) before this one; a weekend counts as the Monday after. */
export function businessDays(day: number): number {
  const weekday = weekdayOf(day)
  return Math.floor((day + 3) / 7) * 5 + Math.min(weekday, 5)
}

/** The business day with that many before it. */
export const businessDay = (count: number): number => Math.floor(count / 5) * 7 + mod(count, 5) - 3
