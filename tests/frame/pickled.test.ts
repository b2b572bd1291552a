import { describe, expect, test } from 'vitest'
import { floats, objects } from '$lib/formats/numpy/arrays'
import { dict, instance, tuple, type PyValue } from '$lib/formats/pickle/values'
import { writePickle } from '$lib/formats/pickle/write'
import { unpickleObjects, unpickleText } from '$lib/frame/readers/pickled'

const pickled = (values: PyValue[]): Uint8Array => writePickle(objects(values))

describe('a column of objects', () => {
  test('has texts, numbers and gaps as they are', () => {
    expect(unpickleObjects(pickled(['größer', 1.5, null, true]))).toEqual(['größer', 1.5, null, true])
  })

  test('has collections as JSON can tell them', () => {
    const values = [tuple('a', tuple('b')), new Set(['c']), dict({ d: ['e'] })]
    expect(unpickleObjects(pickled(values))).toEqual([['a', ['b']], ['c'], { d: ['e'] }])
  })

  test('shows an object of a class by name, without making one', () => {
    const [value] = unpickleObjects(pickled([instance('os', 'system', { command: 'rm' })]))
    expect(value).toEqual({ class: 'os.system', args: [], state: { command: 'rm' } })
  })

  test('is nothing else', () => {
    const fault = { name: 'FormatError', message: 'The pickle holds no array of objects' }
    expect(() => unpickleObjects(writePickle(['a']))).toThrow(expect.objectContaining(fault))
    expect(unpickleObjects(writePickle(floats(Float64Array.of(1, 2))))).toEqual([1, 2])
  })
})

test('an attribute is text of protocol 0', () => {
  expect(unpickleText('(lp1\nVone\np2\naVtw\\u00f6\np3\na(I1\n(lp4\nVx\np5\natp6\na.')).toEqual([
    'one',
    'twö',
    [1n, ['x']]
  ])
})
