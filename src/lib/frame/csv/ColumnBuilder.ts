import type { Column } from '../column'
import { FormatError } from '$lib/formats/errors'
import { Dictionary } from './Dictionary'
import { grown } from './growing'
import { parsed, parseNumber } from './parseNumber'
import { BOOL_WORDS, INFINITY_WORD, LONGEST_WORD, NA_WORDS } from './words'

const MISSING = 0xff

/** 'undecided' while only missing values came; 'misread' once a value contradicts those before it. */
type Kind = 'undecided' | 'number' | 'bool' | 'text' | 'misread'

/**
 * One column while its file is read. It takes the narrowest type that holds the values seen so far. A text among
 * numbers or truth values makes it 'misread': those before it were not kept as they were written, so it has to be read
 * again, as text from the start.
 */
export class ColumnBuilder {
  private numbers = new Float64Array(0)
  private bools = new Uint8Array(0)
  private codes = new Int32Array(0)
  private dictionary = new Dictionary()
  private integers = true
  private gaps = false
  private beyondInt64 = false
  private length = 0

  constructor(public kind: Kind = 'undecided') {}

  /** Takes the field at bytes[start..end). */
  add(bytes: Uint8Array, start: number, end: number): void {
    const row = this.length++
    if (this.kind === 'misread') return
    if (this.kind === 'text') this.addText(row, this.dictionary.code(bytes, start, end))
    else if (start === end) this.addMissing(row)
    else if (this.kind === 'bool' || !this.addNumber(row, parseNumber(bytes, start, end), parsed.isInteger))
      this.addWord(row, bytes, start, end)
  }

  /** A short row has no field for this column. */
  addMissing(row = this.length++): void {
    this.gaps = true
    if (this.kind === 'number') (this.numbers = grown(this.numbers, row + 1))[row] = NaN
    else if (this.kind === 'bool') (this.bools = grown(this.bools, row + 1))[row] = MISSING
    else if (this.kind === 'text') this.addText(row, -1)
  }

  private addNumber(row: number, value: number, isInteger: boolean): boolean {
    if (Number.isNaN(value)) return false
    if (this.kind === 'undecided') {
      this.kind = 'number'
      this.numbers = grown(this.numbers, row + 1).fill(NaN, 0, row)
    }
    if (row >= this.numbers.length) this.numbers = grown(this.numbers, row + 1)
    // -0 is written as an integer, which has no sign for zero
    this.numbers[row] = isInteger ? value + 0 : value
    if (!isInteger) this.integers = false
    else if (!Number.isSafeInteger(value)) this.addBigInteger(value)
    return true
  }

  /** Integers of more than 64 bits are names, not amounts: text, unless floats came before them (as pandas). */
  private addBigInteger(value: number): void {
    if (this.integers && (value >= 2 ** 64 || value < -(2 ** 63))) this.kind = 'misread'
    this.beyondInt64 = true
  }

  /** Not a number as such: a word for missing, infinite, true or false, or else a text. */
  private addWord(row: number, bytes: Uint8Array, start: number, end: number): void {
    const word = end - start > LONGEST_WORD ? '' : String.fromCharCode(...bytes.subarray(start, end))
    const infinity = INFINITY_WORD.exec(word)
    if (word && NA_WORDS.has(word)) this.addMissing(row)
    else if (infinity && this.kind !== 'bool') this.addNumber(row, Number(infinity[1] + 'Infinity'), false)
    else if (BOOL_WORDS.has(word) && this.kind !== 'number') {
      this.bools = grown(this.bools, row + 1)
      if (this.kind === 'undecided') this.bools.fill(MISSING, 0, row)
      this.kind = 'bool'
      this.bools[row] = Number(BOOL_WORDS.get(word))
    } else if (this.kind === 'undecided') {
      this.kind = 'text'
      this.codes = grown(this.codes, row + 1).fill(-1, 0, row)
      this.addText(row, this.dictionary.code(bytes, start, end))
    } else this.kind = 'misread'
  }

  private addText(row: number, code: number): void {
    if (row >= this.codes.length) this.codes = grown(this.codes, row + 1)
    this.codes[row] = code
  }

  /**
   * @param name for the error
   * @throws FormatError when the texts are not UTF-8
   */
  finish(name: string): Column {
    const { length, gaps } = this
    if (this.kind === 'number') {
      const dtype = this.integers && !gaps && !this.beyondInt64 ? 'int64' : 'float64'
      return { dtype, values: this.numbers.slice(0, length) }
    }
    if (this.kind === 'bool' && !gaps) return { dtype: 'bool', values: this.bools.slice(0, length) }
    if (this.kind === 'bool') {
      const codes = Int32Array.from(this.bools.subarray(0, length), (value) =>
        value === MISSING ? -1 : value
      )
      return { dtype: 'object', codes, categories: [false, true] }
    }
    if (this.kind === 'undecided' && length)
      return { dtype: 'float64', values: new Float64Array(length).fill(NaN) }
    return this.finishText(name)
  }

  private finishText(name: string): Column {
    const words = this.decode(name)
    const recode = new Int32Array(words.length)
    const categories = words.filter((word) => !NA_WORDS.has(word))
    for (let code = 0, next = 0; code < words.length; code++)
      recode[code] = NA_WORDS.has(words[code]) ? -1 : next++
    const codes = this.codes.slice(0, this.length)
    if (categories.length < words.length)
      for (let row = 0; row < codes.length; row++) if (codes[row] >= 0) codes[row] = recode[codes[row]]
    return { dtype: 'object', codes, categories }
  }

  private decode(name: string): string[] {
    try {
      return this.dictionary.decode()
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      throw new FormatError(
        `Column "${name}" holds bytes that are not UTF-8`,
        'Save the file as UTF-8 ("CSV UTF-8" in Excel).'
      )
    }
  }
}
