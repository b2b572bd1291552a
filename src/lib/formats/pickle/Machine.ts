import { FormatError, inconsistent } from '../errors'
import { opcodes } from './opcodes'
import { Source } from './Source'
import { Call, Global, type PyValue } from './values'

export interface ReadOptions {
  /** May a pickle name this class or function? Others end the reading. */
  readonly allows: (path: string) => boolean
  /** The most values that a pickle may hold. */
  readonly limit?: number
  /** Called when an object got its state; may take what follows it from the source, and give another object in its place. */
  readonly onBuild?: (object: Call, machine: Machine) => PyValue | undefined
}

const MARK = Symbol('mark')

/** Names that only ever stand for bytes: always allowed. */
export const BYTES: ReadonlySet<string> = new Set(['_codecs.encode', '__builtin__.bytes', 'builtins.bytes'])

/** The stack machine that a pickle is a program for. It only ever puts together plain values. */
export class Machine {
  private stack: (PyValue | typeof MARK)[] = []
  private count = 0
  readonly memo = new Map<number, PyValue>()

  constructor(
    readonly source: Source,
    readonly options: ReadOptions
  ) {}

  run(): PyValue {
    for (;;) {
      const at = this.source.at
      const opcode = this.source.opcode()
      if (opcode === '.') return this.pop()
      const operation = opcodes[opcode]
      if (!operation)
        throw new FormatError(
          `The pickle has at byte ${at} an instruction that is not supported (opcode ${JSON.stringify(opcode)})`,
          'Is it a pickle, and not compressed?',
          415
        )
      operation(this)
    }
  }

  push(value: PyValue): void {
    const { limit = 2 ** 23 } = this.options
    if (++this.count > limit) throw new FormatError(`The pickle holds more than ${limit} values`)
    this.stack.push(value)
  }

  pop(): PyValue {
    const value = this.stack.pop()
    if (value === undefined || typeof value === 'symbol') throw inconsistent()
    return value
  }

  /** The last n values, in the order in which they were pushed. */
  popN(n: number): PyValue[] {
    return Array.from({ length: n }, () => this.pop()).reverse()
  }

  mark(): void {
    this.stack.push(MARK)
  }

  /** What was pushed since the last mark. */
  popMark(): PyValue[] {
    const at = this.stack.lastIndexOf(MARK)
    if (at < 0) throw inconsistent()
    return this.stack.splice(at).slice(1) as PyValue[]
  }

  /** Drops the last value, or the last mark. */
  drop(): void {
    if (!this.stack.length) throw inconsistent()
    this.stack.pop()
  }

  last(): PyValue {
    const value = this.stack[this.stack.length - 1]
    if (value === undefined || typeof value === 'symbol') throw inconsistent()
    return value
  }

  recall(index: number): void {
    const value = this.memo.get(index)
    if (value === undefined) throw inconsistent()
    this.push(value)
  }

  global(module: PyValue, name: PyValue): void {
    if (typeof module !== 'string' || typeof name !== 'string') throw inconsistent()
    const global = new Global(module, name)
    if (!BYTES.has(global.path) && !this.options.allows(global.path))
      throw new FormatError(
        `The pickle names ${global.path}, which is not on the list of what a model is made of`,
        'Only models of scikit-learn are read; nothing in a pickle is ever run.',
        415
      )
    this.push(global)
  }

  append(items: readonly PyValue[]): void {
    const target = this.last()
    const list = target instanceof Call ? target.items : target
    if (list instanceof Set) for (const item of items) list.add(item)
    else if (Array.isArray(list)) for (const item of items) list.push(item)
    else throw inconsistent()
  }

  setItems(pairs: readonly PyValue[]): void {
    const target = this.last()
    const map = target instanceof Call ? target.entries : target
    if (!(map instanceof Map) || pairs.length % 2) throw inconsistent()
    for (let i = 0; i < pairs.length; i += 2) map.set(pairs[i], pairs[i + 1])
  }

  build(): void {
    const state = this.pop()
    const object = this.last()
    if (!(object instanceof Call)) throw inconsistent()
    object.state = state
    const other = this.options.onBuild?.(object, this)
    if (other === undefined) return
    this.pop()
    this.push(other)
  }
}
