import { FormatError } from '$lib/formats/errors'

/** What a table of Arrow's metadata holds by its slots; slots that hold plain numbers need no check. */
interface Layout {
  /** Vectors: the bytes of an item, or the layout of the tables they hold. Texts are vectors of bytes. */
  readonly vectors?: Readonly<Record<number, number | (() => Layout)>>
  readonly tables?: Readonly<Record<number, () => Layout>>
}

/** From Arrow's format/*.fbs (columnar format 1.5). */
const KEY_VALUE: Layout = { vectors: { 0: 1, 1: 1 } }
const FIELD: Layout = {
  vectors: { 0: 1, 5: () => FIELD, 6: () => KEY_VALUE },
  tables: { 3: () => ({}), 4: () => ({}) }
}
const SCHEMA: Layout = { vectors: { 1: () => FIELD, 2: () => KEY_VALUE, 3: 8 } }
const BATCH: Layout = { vectors: { 1: 16, 2: 16, 4: 8 }, tables: { 3: () => ({}) } }
const DICTIONARY: Layout = { tables: { 1: () => BATCH } }
const FOOTER: Layout = { vectors: { 2: 24, 3: 24, 4: () => KEY_VALUE }, tables: { 1: () => SCHEMA } }
/** A message's header, by its type. */
const HEADERS: Readonly<Record<number, Layout>> = { 1: SCHEMA, 2: DICTIONARY, 3: BATCH }

/** Rows per byte at the most: a bit a value, shrunk as far as LZ4 can. */
const MOST_ROWS_PER_BYTE = 8 * 255

const broken = (): never => {
  throw new FormatError("The file's metadata is broken")
}

/** Follows every offset of a flatbuffer, none of which may leave the file; every table is visited a few times at most. */
class Checker {
  readonly view: DataView
  private visits: number

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.visits = bytes.length
  }

  uint32 = (at: number): number => this.view.getUint32(at, true)
  int64 = (at: number): number => Number(this.view.getBigInt64(at, true))
  /** The place that an offset points to. */
  follow = (at: number): number => at + this.uint32(at)

  /** Where the table has the field of that slot, 0 if it has none. */
  slot(table: number, slot: number): number {
    const vtable = table - this.view.getInt32(table, true)
    const offset =
      slot * 2 + 4 < this.view.getUint16(vtable, true) ? this.view.getUint16(vtable + slot * 2 + 4, true) : 0
    return offset && table + offset
  }

  table(at: number, { vectors = {}, tables = {} }: Layout): void {
    if (this.visits-- <= 0) broken()
    for (const [slot, layout] of Object.entries(tables)) {
      const field = this.slot(at, Number(slot))
      if (field) this.table(this.follow(field), layout())
    }
    for (const [slot, item] of Object.entries(vectors)) {
      const field = this.slot(at, Number(slot))
      if (field) this.vector(this.follow(field), item)
    }
  }

  private vector(at: number, item: number | (() => Layout)): void {
    const length = this.uint32(at)
    const size = typeof item === 'number' ? item : 4
    if (at + 4 + length * size > this.bytes.length) broken()
    if (typeof item === 'function')
      for (let i = 0; i < length; i++) this.table(this.follow(at + 4 + 4 * i), item())
  }

  /** A message's metadata; gives the length of its body. */
  message(at: number): number {
    const table = this.follow(at)
    const [type, header, body] = [1, 2, 3].map((slot) => this.slot(table, slot))
    const layout = type ? HEADERS[this.view.getUint8(type)] : undefined
    if (!header || !layout) return broken()
    const target = this.follow(header)
    this.table(target, layout)
    const batch = layout === DICTIONARY ? this.follow(this.slot(target, 1) || broken()) : target
    if (layout !== SCHEMA) this.rows(batch)
    return body ? this.int64(body) : 0
  }

  /** No more rows, in all and of each column, than the file's bytes can hold. */
  private rows(batch: number): void {
    const most = this.bytes.length * MOST_ROWS_PER_BYTE
    const length = this.slot(batch, 0)
    if (length && !(this.int64(length) >= 0 && this.int64(length) <= most)) broken()
    const field = this.slot(batch, 1)
    if (!field) return
    const nodes = this.follow(field)
    for (let i = 0; i < this.uint32(nodes); i++) {
      const count = this.int64(nodes + 4 + 16 * i)
      if (count < 0 || count > most) broken()
    }
  }

  file(): void {
    const end = this.bytes.length - 10
    const footer = this.follow(end - this.uint32(end))
    this.table(footer, FOOTER)
    for (const slot of [2, 3]) {
      const field = this.slot(footer, slot)
      const blocks = field ? this.follow(field) : 0
      for (let i = 0; field && i < this.uint32(blocks); i++) {
        const start = this.int64(blocks + 4 + 24 * i)
        this.message(this.uint32(start) === 0xffffffff ? start + 8 : start + 4)
      }
    }
  }

  stream(): void {
    for (let at = 0; at + 8 <= this.bytes.length;) {
      const length = this.uint32(at + 4)
      if (!length) return
      const body = this.message(at + 8)
      if (body < 0) broken()
      at += 8 + length + body
    }
  }
}

/**
 * Refuses Arrow files whose metadata is broken: the library trusts it, and loops over lengths that are none.
 * @throws FormatError
 */
export function checkArrow(bytes: Uint8Array): void {
  const checker = new Checker(bytes)
  try {
    if (bytes[0] === 0xff) checker.stream()
    else checker.file()
  } catch (error) {
    if (error instanceof RangeError) broken()
    throw error
  }
}
