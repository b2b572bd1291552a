import { describe, expect, test } from 'vitest'
import { readCsv, writeCsv } from '$lib/frame/csv'
import { FormatError } from '$lib/formats/errors'
import { Frame, type Label } from '$lib/frame/Frame'
import cases from '../fixtures/frame/csv.json'

interface Case {
  text: string
  names?: string[]
  dtypes?: string[]
  rows?: (Label | null)[][]
  error?: { line?: number; fields?: number }
}

/** JSON has no infinities. */
const shown = (value: Label | null) => (value === Infinity ? 'inf' : value === -Infinity ? '-inf' : value)

describe('readCsv reads what pandas 1.5.3 reads', () => {
  for (const { text, names, dtypes, rows, error } of cases as Case[])
    test(JSON.stringify(text), async () => {
      if (error) {
        const failure = await readCsv(text).catch((failure: unknown) => failure)
        expect(failure).toBeInstanceOf(FormatError)
        // pandas counts records where ours counts lines
        if (error.line && !text.includes('"')) expect(String(failure)).toContain(`Line ${error.line} has`)
        if (error.line) expect(String(failure)).toContain(`has ${error.fields} fields`)
        return
      }
      const frame = await readCsv(text)
      expect(frame.names).toEqual(names)
      expect(Object.values(frame.dtypes)).toEqual(dtypes)
      expect(frame.names.map((name) => frame.labels(name).map(shown))).toEqual(rows)
    })
})

/** A table with every type, quotes and line breaks, of as many rows as asked. */
const big = (rows: number) =>
  'id,x,flag,text,late\n' +
  Array.from(
    { length: rows },
    (_, i) =>
      `${i},${i / 7},${i % 2 ? 'True' : 'False'},"t ""${i % 10}""\n, é",${i === rows - 1 ? 'odd' : `0${i}`}\n`
  ).join('')

function streamOf(bytes: Uint8Array, size: number): ReadableStream<Uint8Array> {
  let at = 0
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close()
      controller.enqueue(bytes.slice(at, (at += size)))
    }
  })
}

describe('sources', () => {
  const text = big(3000)
  const bytes = new TextEncoder().encode(text)

  test('text, bytes, blobs and streams of any piece size give the same frame', async () => {
    const expected = (await readCsv(text)).toRecords()
    expect(expected).toHaveLength(3000)
    expect(expected[2999]).toEqual({ id: 2999, x: 2999 / 7, flag: true, text: 't "9"\n, é', late: 'odd' })
    expect(expected[1].late).toBe('01')
    for (const source of [bytes, new Blob([bytes]), streamOf(bytes, 777), streamOf(bytes, 1 << 16)])
      expect((await readCsv(source)).toRecords()).toEqual(expected)
  })

  test('a record is cut right wherever a block ends', async () => {
    const awkward = new TextEncoder().encode('a,b\r\n"x""y","\r\nz"\r\n1,é\r\n\r\n"",2\r\n')
    const expected = (await readCsv(awkward)).toRecords()
    for (let cut = 1; cut < awkward.length; cut++) {
      const filler = 'p'.repeat((1 << 20) - cut - 5)
      const frame = await readCsv(`a,b\n${filler},\n` + new TextDecoder().decode(awkward).slice(5))
      expect(frame.slice(1).toRecords()).toEqual(expected)
    }
  })

  test('a quote that is never closed ends in an error, not in a hang', async () => {
    const open = 'a,b\n1,"' + 'x\n'.repeat(4_000_000)
    await expect(readCsv(new TextEncoder().encode(open))).rejects.toThrow('line 2 is never closed')
  })

  test('progress is told and an abort stops the reading', async () => {
    const long = new TextEncoder().encode(big(60_000))
    const told: number[] = []
    await readCsv(long, { onProgress: (done, total) => told.push(done / (total as number)) })
    expect(told.length).toBeGreaterThan(2)
    expect(told).toEqual([...told].sort((a, b) => a - b))
    expect(told.at(-1)).toBe(1)

    const controller = new AbortController()
    const reading = readCsv(long, { signal: controller.signal, onProgress: () => controller.abort() })
    await expect(reading).rejects.toThrow(/abort/i)
  })

  test('text that is not UTF-8 is refused by name', async () => {
    const latin1 = new Uint8Array([0x61, 0x0a, 0xe9, 0x78, 0x0a])
    await expect(readCsv(latin1)).rejects.toThrow('Column "a" holds bytes that are not UTF-8')
    const utf16 = new Uint8Array(new Uint16Array([0xfeff, 0x61, 0x0a]).buffer)
    await expect(readCsv(utf16)).rejects.toThrow('UTF-16')
  })

  test('another separator', async () => {
    const frame = await readCsv('a\tb\n1\tx, y\n\t2\n', { separator: '\t' })
    expect(frame.toRecords()).toEqual([
      { a: 1, b: 'x, y' },
      { a: null, b: '2' }
    ])
  })
})

test('numbers are read to the last bit', async () => {
  let seed = 1
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647
  const values = Array.from({ length: 5000 }, () => (random() - 0.5) * 10 ** Math.floor(random() * 60 - 30))
  const texts = values.map((value, i) => (i % 3 ? String(value) : value.toPrecision(1 + (i % 21))))
  const frame = await readCsv('x\n' + texts.join('\n'))
  expect(frame.labels('x')).toEqual(texts.map(Number))
})

test('what writeCsv writes, readCsv reads', async () => {
  const frame = await readCsv(big(50))
  expect((await readCsv(writeCsv(frame))).toRecords()).toEqual(frame.toRecords())
  const gaps = Frame.fromColumns({ only: ['x', null, 'y'] })
  expect((await readCsv(writeCsv(gaps))).toRecords()).toEqual(gaps.toRecords())
})
