import { describe, expect, it } from 'vitest'
import { readPickle } from '$lib/formats/pickle/read'
import { Call, dict, Global, instance, tuple, type PyValue } from '$lib/formats/pickle/values'
import { writePickle } from '$lib/formats/pickle/write'
import { Decoder } from '$lib/formats/sklearn/Decoder'
import fixture from '../fixtures/formats/pickles.json'
import { bytesOf } from './bytes'

const anything = { allows: () => true }
const nothing = { allows: () => false }

/** Python's values as JSON's: nothing here is an object of a class. */
const toJson = (value: PyValue): unknown =>
  new Decoder(() => {
    throw new Error('a class')
  }).value(value)

const latin = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))

describe('pickles that Python wrote', () => {
  const cases = Object.entries(fixture.plain).flatMap(([name, { value, pickles }]) =>
    pickles.map((pickle, protocol) => [name, protocol, pickle, value] as const)
  )

  it.each(cases)('%s, protocol %i', (_, __, pickle, value) => {
    expect(toJson(readPickle(bytesOf(pickle), nothing))).toEqual(value)
  })

  it('tells an int from a float', () => {
    expect(readPickle(latin('(I1\nF1.0\nL5L\nt.'), nothing)).toEqual(tuple(1n, 1, 5n))
  })

  it('keeps what is shared one object', () => {
    const [a, b] = readPickle(bytesOf(fixture.plain.shared.pickles[4]), nothing) as PyValue[]
    expect(a).toBe(b)
  })
})

const values: [string, PyValue][] = [
  ['None and truth', [null, true, false]],
  ['ints', [0n, 255n, 256n, -1n, 2n ** 31n - 1n, -(2n ** 31n), 2n ** 31n, 2n ** 63n, -(2n ** 100n)]],
  ['floats', [0, -0, 0.1, Infinity, -Infinity, NaN, 5e-324]],
  ['text', ['', 'größer 😀', 'x'.repeat(70_000)]],
  ['bytes', [new Uint8Array(0), Uint8Array.of(0, 255), new Uint8Array(70_000).fill(7)]],
  ['tuples', [tuple(), tuple(1n), tuple(1n, 2n), tuple(1n, 2n, 3n), tuple(1n, 2n, 3n, 4n)]],
  ['dicts and sets', [dict({ a: 1n, b: dict({}) }), new Set<PyValue>([1n, 'x'])]],
  ['a global', new Global('numpy', 'ndarray')],
  ['an object', instance('a.b', 'C', { x: 1n })],
  ['a call with state', new Call(new Global('a', 'f'), tuple(1n, 'x')).withState(tuple(2n))],
  ['an object made with arguments by name', new Call(new Global('a', 'C'), tuple(), 'new', dict({ k: 1n }))],
  [
    'more objects than a byte counts',
    Array.from({ length: 600 }, (_, i) => tuple(BigInt(i % 300), `t${i % 300}`))
  ]
]

describe('pickles of our own', () => {
  it.each(values)('%s', (_, value) => {
    expect(readPickle(writePickle(value), anything)).toStrictEqual(value)
  })

  it('are those that Python writes, but for frames', () => {
    // pickle.dumps({"a": [1, (2.5, None)], "b": "a"}, 4) without its FRAME.
    const ours = writePickle(dict({ a: [1n, tuple(2.5, null)], b: 'a' }))
    const python = latin(
      '\x80\x04}\x94(\x8c\x01a\x94]\x94(K\x01G@\x04\x00\x00\x00\x00\x00\x00N\x86\x94e\x8c\x01b\x94h\x01u.'
    )
    expect(ours).toEqual(python)
  })

  it('write a shared object once', () => {
    const shared = dict({ a: 1n })
    const [a, b] = readPickle(writePickle([shared, shared]), nothing) as PyValue[]
    expect(a).toBe(b)
  })
})

describe('what is refused', () => {
  it.each(Object.entries(fixture.refused))('the name %s', (name, pickle) => {
    const read = (): PyValue => readPickle(bytesOf(pickle), { allows: (path) => path.startsWith('sklearn.') })
    expect(read).toThrow(
      expect.objectContaining({ status: 415, message: expect.stringContaining(name) as unknown })
    )
  })

  const broken: [string, string, string][] = [
    ['an unknown opcode', '\x80\x04\xff.', 'opcode "ÿ"'],
    ['a persistent id', 'P1\n.', 'PERSID'],
    ['an extension code', '\x82\x01.', 'EXT'],
    ['a later protocol', '\x80\x06N.', 'protocol 6'],
    ['a cut file', '\x80\x04X\xff\xff\xff\x7fab', 'ends too early'],
    ['a line without an end', 'Vabc', 'ends too early'],
    ['a file without a STOP', '\x80\x04N', 'ends too early'],
    ['an empty stack', '.', 'inconsistent'],
    ['a missing mark', 't.', 'inconsistent'],
    ['a missing memo', 'h\x05.', 'inconsistent'],
    ['an item for a number', 'I1\nI2\na.', 'inconsistent'],
    ['a name that is a number', 'I1\nI2\n\x93.', 'inconsistent'],
    ['a giant integer', '\x8b\xff\xff\xff\x7f', 'an integer of 2147483647 bytes']
  ]
  it.each(broken)('%s', (_, text, message) => {
    expect(() => readPickle(latin(text), nothing)).toThrow(
      expect.objectContaining({ name: 'FormatError', message: expect.stringContaining(message) as unknown })
    )
  })

  it('more values than the limit', () => {
    const bomb = writePickle(new Array<PyValue>(100).fill(null))
    expect(() => readPickle(bomb, { ...nothing, limit: 50 })).toThrow('more than 50 values')
  })
})
