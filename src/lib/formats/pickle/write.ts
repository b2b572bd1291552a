/**
 * Writes pickles of protocol 4, which every Python 3 opens. What each opcode does is told by CPython's Lib/pickletools.py
 * and PEP 3154. Frames, which only make reading from slow files faster, are left out.
 */
import { Bytes } from './Bytes'
import { Call, Global, Tuple, type PyValue } from './values'

class Writer {
  private readonly out = new Bytes()
  /** Objects, and strings, that were written before are only referred to. */
  private readonly memo = new Map<PyValue, number>()

  pickle(value: PyValue): Uint8Array<ArrayBuffer> {
    this.out.opcode('\x80')
    this.out.byte(4)
    this.write(value)
    this.out.opcode('.')
    return this.out.done()
  }

  private write(value: PyValue): void {
    if (value === null) this.out.opcode('N')
    else if (typeof value === 'boolean') this.out.opcode(value ? '\x88' : '\x89')
    else if (typeof value === 'bigint') this.int(value)
    else if (typeof value === 'number') this.float(value)
    else if (this.memo.has(value)) this.recall(this.memo.get(value)!)
    else this.object(value)
  }

  private recall(index: number): void {
    const short = index < 256
    this.out.opcode(short ? 'h' : 'j')
    if (short) this.out.byte(index)
    else this.out.uint32(index)
  }

  private memoize(value: PyValue): void {
    this.out.opcode('\x94')
    this.memo.set(value, this.memo.size)
  }

  private int(value: bigint): void {
    if (value >= 0n && value < 256n) {
      this.out.opcode('K')
      this.out.byte(Number(value))
    } else if (BigInt.asIntN(32, value) === value) {
      this.out.opcode('J')
      this.out.int32(Number(value))
    } else this.long(value)
  }

  /** Two's complement, little-endian, in as few bytes as hold it. */
  private long(value: bigint): void {
    let bytes = 5
    while (BigInt.asIntN(8 * bytes, value) !== value) bytes++
    this.out.opcode('\x8a')
    this.out.byte(bytes)
    for (let i = 0; i < bytes; i++) this.out.byte(Number((value >> BigInt(8 * i)) & 255n))
  }

  private float(value: number): void {
    this.out.opcode('G')
    this.out.float64(value)
  }

  private object(value: Exclude<PyValue, null | boolean | bigint | number>): void {
    if (typeof value === 'string') this.sized(value, new TextEncoder().encode(value), '\x8c', 'X', '\x8d')
    else if (value instanceof Uint8Array) this.sized(value, value, 'C', 'B', '\x8e')
    else if (value instanceof Tuple) this.tuple(value)
    else if (value instanceof Global) this.global(value)
    else if (value instanceof Call) this.call(value)
    else if (Array.isArray(value)) this.collection(value, ']', 'e', value)
    else if (value instanceof Set) this.collection(value, '\x8f', '\x90', [...value])
    else this.collection(value, '}', 'u', [...value].flat())
  }

  /** Text or bytes after their length, whose opcode goes by how many bytes the length takes: 1, 4 or 8. */
  private sized(value: PyValue, bytes: Uint8Array, short: string, middle: string, long: string): void {
    const { length } = bytes
    this.out.opcode(length < 256 ? short : length < 2 ** 32 ? middle : long)
    if (length < 256) this.out.byte(length)
    else if (length < 2 ** 32) this.out.uint32(length)
    else this.out.uint64(length)
    this.out.raw(bytes)
    this.memoize(value)
  }

  private tuple(value: Tuple): void {
    const { items } = value
    if (!items.length) return this.out.opcode(')')
    if (items.length > 3) this.out.opcode('(')
    for (const item of items) this.write(item)
    this.out.opcode(items.length > 3 ? 't' : ['\x85', '\x86', '\x87'][items.length - 1])
    this.memoize(value)
  }

  private global(value: Global): void {
    this.write(value.module)
    this.write(value.name)
    this.out.opcode('\x93')
    this.memoize(value)
  }

  private call(value: Call): void {
    this.write(value.callable)
    this.write(value.args)
    if (value.how === 'call') this.out.opcode('R')
    else if (value.kwargs === null) this.out.opcode('\x81')
    else {
      this.write(value.kwargs)
      this.out.opcode('\x92')
    }
    this.memoize(value)
    this.fill('e', value.items)
    this.fill('u', [...value.entries].flat())
    if (value.state === null) return
    this.write(value.state)
    this.out.opcode('b')
  }

  /** A collection is put down empty and then filled, so that it may hold itself. */
  private collection(value: PyValue, empty: string, fill: string, content: readonly PyValue[]): void {
    this.out.opcode(empty)
    this.memoize(value)
    this.fill(fill, content)
  }

  private fill(opcode: string, content: readonly PyValue[]): void {
    if (!content.length) return
    this.out.opcode('(')
    for (const item of content) this.write(item)
    this.out.opcode(opcode)
  }
}

/** The value as a pickle. What is the same object here will be the same object there. */
export const writePickle = (value: PyValue): Uint8Array<ArrayBuffer> => new Writer().pickle(value)
