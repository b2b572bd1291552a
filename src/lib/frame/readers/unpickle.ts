/**
 * A reader for the little pickle that pandas hides in HDF5: lists of names in attributes (protocol 0), and columns of
 * mixed objects as numpy object arrays (protocol 5). Plain values only; nothing is ever looked up or run by name.
 */
export type Pickled =
  null | boolean | number | string | Uint8Array | Pickled[] | Map<Pickled, Pickled> | Thing

/** An object of a class: the class' dotted name, what it was made from, and the state given to it. */
interface Thing {
  readonly class: string
  readonly args: Pickled[]
  state?: Pickled
}

const MARK = Symbol('mark')

class Machine {
  readonly stack: (Pickled | typeof MARK)[] = []
  readonly memo = new Map<number, Pickled>()
  private readonly view: DataView
  private at = 0

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  skip(n: number): number {
    this.at += n
    return this.at - n
  }
  byte = () => this.view.getUint8(this.skip(1))
  uint16 = () => this.view.getUint16(this.skip(2), true)
  int32 = () => this.view.getInt32(this.skip(4), true)
  uint32 = () => this.view.getUint32(this.skip(4), true)
  uint64 = () => Number(this.view.getBigUint64(this.skip(8), true))
  float64 = () => this.view.getFloat64(this.skip(8))

  take(length: number): Uint8Array {
    const start = this.skip(length)
    if (this.at > this.bytes.length) throw new Error('The pickle ends too early')
    return this.bytes.subarray(start, this.at)
  }
  text = (length: number) => new TextDecoder().decode(this.take(length))

  /** The rest of the line, byte by byte (Latin-1). */
  line(): string {
    const end = this.bytes.indexOf(0x0a, this.at)
    if (end < 0) throw new Error('The pickle ends too early')
    return String.fromCharCode(...this.take(end + 1 - this.at).subarray(0, -1))
  }

  /** A little-endian two's complement integer. */
  long(length: number): number {
    const digits = this.take(length)
    const value = digits.reduceRight((value, digit) => value * 256n + BigInt(digit), 0n)
    return Number(BigInt.asIntN(length * 8, value))
  }

  push = (value: Pickled) => void this.stack.push(value)
  pop(): Pickled {
    const value = this.stack.pop()
    if (value === undefined || value === MARK) throw new Error('The pickle is inconsistent')
    return value
  }
  popMark(): Pickled[] {
    const at = this.stack.lastIndexOf(MARK)
    if (at < 0) throw new Error('The pickle is inconsistent')
    return this.stack.splice(at).slice(1) as Pickled[]
  }
  last<T extends Pickled>(): T {
    return this.stack[this.stack.length - 1] as T
  }
  recall(i: number): void {
    const value = this.memo.get(i)
    if (value === undefined) throw new Error('The pickle is inconsistent')
    this.push(value)
  }
  keep = (i: number) => void this.memo.set(i, this.last())
  popN = (n: number) => Array.from({ length: n }, () => this.pop()).reverse()

  setItems(pairs: Pickled[]): void {
    const map = this.last<Map<Pickled, Pickled>>()
    for (let i = 0; i + 1 < pairs.length; i += 2) map.set(pairs[i], pairs[i + 1])
  }

  run(): Pickled {
    for (;;) {
      const opcode = String.fromCharCode(this.byte())
      if (opcode === '.') return this.pop()
      const operation = OPERATIONS[opcode]
      if (!operation)
        throw new Error(`The pickle holds what is not plain data (opcode ${JSON.stringify(opcode)})`)
      operation(this)
    }
  }
}

const unescaped = (text: string) =>
  text.replace(/\\u([0-9a-f]{4})|\\U([0-9a-f]{8})/gi, (_, short, long) =>
    String.fromCodePoint(parseInt(short ?? long, 16))
  )

const named = (module: string, name: string): Thing => ({ class: `${module}.${name}`, args: [] })

