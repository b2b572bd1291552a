import { describe, expect, test } from 'vitest'
import { Frame } from '$lib/frame/Frame'
import { read } from '$lib/frame/read'
import { FORMATS, write } from '$lib/frame/write'

const frame = Frame.fromRecords([
  { i: 1, f: 0.1, b: true, t: 'x, "y"\nz', m: true, d: new Date('2020-01-01T12:30:00Z') },
  { i: -2, f: null, b: false, t: null, m: null, d: null },
  { i: 2 ** 40, f: 1e300, b: true, t: 'é 🎈/\t', m: false, d: new Date('1900-03-01T00:00:00.250Z') },
  { i: 0, f: 3, b: true, t: ' padded ', m: null, d: new Date(0) }
])

describe('what is written is read again', () => {
  for (const format of FORMATS)
    test(format, async () => {
      const { bytes, type, extension } = await write(frame, format)
      expect(extension).toBe(format)
      const again = await read({ bytes, name: `data.${extension}`, type })
      expect(again.names).toEqual(frame.names)
      expect(again.drop(['d']).toRecords()).toEqual(frame.drop(['d']).toRecords())
      expect(await read({ bytes, type }).then((frame) => frame.length)).toBe(4)
      if (format === 'parquet' || format === 'xlsx') {
        expect(again.dtypes).toEqual(frame.dtypes)
        expect(again.labels('d')).toEqual(frame.labels('d'))
      }
    })

  for (const format of ['csv', 'xlsx', 'parquet'])
    test(`${format} without rows`, async () => {
      const { bytes } = await write(frame.slice(0, 0), format)
      const again = await read({ bytes, name: `data.${format}` })
      expect([again.length, again.names]).toEqual([0, frame.names])
    })
})

test('whole floats stay floats in parquet', async () => {
  const floats = new Frame(new Map([['a', { dtype: 'float64', values: Float64Array.of(1, NaN, 3) }]]))
  const { bytes } = await write(floats, 'parquet')
  expect((await read({ bytes })).dtypes).toEqual({ a: 'float64' })
})

test('an unknown format is refused with those that are known', async () => {
  await expect(write(frame, 'docx')).rejects.toMatchObject({
    status: 415,
    message: 'A table cannot be written as "docx"',
    hint: 'Use one of csv, tsv, json, jsonl, xlsx, parquet.'
  })
})

test('a table that does not fit a sheet is refused', async () => {
  const long = new Frame(new Map([['a', { dtype: 'int64', values: new Float64Array(1_048_576) }]]))
  await expect(write(long, 'xlsx')).rejects.toMatchObject({ status: 422, hint: 'Use csv or parquet.' })
})
