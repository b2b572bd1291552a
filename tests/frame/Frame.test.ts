import { describe, expect, test } from 'vitest'
import { FrameError } from '$lib/frame/errors'
import { Frame } from '$lib/frame/Frame'

const frame = Frame.fromRecords([
  { i: 1, f: 0.5, b: true, t: 'x', m: 1, d: new Date(0) },
  { i: 2, f: null, b: false, t: null, m: 'one', d: null },
  { i: 1, f: 0.5, b: true, t: 'x', m: 1, d: new Date(0) },
  { i: 3, f: null, b: false, t: null, m: 'one', d: null }
])

test('dtypes are inferred from values', () => {
  expect(frame.dtypes).toEqual({
    i: 'int64',
    f: 'float64',
    b: 'bool',
    t: 'object',
    m: 'object',
    d: 'datetime64[ns]'
  })
  const odd = Frame.fromColumns({
    none: [null, NaN],
    gaps: [1, null],
    wide: [2 ** 53, 1],
    big: [1n, 2n],
    list: [[1], {}]
  })
  expect(odd.dtypes).toEqual({
    none: 'float64',
    gaps: 'float64',
    wide: 'float64',
    big: 'int64',
    list: 'object'
  })
  expect(odd.labels('list')).toEqual(['[1]', '{}'])
})

describe('rows', () => {
  test('get, labels, numbers', () => {
    expect(frame.get(0, 'm')).toBe(1)
    expect(frame.get(1, 'f')).toBeNull()
    expect(frame.labels('t')).toEqual(['x', null, 'x', null])
    expect([...frame.numbers('b')]).toEqual([1, 0, 1, 0])
    expect([...frame.numbers('f')]).toEqual([0.5, NaN, 0.5, NaN])
    expect([...frame.numbers('d')]).toEqual([0, NaN, 0, NaN])
  })

  test('text is no number, and the error says where', () => {
    const error = (() => {
      try {
        return frame.numbers('m')
      } catch (error) {
        return error
      }
    })()
    expect(error).toBeInstanceOf(FrameError)
    expect((error as FrameError).message).toBe('Column "m" holds "one" in row 1, which is not a number')
    expect((error as FrameError).details).toEqual({ column: 'm', row: 1, value: 'one' })
  })

  test('an unknown column is named, with those there are', () => {
    expect(() => frame.column('z')).toThrow('There is no column "z"')
    expect(() => frame.select(['i', 'z'])).toThrow(FrameError)
  })

  test('take, slice and head', () => {
    expect(frame.take([3, 0, 3]).labels('i')).toEqual([3, 1, 3])
    expect(frame.slice(1, 3).labels('t')).toEqual([null, 'x'])
    expect(frame.slice(-1).labels('i')).toEqual([3])
    expect(frame.slice(3, 1).length).toBe(0)
    expect(frame.head(2).length).toBe(2)
    expect(frame.head(99).length).toBe(4)
  })

  test('dropna and dropDuplicates tell the rows that stay', () => {
    expect([...frame.dropna().kept]).toEqual([0, 2])
    expect([...frame.dropna(['i']).kept]).toEqual([0, 1, 2, 3])
    expect(frame.dropna(['i']).frame).toBe(frame)
    expect([...frame.dropDuplicates().kept]).toEqual([0, 1, 3])
    expect([...frame.dropDuplicates(['f', 't']).kept]).toEqual([0, 1])
    expect(frame.dropDuplicates(['f']).frame.labels('i')).toEqual([1, 2])
  })

  test('unique leaves missing values out', () => {
    expect(frame.unique('f')).toEqual([0.5])
    expect(frame.unique('m')).toEqual([1, 'one'])
  })
})

describe('columns', () => {
  test('select, drop, rename, with', () => {
    expect(frame.select(['t', 'i']).names).toEqual(['t', 'i'])
    expect(frame.drop(['t', 'none']).names).toEqual(['i', 'f', 'b', 'm', 'd'])
    expect(frame.rename({ i: 'id' }).names[0]).toBe('id')
    const column = Frame.fromColumns({ n: [1, 2, 3, 4] }).column('n')
    expect(frame.with('n', column).get(3, 'n')).toBe(4)
    expect(frame.with('i', column).labels('i')).toEqual([1, 2, 3, 4])
    expect(() => frame.with('n', Frame.fromColumns({ n: [1] }).column('n'))).toThrow('has 1 rows, not 4')
  })
})

describe('concat promotes dtypes as pandas 1.5.3', () => {
  const one = (values: unknown[]) => Frame.fromColumns({ a: values })
  const cases: [string, unknown[], unknown[], string][] = [
    ['int64 and int64', [1], [2], 'int64'],
    ['int64 and float64', [1], [0.5], 'float64'],
    ['bool and bool', [true], [false], 'bool'],
    ['bool and int64', [true], [1], 'object'],
    ['bool and float64', [true], [0.5], 'object'],
    ['text and int64', ['x'], [1], 'object'],
    ['text and text', ['x', 'y', null], ['z', 'y'], 'object'],
    ['dates and dates', [new Date(0)], [new Date(1)], 'datetime64[ns]'],
    ['no rows and int64', [], [1], 'int64'],
    ['float64 and no rows', [0.5], [], 'float64']
  ]
  for (const [name, above, below, dtype] of cases)
    test(name, () => {
      const joined = one(above).concat(one(below))
      expect(joined.dtypes).toEqual({ a: dtype })
      expect(joined.labels('a')).toEqual([...one(above).labels('a'), ...one(below).labels('a')])
    })

  test('what one side lacks is missing', () => {
    const joined = Frame.fromColumns({ i: [1], b: [true], t: ['x'] }).concat(
      Frame.fromColumns({ i: [2], n: [7] })
    )
    expect(joined.dtypes).toEqual({ i: 'int64', b: 'object', t: 'object', n: 'float64' })
    expect(joined.toRecords()).toEqual([
      { i: 1, b: true, t: 'x', n: null },
      { i: 2, b: null, t: null, n: 7 }
    ])
  })

  test('an empty frame changes nothing', () => {
    expect(Frame.empty().concat(frame).dtypes).toEqual(frame.dtypes)
    expect(frame.concat(Frame.empty()).toRecords()).toEqual(frame.toRecords())
  })
})

describe('state', () => {
  test('survives a structured clone', () => {
    const copy = Frame.fromState(structuredClone(frame.toState()))
    expect(copy.toRecords()).toEqual(frame.toRecords())
    expect(copy.dtypes).toEqual(frame.dtypes)
  })

  test('a slice does not carry the buffer it is a view of', () => {
    const long = Frame.fromColumns({ a: Array.from({ length: 1000 }, (_, i) => i) })
    const [[, column]] = structuredClone(long.slice(10, 12).toState()).columns
    expect(column.dtype === 'int64' && column.values.buffer.byteLength).toBe(16)
  })
})
