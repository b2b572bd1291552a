/** The words that pandas 1.5's readers take for a missing value (quoted or not, exactly as written). */
export const NA_WORDS: ReadonlySet<string> = new Set(
  ' #N/A #NA -1.#IND -1.#QNAN -NaN -nan 1.#IND 1.#QNAN <NA> N/A NA NULL NaN n/a nan null'
    .split(' ')
    .concat('#N/A N/A')
)

/** The words for a truth value in a column that holds nothing else. */
export const BOOL_WORDS: ReadonlyMap<string, boolean> = new Map([
  ...['True', 'TRUE', 'true'].map((word) => [word, true] as const),
  ...['False', 'FALSE', 'false'].map((word) => [word, false] as const)
])

export const INFINITY_WORD = /^([+-]?)inf(inity)?$/i

/** No special word is longer than this: longer fields need no look-up. */
export const LONGEST_WORD = 9
