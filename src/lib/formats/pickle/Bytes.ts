/** Bytes one after another, in an array that is enlarged as needed. */
export class Bytes {
  private bytes = new Uint8Array(1024)
  private view = new DataView(this.bytes.buffer)
  private length = 0

  /** Room for n more bytes; gives where they begin. */
  private reserve(n: number): number {
    const start = this.length
    this.length += n
    if (this.length > this.bytes.length) {
      const larger = new Uint8Array(Math.max(this.length, 2 * this.bytes.length))
      larger.set(this.bytes)
      this.bytes = larger
      this.view = new DataView(larger.buffer)
    }
    return start
  }

  byte(value: number): void {
    const at = this.reserve(1)
    this.view.setUint8(at, value)
  }

  /** One character of Latin-1. */
  opcode(character: string): void {
    this.byte(character.charCodeAt(0))
  }

  uint16(value: number): void {
    const at = this.reserve(2)
    this.view.setUint16(at, value, true)
  }

  int32(value: number): void {
    const at = this.reserve(4)
    this.view.setInt32(at, value, true)
  }

  uint32(value: number): void {
    const at = this.reserve(4)
    this.view.setUint32(at, value, true)
  }

  uint64(value: number): void {
    const at = this.reserve(8)
    this.view.setBigUint64(at, BigInt(value), true)
  }

  /** Big-endian, as pickle has it. */
  float64(value: number): void {
    const at = this.reserve(8)
    this.view.setFloat64(at, value)
  }

  raw(bytes: Uint8Array): void {
    const at = this.reserve(bytes.length)
    this.bytes.set(bytes, at)
  }

  done(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.length)
  }
}
