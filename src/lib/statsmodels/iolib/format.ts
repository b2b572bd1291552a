/** Numbers as Python's `%` prints them: ties go to the even digit, exponents have two digits. */

/** Does x ≥ 0 lie exactly between two decimals of so many significant digits? */
function isTie(x: number, significant: number): boolean {
  const digits = x.toExponential(60).split('e')[0].replace('.', '')
  return significant >= 0 && /^50*$/.test(digits.slice(significant))
}

/** JavaScript rounds a tie up. Where that gives an odd digit, the number just below x gives the even one. */
function tiesToEven(x: number, significant: number, print: (x: number) => string): string {
  const text = print(x)
  const odd = /[13579]$/.test(text.split('e')[0])
  return odd && isTie(x, significant) ? print(x * (1 - Number.EPSILON)) : text
}

const exponentOf = (text: string): number => Number(text.split('e')[1])

/** The sign, and the magnitude as `print` has it. */
function signed(x: number, print: (x: number) => string): string {
  const sign = x < 0 || Object.is(x, -0) ? '-' : ''
  return Number.isFinite(x) ? sign + print(Math.abs(x)) : Number.isNaN(x) ? 'nan' : `${sign}inf`
}

/** `%.{digits}f` */
export const fixed = (x: number, digits: number): string =>
  signed(x, (size) => {
    if (size >= 1e21) return BigInt(size).toString() + (digits ? `.${'0'.repeat(digits)}` : '')
    const significant = exponentOf(size.toExponential(60)) + 1 + digits
    return tiesToEven(size, significant, (value) => value.toFixed(digits))
  })

/** `%.{precision}g`; with `alternate` as `%#.{precision}g`, which keeps the point and trailing zeros. */
export const general = (x: number, precision: number, alternate = false): string =>
  signed(x, (size) => {
    const text = tiesToEven(size, precision, (value) => value.toExponential(precision - 1))
    const exponent = exponentOf(text)
    const trim = (digits: string): string => {
      if (alternate) return digits.includes('.') ? digits : `${digits}.`
      return digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits
    }
    if (exponent >= -4 && exponent < precision) return trim(Number(text).toFixed(precision - 1 - exponent))
    const power = String(Math.abs(exponent)).padStart(2, '0')
    return `${trim(text.split('e')[0])}e${exponent < 0 ? '-' : '+'}${power}`
  })

/** A number in a table of parameters: plain, or with an exponent where it is large or small. */
export function forg(x: number, precision: 3 | 4 = 3): string {
  const plain = Number.isNaN(x) || (Math.abs(x) < 1e4 && Math.abs(x) >= 1e-4)
  return (plain ? fixed(x, precision) : general(x, precision)).padStart(precision + 6)
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const two = (n: number): string => String(n).padStart(2, '0')

/** `Sat, 01 Apr 1972`, here and now's own time zone. */
export const dateText = (date: Date): string =>
  `${DAYS[date.getDay()]}, ${two(date.getDate())} ${MONTHS[date.getMonth()]} ${date.getFullYear()}`
/** `14:05:09` */
export const timeText = (date: Date): string =>
  [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')

/** A timestamp (wall-clock milliseconds since 1970) as a sample's first or last day: `04-01-1972`. */
export function sampleDate(stamp: number): string {
  const date = new Date(stamp)
  return `${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}-${date.getUTCFullYear()}`
}
