/**
 * How BERT's uncased tokenizer sees a text, character by character: control characters are dropped, accents stripped,
 * letters made small, white space separates words, and punctuation and Chinese characters are words of their own
 * (google-research/bert, tokenization.py, BasicTokenizer). Places are kept, in UTF-16 units of the text as given.
 * Differs: pictures beside letters are a word of their own. With BERT `Paris🎉` is one word that no vocabulary knows.
 */

/** A word after normalisation: its characters, and for each the place in the text that it came from. */
export interface NormalWord {
  readonly chars: string[]
  readonly starts: number[]
  readonly ends: number[]
}

interface Character {
  readonly kind: 'letter' | 'picture' | 'space' | 'alone' | 'mark' | 'nothing'
  readonly chars: readonly string[]
}

const SPACE = /^[\t\n\r\p{Zs}\p{Zl}\p{Zp}\u0085\v\f]$/u
const CONTROL = /^[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\ufffd]$/u
const PUNCTUATION = /^[\p{P}$+<=>^`|~]$/u
/** The ideographs that BERT sets apart; kana and hangul stay with their neighbours. */
const CHINESE =
  /^[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b920}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]$/u

/** Emoji, less the signs that are written as letters are (©, ®, ™). */
const PICTURE = /^(?![\0-\u2190])[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}]$/u

/** Whether a word is nothing but emoji. */
export const isPicture = (word: string): boolean => PICTURE.test(String.fromCodePoint(word.codePointAt(0)!))

function describe(char: string): Character {
  if (char === '\t' || char === '\n' || char === '\r') return { kind: 'space', chars: [] }
  if (char === '\0' || CONTROL.test(char)) return { kind: 'nothing', chars: [] }
  if (SPACE.test(char)) return { kind: 'space', chars: [] }
  const chars = [
    ...char
      .normalize('NFD')
      .replace(/\p{Mn}/gu, '')
      .toLowerCase()
  ]
  if (!chars.length) return { kind: 'mark', chars }
  if (PICTURE.test(char)) return { kind: 'picture', chars }
  return { kind: CHINESE.test(char) || PUNCTUATION.test(chars[0]) ? 'alone' : 'letter', chars }
}

const known = new Map<string, Character>()

function lookUp(char: string): Character {
  let character = known.get(char)
  if (!character) {
    character = describe(char)
    if (known.size < 4096) known.set(char, character)
  }
  return character
}

/** The words of a text, in order. */
export function normalWords(text: string): NormalWord[] {
  const words: NormalWord[] = []
  let open: NormalWord | null = null
  let last: Character['kind'] = 'space'
  let at = 0
  for (const char of text) {
    const { kind, chars } = lookUp(char)
    const end = at + char.length
    if (kind === 'space') open = null
    else if (kind === 'mark') {
      // A mark on the letter before it belongs to that letter's place.
      if (open) open.ends[open.ends.length - 1] = end
    } else if (kind !== 'nothing') {
      if (!open || kind === 'alone' || kind !== last) words.push((open = { chars: [], starts: [], ends: [] }))
      for (const c of chars) {
        open.chars.push(c)
        open.starts.push(at)
        open.ends.push(end)
      }
      if (kind === 'alone') open = null
      last = kind
    }
    at = end
  }
  return words
}
