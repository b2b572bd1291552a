import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { FormatError } from '$lib/formats/errors'
import { Frame } from '$lib/frame/Frame'
import { toJson } from '$lib/frame/json'
import { type Input, read } from '$lib/frame/read'
import fixture from '../fixtures/frame/files.json'

type Records = Record<string, unknown>[]
const tables = fixture.tables as Record<string, Records>
const files = new Map(
  Object.entries(fixture.files).map(([name, { table, bytes }]) => [
    name,
    { table, bytes: new Uint8Array(gunzipSync(Buffer.from(bytes, 'base64'))) }
  ])
)
const bytesOf = (name: string) => (files.get(name) as { bytes: Uint8Array }).bytes
const text = (text: string) => new TextEncoder().encode(text)

/** LONG of tests/reference/frame_files.py. */
function expectLong(frame: Frame): void {
  expect(frame.dtypes).toEqual({ n: 'int64', half: 'float64', text: 'object' })
  expect(frame.length).toBe(20_000)
  for (const row of [0, 1, 5_999, 6_000, 19_999])
    expect([frame.get(row, 'n'), frame.get(row, 'half'), frame.get(row, 'text')]).toEqual([
      row % 977,
      row / 2,
      `row ${row % 977}`
    ])
  expect(frame.numbers('half').reduce((sum, value) => sum + value, 0)).toBe((20_000 * 19_999) / 4)
}

/** Dates in text formats come back as text; in JSON, as numbers. */
const dated = (records: Records, show: (ms: number, name: string) => unknown) =>
  records.map((record) =>
    Object.fromEntries(
      Object.entries(record).map(([name, value]) => [
        name,
        (name === 'date' || name === 'day') && value !== null ? show(Number(value), name) : value
      ])
    )
  )

describe('every format gives the table that pandas wrote', () => {
  for (const [name, { table, bytes }] of files) {
    if (!table) continue
    test(name, async () => {
      const frame = await read({ bytes, name })
      if (table === 'LONG') return expectLong(frame)
      if (table === 'JSON') return expect(frame.toRecords()).toEqual(tables.FRAME)
      if (table === 'CSV') {
        const iso = (ms: number, column: string) =>
          new Date(ms)
            .toISOString()
            .slice(0, column === 'day' ? 10 : 23)
            .replace('T', ' ')
        return expect(frame.toRecords()).toEqual(dated(tables.FRAME, iso))
      }
      const expected =
        name === 'columns.h5'
          ? tables.FRAME.map(({ 'text é': text, ...rest }) => ({ ...rest, text }))
          : tables[table]
      expect(frame.toRecords()).toEqual(expected)
      const dtypes = Object.values(frame.dtypes)
      // A workbook has one kind of number
      expect(dtypes[1]).toBe('float64')
      expect(dtypes).toEqual(expect.arrayContaining(['int64', 'float64', 'bool', 'object', 'datetime64[ns]']))
    })
  }

  test('column order is that of the table', async () => {
    const names = Object.keys(tables.MIXED[0])
    expect((await read({ bytes: bytesOf('fixed.h5') })).names).toEqual(names)
    expect((await read({ bytes: bytesOf('table.h5') })).names).toEqual(names.slice(0, -1))
  })
})

describe('the kind is told', () => {
  const records = [{ a: 1, b: 'x' }]
  const cases: [string, Partial<Input> & { bytes: Uint8Array }][] = [
    ['by bytes alone: JSON', { bytes: text(' [{"a":1,"b":"x"}]') }],
    [
      'by bytes, whatever curl claims',
      { bytes: text('{"a":1,"b":"x"}'), type: 'application/x-www-form-urlencoded' }
    ],
    [
      'by name, though the type is Excel: a CSV from Windows',
      { bytes: text('a,b\n1,x\n'), name: 'a.csv', type: 'application/vnd.ms-excel' }
    ],
    ['by type: CSV', { bytes: text('a,b\n1,x\n'), type: 'text/csv; charset=utf-8' }],
    ['by type: TSV', { bytes: text('a\tb\n1\tx\n'), type: 'text/tab-separated-values' }],
    ['by name: TSV', { bytes: text('a\tb\n1\tx\n'), name: 'A.TSV' }],
    ['by a header with tabs', { bytes: text('a\tb\n1\tx\n') }],
    ['by name: JSON lines', { bytes: text('{"a":1,"b":"x"}\n'), name: 'a.jsonl' }],
    ['with a byte order mark: JSON', { bytes: text('\ufeff[{"a":1,"b":"x"}]'), name: 'a.json' }],
    ['as CSV where nothing tells', { bytes: text('a,b\n1,x\n') }]
  ]
  for (const [name, input] of cases)
    test(name, async () => expect((await read(input)).toRecords()).toEqual(records))

  test('by bytes against a wrong name', async () => {
    const frame = await read({ bytes: bytesOf('data.xlsx'), name: 'data.csv', type: 'text/csv' })
    expect(frame.length).toBe(4)
  })
  test('a blob', async () => {
    expect((await read({ blob: new Blob(['a,b\n1,x\n']) })).toRecords()).toEqual(records)
  })
})

