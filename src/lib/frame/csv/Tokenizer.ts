import { FormatError } from '$lib/formats/errors'
import { grown } from './growing'

const [QUOTE, LF, CR, SPACE, TAB] = [0x22, 0x0a, 0x0d, 0x20, 0x09]

/** The fields of one record: field i lies at bytes[starts[i]..ends[i]), without its quotes. Valid until the next. */
export interface Fields {
  readonly bytes: Uint8Array
  readonly starts: Int32Array
  readonly ends: Int32Array
  readonly count: number
  /** The record's first line in the file, from 1. */
  readonly line: number
}

/** Cuts bytes into records and fields by the rules of pandas' tokenizer: RFC 4180 and its customary abuses. */
export class Tokenizer {
  private starts = new Int32Array(64)
  private ends = new Int32Array(64)
  /** 1 where a field has doubled quotes, or text after its closing quote. */
  private messy = new Uint8Array(64)
  private line = 1
  private lineBreaks = 0

  constructor(
    private readonly separator: number,
    private readonly take: (fields: Fields) => void
  ) {}

  /**
   * Hands over the whole records in `bytes` and tells how many bytes they took; the rest belongs to a record that goes
   * on in the next block. With `last` there is no next one. Quoted fields are unescaped in place.
   */
  read(bytes: Uint8Array, last: boolean): number {
    let at = 0
    while (at < bytes.length) {
      const next = this.record(bytes, at, last)
      if (next < 0) break
      at = next
    }
    return at
  }

  /** Reads the record that begins at `begin`; gives where the next one begins, -1 if this one does not end here. */
  private record(bytes: Uint8Array, begin: number, last: boolean): number {
    let count = 0
    let at = begin
    this.lineBreaks = 0
    for (; ; at++) {
      if (count === this.starts.length) this.makeRoom()
      at = bytes[at] === QUOTE ? this.quoted(bytes, at, count, last) : this.plain(bytes, at, count)
      if (at < 0) return -1
      count++
      if (bytes[at] !== this.separator) break
    }
    if (!last && at + (bytes[at] === CR ? 1 : 0) >= bytes.length) return -1

    for (let i = 0; i < count; i++) if (this.messy[i]) this.unescape(bytes, i)
    if (count > 1 || bytes[begin] === QUOTE || !this.isBlank(bytes))
      this.take({ bytes, starts: this.starts, ends: this.ends, count, line: this.line })
    this.line += this.lineBreaks + 1
    return bytes[at] === CR && bytes[at + 1] === LF ? at + 2 : at + 1
  }

  /** Each of these takes the field at `at` as number i and gives the place of the separator or line end after it. */
  private plain(bytes: Uint8Array, at: number, i: number): number {
    this.starts[i] = at
    this.messy[i] = 0
    return (this.ends[i] = this.fieldEnd(bytes, at))
  }

  private quoted(bytes: Uint8Array, at: number, i: number, last: boolean): number {
    let close = at + 1
    this.messy[i] = 0
    for (; ; close += 2) {
      for (; close < bytes.length && bytes[close] !== QUOTE; close++)
        if (bytes[close] === LF) this.lineBreaks++
      if (close + 1 >= bytes.length && !last) return -1
      if (close >= bytes.length)
        throw new FormatError(
          `The quote opened in line ${this.line} is never closed`,
          'Close it, or double it ("").'
        )
      if (bytes[close + 1] !== QUOTE) break
      this.messy[i] = 1
    }
    const end = this.fieldEnd(bytes, close + 1)
    if (end > close + 1) this.messy[i] = 1
    this.starts[i] = at + 1
    this.ends[i] = end > close + 1 ? end : close
    return end
  }

  private fieldEnd(bytes: Uint8Array, at: number): number {
    const { separator } = this
    for (; at < bytes.length; at++) {
      const byte = bytes[at]
      if (byte === separator || byte === LF || byte === CR) break
    }
    return at
  }

  /** Takes doubled quotes once and the closing quote not at all; what follows the closing quote stays as it is. */
  private unescape(bytes: Uint8Array, i: number): void {
    let inside = true
    let to = this.starts[i]
    for (let at = to; at < this.ends[i]; at++) {
      if (inside && bytes[at] === QUOTE) {
        inside = at + 1 < this.ends[i] && bytes[at + 1] === QUOTE
        if (!inside) continue
        at++
      }
      bytes[to++] = bytes[at]
    }
    this.ends[i] = to
  }

  /** A line of blanks is no record. */
  private isBlank(bytes: Uint8Array): boolean {
    for (let at = this.starts[0]; at < this.ends[0]; at++)
      if (bytes[at] !== SPACE && bytes[at] !== TAB) return false
    return true
  }

  private makeRoom(): void {
    const size = this.starts.length * 2
    this.starts = grown(this.starts, size)
    this.ends = grown(this.ends, size)
    this.messy = grown(this.messy, size)
  }
}
