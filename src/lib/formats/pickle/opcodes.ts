/** The instructions of pickle, protocols 0 to 5, by their character (CPython's Lib/pickletools.py tells what each does). */
import { FormatError, inconsistent } from '../errors'
import { BYTES, type Machine } from './Machine'
import { Call, Tuple, type PyValue } from './values'

/** A longer integer is no part of any model. */
const MAX_LONG = 1024

/** A little-endian two's complement integer. */
function long({ source }: Machine, length: number): bigint {
  if (length > MAX_LONG) throw new FormatError(`The pickle has an integer of ${length} bytes`)
  const value = source.take(length).reduceRight((value, digit) => value * 256n + BigInt(digit), 0n)
  return BigInt.asIntN(length * 8, value)
}

function decimal(line: string): bigint {
  if (line.length > MAX_LONG || !/^-?\d+$/.test(line)) throw inconsistent()
  return BigInt(line)
}

const float = (line: string): number => Number(line.replace('nan', 'NaN').replace(/inf(inity)?$/, 'Infinity'))

/** The escapes of a Python literal, in a text of protocol 0. */
const unescaped = (text: string): string =>
  text.replace(
    /\\(?:u([\da-fA-F]{4})|U([\da-fA-F]{8})|x([\da-fA-F]{2})|(.))/g,
    (_, short?: string, wide?: string, byte?: string, one?: string) =>
      one === undefined
        ? String.fromCodePoint(parseInt((short ?? wide ?? byte)!, 16))
        : ({ n: '\n', t: '\t', r: '\r' }[one] ?? one)
  )

function call(m: Machine, how: 'new' | 'call'): void {
  const [callable, args] = m.popN(2)
  const made = new Call(callable, args, how)
  m.push(BYTES.has(made.path) ? bytesOf(made) : made)
}

/** How protocols below 3, which know no bytes, spell them: encode('…', 'latin1'), or bytes() for none. */
function bytesOf({ args }: Call): Uint8Array {
  const [text = '', encoding = 'latin1'] = args instanceof Tuple ? args.items : []
  if (typeof text !== 'string' || encoding !== 'latin1') throw inconsistent()
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

function callMarked(m: Machine): void {
  const [callable, ...args] = m.popMark()
  m.push(new Call(callable ?? null, new Tuple(args)))
}

const refuse =
  (what: string) =>
  (m: Machine): never => {
    throw new FormatError(
      `The pickle has ${what} before byte ${m.source.at}, which is not supported`,
      undefined,
      415
    )
  }

const persistent = refuse('a persistent id (opcode PERSID)')
const extension = refuse('a code of the extension registry (opcode EXT)')
const buffer = refuse('a buffer outside the pickle (opcode NEXT_BUFFER)')

export const opcodes: Readonly<Record<string, (m: Machine) => void>> = {
  '(': (m) => m.mark(),
  '0': (m) => m.drop(),
  '1': (m) => void m.popMark(),
  '2': (m) => m.push(m.last()),

  N: (m) => m.push(null),
  '\x88': (m) => m.push(true),
  '\x89': (m) => m.push(false),
  I: (m) => {
    const line = m.source.line()
    m.push(line === '01' ? true : line === '00' ? false : decimal(line))
  },
  L: (m) => m.push(decimal(m.source.line().replace(/L$/, ''))),
  K: (m) => m.push(BigInt(m.source.byte())),
  M: (m) => m.push(BigInt(m.source.uint16())),
  J: (m) => m.push(BigInt(m.source.int32())),
  '\x8a': (m) => m.push(long(m, m.source.byte())),
  '\x8b': (m) => m.push(long(m, m.source.uint32())),
  F: (m) => m.push(float(m.source.line())),
  G: (m) => m.push(m.source.float64()),

  S: (m) => m.push(unescaped(m.source.line().slice(1, -1))),
  V: (m) => m.push(unescaped(m.source.line())),
  T: (m) => m.push(m.source.text(m.source.uint32())),
  U: (m) => m.push(m.source.text(m.source.byte())),
  X: (m) => m.push(m.source.text(m.source.uint32())),
  '\x8c': (m) => m.push(m.source.text(m.source.byte())),
  '\x8d': (m) => m.push(m.source.text(m.source.uint64())),
  B: (m) => m.push(m.source.take(m.source.uint32())),
  C: (m) => m.push(m.source.take(m.source.byte())),
  '\x8e': (m) => m.push(m.source.take(m.source.uint64())),
  '\x96': (m) => m.push(m.source.take(m.source.uint64())),

  ']': (m) => m.push([]),
  l: (m) => m.push(m.popMark()),
  a: (m) => {
    const value = m.pop()
    m.append([value])
  },
  e: (m) => {
    const items = m.popMark()
    m.append(items)
  },
  ')': (m) => m.push(new Tuple([])),
  t: (m) => m.push(new Tuple(m.popMark())),
  '\x85': (m) => m.push(new Tuple(m.popN(1))),
  '\x86': (m) => m.push(new Tuple(m.popN(2))),
  '\x87': (m) => m.push(new Tuple(m.popN(3))),
  '}': (m) => m.push(new Map<PyValue, PyValue>()),
  d: (m) => {
    const pairs = m.popMark()
    m.push(new Map<PyValue, PyValue>())
    m.setItems(pairs)
  },
  s: (m) => {
    const pair = m.popN(2)
    m.setItems(pair)
  },
  u: (m) => {
    const pairs = m.popMark()
    m.setItems(pairs)
  },
  '\x8f': (m) => m.push(new Set<PyValue>()),
  '\x90': (m) => {
    const items = m.popMark()
    m.append(items)
  },
  '\x91': (m) => m.push(new Set(m.popMark())),

  c: (m) => m.global(m.source.line(), m.source.line()),
  '\x93': (m) => {
    const [module, name] = m.popN(2)
    m.global(module, name)
  },
  i: (m) => {
    const args = m.popMark()
    m.global(m.source.line(), m.source.line())
    m.push(new Call(m.pop(), new Tuple(args)))
  },
  o: callMarked,
  R: (m) => call(m, 'call'),
  '\x81': (m) => call(m, 'new'),
  '\x92': (m) => {
    const [callable, args, kwargs] = m.popN(3)
    m.push(new Call(callable, args, 'new', kwargs))
  },
  b: (m) => m.build(),

  p: (m) => void m.memo.set(Number(m.source.line()), m.last()),
  q: (m) => void m.memo.set(m.source.byte(), m.last()),
  r: (m) => void m.memo.set(m.source.uint32(), m.last()),
  '\x94': (m) => void m.memo.set(m.memo.size, m.last()),
  g: (m) => m.recall(Number(m.source.line())),
  h: (m) => m.recall(m.source.byte()),
  j: (m) => m.recall(m.source.uint32()),

  '\x80': (m) => {
    const protocol = m.source.byte()
    if (protocol > 5)
      throw new FormatError(`The pickle is of protocol ${protocol}`, 'Protocols 0 to 5 are read.', 415)
  },
  '\x95': (m) => void m.source.uint64(),
  P: persistent,
  Q: persistent,
  '\x82': extension,
  '\x83': extension,
  '\x84': extension,
  '\x97': buffer,
  '\x98': buffer
}