describe('what cannot be read is refused by name', () => {
  const failure = async (input: Input): Promise<FormatError> => {
    const error: unknown = await read(input).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(FormatError)
    return error as FormatError
  }

  test('an unknown format is 415 and lists those that are known', async () => {
    const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0])
    const { status, message, hint } = await failure({ bytes: png, name: 'a.png' })
    expect(status).toBe(415)
    expect(message).toContain('"a.png"')
    expect(hint).toMatch(/CSV, TSV, JSON, .*Excel.*Parquet.*Arrow.*HDF5.*gzip, zip/)
    expect((await failure({ bytes: text('<!doctype html><p>') })).status).toBe(415)
  })

  test('a CSV whose line breaks curl ate', async () => {
    const { message, hint } = await failure({
      bytes: text('a,b,c1,2,34,5,6'),
      type: 'application/x-www-form-urlencoded'
    })
    expect(message).toContain('no line breaks')
    expect(hint).toContain('--data-binary')
  })

  test('a binary file whose zero bytes curl ate', async () => {
    for (const name of ['data.xlsx', 'snappy.parquet', 'table.h5']) {
      const eaten = bytesOf(name).filter((byte) => byte !== 0 && byte !== 0x0a && byte !== 0x0d)
      expect((await failure({ bytes: eaten })).hint).toContain('--data-binary')
    }
  })

  test('a name that the bytes belie', async () => {
    const { message } = await failure({ bytes: text('a,b\n1,2\n'), name: 'data.parquet' })
    expect(message).toBe('"data.parquet" is not a Parquet file: its first bytes are others')
  })

  test('an empty file', async () => {
    expect((await failure({ bytes: new Uint8Array(0), name: 'a.csv' })).message).toBe('"a.csv" is empty')
  })

  test('HDF5 that cannot be read says why', async () => {
    expect(await failure({ bytes: bytesOf('blosc.h5'), name: 'b.h5' })).toMatchObject({
      message: '"b.h5" cannot be read as HDF5: it is compressed with blosc, which cannot be read',
      hint: "Write it with complib='zlib'."
    })
    expect((await failure({ bytes: bytesOf('series.h5') })).message).toContain(
      'holds a pandas series, not a DataFrame'
    )
  })

  test('a zip with several files', async () => {
    expect((await failure({ bytes: bytesOf('many.zip'), name: 'many.zip' })).message).toContain(
      '2 files: a.csv, b.csv'
    )
  })

  test('an archive within a file is named by what is inside', async () => {
    const { message } = await failure({ bytes: text('a,b\n1,2,3\n4,5,6,7\n'), name: 'a.csv' })
    expect(message).toBe('"a.csv" cannot be read as CSV: line 3 has 4 fields, but the lines before it have 3')
  })

  /** Cut and scrambled files of every binary kind: an error each time (or, by luck, a table), never anything else. */
  const kinds = [
    'data.xlsx',
    'data.xls',
    'gzip.parquet',
    'lz4.feather',
    'plain.feather',
    'stream.arrows',
    'table.h5',
    'fixed.h5',
    'data.csv.gz',
    'data.zip'
  ]
  for (const name of kinds)
    test(`broken: ${name}`, async () => {
      const whole = bytesOf(name)
      for (const cut of [0.02, 0.3, 0.6, 0.95]) {
        const bytes = whole.slice(0, Math.max(12, Math.floor(whole.length * cut)))
        const result = await read({ bytes, name }).catch((error: unknown) => error)
        if (!(result instanceof Frame)) expect((result as Error).name).toBe('FormatError')
        if (cut < 0.5) expect(result).toBeInstanceOf(FormatError)
      }
      let seed = 7
      for (let round = 0; round < 12; round++) {
        const bytes = whole.slice()
        for (let i = 0; i < 20; i++) {
          seed = (seed * 48271) % 2147483647
          bytes[8 + (seed % (Math.min(bytes.length, 20_000) - 8))] = seed % 251
        }
        const result = await read({ bytes, name }).catch((error: unknown) => error)
        if (!(result instanceof Frame)) expect((result as Error).name).toBe('FormatError')
      }
    }, 30_000)
})

test('what was read is written as pandas writes it', async () => {
  const frame = await read({ bytes: bytesOf('snappy.parquet') })
  expect(JSON.parse(toJson(frame))).toEqual(tables.FRAME)
})
