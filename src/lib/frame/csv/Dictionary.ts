import { grown } from './growing'

/** Distinct byte strings, numbered in order of appearance: text is decoded once per distinct value, not per row. */
export class Dictionary {
  private bytes = new Uint8Array(1024)
  /** Entry i lies from ends[i - 1] to ends[i]. */
  private ends = new Int32Array(64)
  private hashes = new Int32Array(64)
  /** Open addressing: code + 1 of the entry in a slot, 0 where it is free. */
  private slots = new Int32Array(256)
  size = 0

  /** The number of the text at source[start..end), a new one if it was not seen before. */
  code(source: Uint8Array, start: number, end: number): number {
    let hash = 0x811c9dc5
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ source[i], 0x01000193)
    const mask = this.slots.length - 1
    let slot = (hash ^ (hash >>> 15)) & mask
    for (; this.slots[slot]; slot = (slot + 1) & mask) {
      const code = this.slots[slot] - 1
      if (this.hashes[code] === hash && this.equals(code, source, start, end)) return code
    }
    this.slots[slot] = this.size + 1
    return this.add(hash, source, start, end)
  }

  private equals(code: number, source: Uint8Array, start: number, end: number): boolean {
    const from = code ? this.ends[code - 1] : 0
    if (this.ends[code] - from !== end - start) return false
    for (let i = start, j = from; i < end; i++, j++) if (source[i] !== this.bytes[j]) return false
    return true
  }

  private add(hash: number, source: Uint8Array, start: number, end: number): number {
    const from = this.size ? this.ends[this.size - 1] : 0
    this.bytes = grown(this.bytes, from + end - start)
    for (let i = start, j = from; i < end; i++, j++) this.bytes[j] = source[i]
    this.ends = grown(this.ends, this.size + 1)
    this.hashes = grown(this.hashes, this.size + 1)
    this.ends[this.size] = from + end - start
    this.hashes[this.size] = hash
    this.size++
    if (this.size * 2 > this.slots.length) this.rehash()
    return this.size - 1
  }

  private rehash(): void {
    this.slots = new Int32Array(this.slots.length * 4)
    const mask = this.slots.length - 1
    for (let code = 0; code < this.size; code++) {
      const hash = this.hashes[code]
      let slot = (hash ^ (hash >>> 15)) & mask
      while (this.slots[slot]) slot = (slot + 1) & mask
      this.slots[slot] = code + 1
    }
  }

  /**
   * The texts by number.
   * @throws TypeError when one is not UTF-8
   */
  decode(): string[] {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    return Array.from({ length: this.size }, (_, code) =>
      decoder.decode(this.bytes.subarray(code ? this.ends[code - 1] : 0, this.ends[code]))
    )
  }
}
