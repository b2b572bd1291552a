/** The shape of a word as written: the word pieces are all in small letters, and names show by their capitals. */

/** What the entity model's row of shape embeddings means, by number. */
const SHAPE = { lower: 1, capital: 2, capitals: 3, mixed: 4, digits: 5, signs: 6, caseless: 7, oneCapital: 8 }

const count = (word: string, pattern: RegExp): number => word.match(pattern)?.length ?? 0

export function wordShape(word: string): number {
  if (/[\p{Nd}²³¹⁰⁴-⁹₀-₉]/u.test(word)) return SHAPE.digits
  if (!/\p{L}/u.test(word)) return SHAPE.signs
  const upper = count(word, /\p{Lu}/gu)
  const lower = count(word, /\p{Ll}/gu)
  if (upper + lower === 0) return SHAPE.caseless
  if (upper === 0) return SHAPE.lower
  if (lower === 0) return upper === 1 ? SHAPE.oneCapital : SHAPE.capitals
  return upper === 1 && /^\p{Lu}/u.test(word) ? SHAPE.capital : SHAPE.mixed
}
