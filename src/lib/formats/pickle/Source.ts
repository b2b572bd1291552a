import { FormatError } from '../errors'

/** Bytes to be read from front to back. */
export class Source {
  private readonly view: DataView

  constructor(
    private readonly bytes: Uint8Array,
    public at = 0
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  private skip(n: number): number {
    if (n > this.bytes.length - this.at)
      throw new FormatError(
        `The pickle ends too early, after ${this.bytes.length} bytes`,
        'Send the whole file.'
      )
    this.at += n
    return this.at - n
  }

  byte = (): number => this.view.getUint8(this.skip(1))
  uint16 = (): number => this.view.getUint16(this.skip(2), true)
  int32 = (): number => this.view.getInt32(this.skip(4), true)
  uint32 = (): number => this.view.getUint32(this.skip(4), true)
  uint64 = (): number => Number(this.view.getBigUint64(this.skip(8), true))
  /** Big-endian, as pickle has it. */
  float64 = (): number => this.view.getFloat64(this.skip(8))
  opcode = (): string => String.fromCharCode(this.byte())

  /** The next bytes, as a view. */
  take(length: number): Uint8Array {
    const start = this.skip(length)
    return this.bytes.subarray(start, this.at)
  }

  text = (length: number): string => new TextDecoder().decode(this.take(length))

  /** The rest of the line, as Latin-1. */
  line(): string {
    const end = this.bytes.indexOf(0x0a, this.at)
    const text = this.take((end < 0 ? this.bytes.length : end) + 1 - this.at).subarray(0, -1)
    return Array.from(text, (byte) => String.fromCharCode(byte)).join('')
  }
}
