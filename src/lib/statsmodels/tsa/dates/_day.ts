import { DAY, MONTHS, firstDay, lastDay } from './calendar'

const QUARTER = /^(?:(?<year>\d{4}|\d{2})-?q(?<quarter>[1-4])|(?<first>[1-4])q-?(?<last>\d{4}|\d{2}))$/i
const NUMBERS_AND_WORDS = /\d+|[a-z]+/gi
const SEPARATORS = /^[\s\-/.,]*$/
/** Words that a date may hold without saying more by them. */
const IDLE = /^(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?|st|nd|rd|th|of|and)$/i

const MONTH_NAMES = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december'
]

/** 0 for Jan or January; -1 for what is no month. */
const monthByName = (word: string): number => {
  const name = word.toLowerCase()
  if (name === 'sept') return 8
  return MONTH_NAMES.findIndex((full, i) => full === name || MONTHS[i].toLowerCase() === name)
}

/** Two digits are the year of that ending within 50 years of today, as dateutil has it. */
function fullYear(digits: string): number {
  if (digits.length > 2) return Number(digits)
  const now = new Date().getUTCFullYear()
  const year = now - (now % 100) + Number(digits)
  return year >= now + 50 ? year - 100 : year < now - 50 ? year + 100 : year
}

const isYear = (digits: string): boolean =>
  digits.length === 4 || (digits.length === 2 && Number(digits) > 31)

type Parts = readonly [year: string, month: number, day: number]

/** Which number is what, by dateutil's rules: the year shows itself, else it is last; of day and month, the month first. */
function assign(numbers: readonly string[], named: number): Parts | null {
  const [a, b, c] = numbers
  if (named >= 0) {
    if (numbers.length === 1) return isYear(a) ? [a, named, 1] : null
    if (numbers.length !== 2) return null
    return isYear(a) ? [a, named, Number(b)] : [b, named, Number(a)]
  }
  switch (numbers.length) {
    case 1:
      return a.length === 4 ? [a, 0, 1] : null
    case 2:
      return isYear(a) ? [a, Number(b) - 1, 1] : isYear(b) ? [b, Number(a) - 1, 1] : null
    case 3:
      if (isYear(a)) return [a, Number(b) - 1, Number(c)]
      return Number(a) > 12 ? [c, Number(b) - 1, Number(a)] : [c, Number(a) - 1, Number(b)]
    default:
      return null
  }
}

/** `19720401` and `720401` as three numbers. */
const split = (numbers: readonly string[]): readonly string[] => {
  const match = numbers.length === 1 ? /^(\d{4}|\d{2})(\d{2})(\d{2})$/.exec(numbers[0]) : null
  return match ? match.slice(1) : numbers
}

/** The first millisecond of the day, month, quarter or year that a text names; null for any other text. */
export function readDay(text: string): number | null {
  const quarter = QUARTER.exec(text.trim())?.groups
  if (quarter) {
    const year = quarter.year ?? quarter.last
    const first = (Number(quarter.quarter ?? quarter.first) - 1) * 3
    return firstDay((year.length === 2 ? 2000 + Number(year) : Number(year)) * 12 + first) * DAY
  }
  if (!SEPARATORS.test(text.replace(NUMBERS_AND_WORDS, ''))) return null
  const tokens = (text.match(NUMBERS_AND_WORDS) ?? []).filter((token) => !IDLE.test(token))
  const words = tokens.filter((token) => /\D/.test(token))
  const month = words.length === 1 ? monthByName(words[0]) : -1
  if (words.length > 1 || (words.length === 1 && month < 0)) return null
  const parts = assign(split(tokens.filter((token) => /^\d/.test(token))), month)
  if (!parts || !/^(\d{2}|\d{4})$/.test(parts[0]) || parts[1] < 0 || parts[1] > 11) return null
  const months = fullYear(parts[0]) * 12 + parts[1]
  const day = firstDay(months) + parts[2] - 1
  return parts[2] >= 1 && day <= lastDay(months) ? day * DAY : null
}
