import { toFixed } from '../python/format'
import { str } from '../python/text'
import { Float, type Value } from '../python/values'

/** pandas' display.precision. */
const DIGITS = 6

/** Takes zeros off the ends of all numbers alike, as long as one decimal stays. */
function trimZeros(texts: string[]): string[] {
  const numbers = texts.filter((text) => /^-?\d+\.\d+$/.test(text))
  let cut = 0
  while (numbers.length && numbers.every((text) => /\.\d+0$/.test(text.slice(0, text.length - cut)))) cut++
  return texts.map((text) => (/^-?\d+\.\d+$/.test(text) ? text.slice(0, text.length - cut) : text))
}

function floatTexts(values: readonly number[], missing: string): string[] {
  const write = (format: (value: number) => string) =>
    values.map((value) =>
      Number.isNaN(value) ? missing : Number.isFinite(value) ? format(value) : value > 0 ? 'inf' : '-inf'
    )
  const fixed = trimZeros(write((value) => toFixed(value, DIGITS)))
  const sizes = values.map(Math.abs)
  const tooLong = fixed.some((text) => text.replace('-', '').length + 1 > DIGITS + 6)
  const tiny = sizes.some((size) => size > 0 && size < 10 ** -DIGITS)
  if (!tiny && !(tooLong && sizes.some((size) => size > 1e6))) return fixed
  return write((value) => value.toExponential(DIGITS).replace(/e([+-])(\d)$/, 'e$10$2'))
}

/** A column's values as pandas shows them: floats with as many decimals as the longest needs, up to six. */
export function columnTexts(values: readonly Value[], missing = 'NaN'): string[] {
  if (values.every((value) => value instanceof Float))
    return floatTexts(
      values.map((value) => (value as Float).value),
      missing
    )
  return values.map((value) => (value instanceof Float && Number.isNaN(value.value) ? missing : str(value)))
}

/** With a blank where the sign would be, which is what sets pandas' columns apart. */
export const signed = (text: string): string => (/^-[\d.]/.test(text) ? text : ` ${text}`)
