import { describe, expect, test } from 'vitest'
import { writeCsv } from '$lib/frame/csv'
import { Frame } from '$lib/frame/Frame'
import { readJson, toJson, toJsonLines } from '$lib/frame/json'
import { pythonFloat } from '$lib/frame/number'
import floats from '../fixtures/frame/floats.json'
import written from '../fixtures/frame/written.json'

describe('writing as pandas writes', () => {
  const frame = Object.entries(written.columns).reduce((frame, [name, values]) => {
    const dates = name === 'date' || name === 'day'
    const column = values.map((value) => (dates && value !== null ? new Date(Number(value)) : value))
    return frame.with(name, Frame.fromColumns({ [name]: column }).column(name))
  }, Frame.empty())

  test('to_json(orient="records")', () => expect(toJson(frame)).toBe(written.json))
  test('to_json(lines=True)', () => expect(toJsonLines(frame)).toBe(written.jsonl))
  test('to_csv(index=False)', () => expect(writeCsv(frame)).toBe(written.csv))
  test('floats in JSON', () => {
    const column = { dtype: 'float64', values: Float64Array.from(floats.values) } as const
    const lines = toJsonLines(new Frame(new Map([['a', column]])))
    expect(lines.trim().split('\n')).toEqual(floats.json.map((text) => `{"a":${text}}`))
  })
  test("floats in CSV are Python's repr", () => expect(floats.values.map(pythonFloat)).toEqual(floats.repr))
  test('infinities are null', () => {
    expect(toJson(Frame.fromColumns({ a: [Infinity, -Infinity, 0.5] }))).toBe(
      '[{"a":null},{"a":null},{"a":0.5}]'
    )
  })
  test('an empty frame is an empty array', () => expect(toJson(Frame.empty())).toBe('[]'))
})

describe('reading', () => {
  const records = [
    { a: 1, b: 'x' },
    { a: 2, b: null }
  ]
  const same: Record<string, string> = {
    records: '[{"a":1,"b":"x"},{"a":2,"b":null}]',
    'columns by row label': '{"a":{"0":1,"1":2},"b":{"0":"x","1":null}}',
    'columns of arrays': '{"a":[1,2],"b":["x",null]}',
    'one record per line': '{"a":1,"b":"x"}\n{"a":2,"b":null}\n\n',
    'a missing key': '[{"a":1,"b":"x"},{"a":2}]',
    "Python's NaN": '[{"a":1,"b":"x"},{"a":2,"b":NaN}]'
  }
  for (const [name, text] of Object.entries(same))
    test(name, () => {
      const frame = readJson(text)
      expect(frame.toRecords()).toEqual(records)
      expect(frame.dtypes).toEqual({ a: 'int64', b: 'object' })
    })

  test('a single object is one record', () => {
    expect(readJson('{"a":1,"b":"x"}').toRecords()).toEqual([records[0]])
  })
  test('a NaN within a text stays', () => {
    expect(readJson('[{"a":NaN,"b":"NaN: \\"Infinity\\""}]').toRecords()).toEqual([
      { a: null, b: 'NaN: "Infinity"' }
    ])
  })
  test("Python's infinities are numbers", () => {
    expect([...readJson('[{"a":Infinity},{"a":-Infinity},{"a":NaN}]').numbers('a')]).toEqual([
      Infinity,
      -Infinity,
      NaN
    ])
  })
  test('an empty array has no rows', () => expect(readJson('[]').length).toBe(0))
  test('arrays of values have numbered columns', () => {
    expect(readJson('[[1,2],[3,4]]').toRecords()).toEqual([
      { '0': 1, '1': 2 },
      { '0': 3, '1': 4 }
    ])
  })
  test('types: whole numbers, numbers with gaps, truth values with gaps, text that looks like a number', () => {
    const frame = readJson('[{"i":1,"f":1,"b":true,"t":"1"},{"i":2.0,"f":null,"b":null,"t":"2"}]')
    expect(frame.dtypes).toEqual({ i: 'int64', f: 'float64', b: 'object', t: 'object' })
    expect(toJson(frame)).toBe('[{"i":1,"f":1.0,"b":true,"t":"1"},{"i":2,"f":null,"b":null,"t":"2"}]')
  })

  const broken: [string, RegExp][] = [
    ['[{"a":1', /JSON is broken/],
    ['3', /a number, not a table/],
    ['null', /null, not a table/],
    ['[1,2]', /item 0 of the array, not 1/],
    ['[{"a":1},[2]]', /item 1 of the array/],
    ['{"a":1}\n{"a":\n', /Line 2 is not JSON/],
    ['{"a":[1,2],"b":[1]}', /"a" has 2, "b" has 1/]
  ]
  for (const [text, message] of broken) test(text, () => expect(() => readJson(text)).toThrow(message))
})
