/**
 * WordPiece: a word is cut into the longest pieces that the vocabulary has, from its start on (Schuster & Nakajima 2012;
 * google-research/bert, tokenization.py, WordpieceTokenizer). A word that cannot be cut is one `[UNK]`.
 */
import { normalWords, type NormalWord } from './characters'
import { TextModelError } from './errors'

/** A word of a text: its place in UTF-16 units, and its pieces as numbers. */
export interface Word {
  readonly start: number
  readonly end: number
  readonly pieces: readonly number[]
}

const LONGEST = 100
const REMEMBERED = 20000

export class WordPiece {
  readonly #ids: ReadonlyMap<string, number>
  /** Words are few and often repeated: their pieces are remembered. */
  readonly #seen = new Map<string, readonly number[]>()
  readonly unknown: number
  readonly cls: number
  readonly sep: number

  /** @param vocabulary one piece a line, its number the line's; must have [UNK], [CLS] and [SEP]. */
  constructor(vocabulary: string) {
    this.#ids = new Map(vocabulary.split(/\r?\n/).map((piece, id) => [piece, id]))
    ;[this.unknown, this.cls, this.sep] = ['[UNK]', '[CLS]', '[SEP]'].map((piece) => {
      const id = this.#ids.get(piece)
      if (id === undefined)
        throw new TextModelError('bad-model', `vocab.txt lacks ${piece}`, undefined, { file: 'vocab.txt' })
      return id
    })
  }

  words(text: string): Word[] {
    return normalWords(text).map((word) => ({
      start: word.starts[0],
      end: word.ends[word.ends.length - 1],
      pieces: this.#pieces(word)
    }))
  }

  #pieces({ chars }: NormalWord): readonly number[] {
    const key = chars.join('')
    let pieces = this.#seen.get(key)
    if (!pieces) {
      pieces = this.#cut(chars)
      if (this.#seen.size < REMEMBERED) this.#seen.set(key, pieces)
    }
    return pieces
  }

  #cut(chars: readonly string[]): readonly number[] {
    if (chars.length > LONGEST) return [this.unknown]
    const pieces: number[] = []
    for (let start = 0; start < chars.length;) {
      let end = chars.length
      let id: number | undefined
      for (; end > start && id === undefined; end--)
        id = this.#ids.get((start ? '##' : '') + chars.slice(start, end).join(''))
      if (id === undefined) return [this.unknown]
      pieces.push(id)
      start = end + 1
    }
    return pieces
  }
}