function make(m: Machine): void {
  const [callable, args] = m.popN(2)
  m.push({ class: (callable as Thing).class, args: args as Pickled[] })
}

/** The opcodes of pickle, by their character (Lib/pickletools.py of CPython tells what each does). */
const OPERATIONS: Readonly<Record<string, (m: Machine) => void>> = {
  '(': (m) => void m.stack.push(MARK),
  '0': (m) => void m.stack.pop(),
  N: (m) => m.push(null),
  I: (m) => {
    const line = m.line()
    m.push(line === '01' ? true : line === '00' ? false : Number(line))
  },
  L: (m) => m.push(Number(m.line().replace('L', ''))),
  F: (m) => m.push(Number(m.line().replace('nan', 'NaN').replace('inf', 'Infinity'))),
  V: (m) => m.push(unescaped(m.line())),
  S: (m) => m.push(m.line().slice(1, -1)),
  l: (m) => m.push(m.popMark()),
  t: (m) => m.push(m.popMark()),
  d: (m) => {
    const pairs = m.popMark()
    m.push(new Map())
    m.setItems(pairs)
  },
  a: (m) => {
    const value = m.pop()
    m.last<Pickled[]>().push(value)
  },
  s: (m) => m.setItems(m.popN(2)),
  p: (m) => m.keep(Number(m.line())),
  g: (m) => m.recall(Number(m.line())),
  c: (m) => m.push(named(m.line(), m.line())),
  R: make,
  '\x81': make,
  b: (m) => {
    const state = m.pop()
    m.last<Thing>().state = state
  },
  ']': (m) => m.push([]),
  ')': (m) => m.push([]),
  '}': (m) => m.push(new Map()),
  e: (m) => {
    const items = m.popMark()
    const list = m.last<Pickled[]>()
    for (const item of items) list.push(item)
  },
  u: (m) => m.setItems(m.popMark()),
  K: (m) => m.push(m.byte()),
  M: (m) => m.push(m.uint16()),
  J: (m) => m.push(m.int32()),
  G: (m) => m.push(m.float64()),
  X: (m) => m.push(m.text(m.uint32())),
  B: (m) => m.push(m.take(m.uint32())),
  C: (m) => m.push(m.take(m.byte())),
  q: (m) => m.keep(m.byte()),
  r: (m) => m.keep(m.uint32()),
  h: (m) => m.recall(m.byte()),
  j: (m) => m.recall(m.uint32()),
  '\x80': (m) => void m.byte(),
  '\x85': (m) => m.push(m.popN(1)),
  '\x86': (m) => m.push(m.popN(2)),
  '\x87': (m) => m.push(m.popN(3)),
  '\x88': (m) => m.push(true),
  '\x89': (m) => m.push(false),
  '\x8a': (m) => m.push(m.long(m.byte())),
  '\x8b': (m) => m.push(m.long(m.uint32())),
  '\x8c': (m) => m.push(m.text(m.byte())),
  '\x8d': (m) => m.push(m.text(m.uint64())),
  '\x8e': (m) => m.push(m.take(m.uint64())),
  '\x93': (m) => {
    const [module, name] = m.popN(2)
    m.push(named(String(module), String(name)))
  },
  '\x94': (m) => m.keep(m.memo.size),
  '\x95': (m) => void m.skip(8)
}

/** The value that was pickled into these bytes (or, from an attribute, into this Latin-1 text). */
export function unpickle(pickle: Uint8Array | string): Pickled {
  const bytes = typeof pickle === 'string' ? Uint8Array.from(pickle, (char) => char.charCodeAt(0)) : pickle
  return new Machine(bytes).run()
}

/** The items of a pickled numpy array of objects, in C order. */
export function unpickleObjectArray(pickle: Uint8Array): Pickled[] {
  const array = unpickle(pickle)
  const state = array !== null && typeof array === 'object' && 'state' in array ? array.state : undefined
  const items = Array.isArray(state) ? state[4] : undefined
  if (!Array.isArray(items)) throw new Error('The pickle holds no array of objects')
  return items
}
