/** Every kind of body, for each action that takes rows. */
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { FORMATS } from '$lib/frame/write'
import fixture from '../fixtures/frame/files.json'
import { errorOf, post, upload } from './site'
import { csv, emptySite, first, rows, smallSite } from './small'

const predictions = rows.map(({ y }) => y)
const form = 'application/x-www-form-urlencoded'
const raw = (body: BodyInit, type: string): RequestInit => ({
  method: 'POST',
  body,
  headers: { 'content-type': type }
})
const multipart = (...files: [content: string, name: string][]): RequestInit => {
  const body = new FormData()
  for (const [content, name] of files) body.append('file', new File([content], name))
  return { method: 'POST', body }
}
const fields = (): FormData => {
  const body = new FormData()
  for (const row of rows) for (const [key, value] of Object.entries(row)) body.append(key, String(value))
  return body
}
const columns = Object.fromEntries(
  Object.keys(rows[0]).map((name) => [name, rows.map((row) => row[name as keyof (typeof rows)[0]])])
)
/** The first row, URL-encoded. */
const form1 = String(
  new URLSearchParams(Object.entries(rows[0]).map(([name, value]) => [name, String(value)]))
)
const lines = rows.map((row) => JSON.stringify(row)).join('\n')
const tsv = csv.replaceAll(',', '\t')
const header = csv.split('\n')[0]

const bodies: Record<string, () => RequestInit> = {
  'JSON records': () => post(rows),
  'JSON columns': () => post(columns),
  'JSON that is called CSV': () => raw(JSON.stringify(rows), 'text/csv'),
  'JSON lines': () => raw(lines, 'application/x-ndjson'),
  'a raw CSV': () => raw(csv, 'text/csv'),
  'a raw TSV': () => raw(tsv, 'text/tab-separated-values'),
  'a raw gzip': () => raw(new Uint8Array(gzipSync(csv)), 'application/gzip'),
  'JSON as curl -d sends it': () => raw(JSON.stringify(rows), form),
  'JSON lines as curl --data-binary sends them': () => raw(lines, form),
  'a CSV as curl --data-binary sends it': () => raw(csv, form),
  'a file': () => upload(csv, 'd.csv'),
  'a compressed file': () => upload(new Uint8Array(gzipSync(csv)), 'd.csv.gz'),
  'several files': () => {
    const [head, ...body] = csv.trim().split('\n')
    const part = (from: number, to?: number): string => [head, ...body.slice(from, to)].join('\n')
    return multipart([part(0, 2), 'a.csv'], [part(2), 'b.csv'])
  },
  'files of several formats': () =>
    multipart(
      [JSON.stringify(rows.slice(0, 3)), 'a.json'],
      [lines.split('\n').slice(3).join('\n'), 'b.jsonl']
    ),
  'form fields': () => ({ method: 'POST', body: fields() }),
  'URL-encoded form fields': () => ({
    method: 'POST',
    body: new URLSearchParams([...fields()] as [string, string][])
  })
}

describe.each(Object.entries(bodies))('%s', (_, body) => {
  it('are rows to predict, score and append', async () => {
    const site = await smallSite()
    expect(await site.json('/h', body())).toEqual(predictions)
    expect(await site.json('/h?_action=score', body())).toEqual({ score: 1 })
    expect(await site.json('/h?_action=append', body())).toEqual({ appended: 6, rows: 12 })
    expect(((await site.json('/h?_cache')) as object[]).slice(6)).toEqual(rows)
  })
})

/** The column "text é", or "text" where the format's test has no é. */
const textOf = (row: object): unknown => Object.entries(row).find(([name]) => name.startsWith('text'))![1]

describe('files', () => {
  const tables = Object.entries(fixture.files).filter(([, { table }]) => table === 'FRAME')
  it.each(tables)('%s is stored as pandas wrote it', async (name, { bytes }) => {
    const site = await emptySite()
    const file = new Uint8Array(gunzipSync(Buffer.from(bytes, 'base64')))
    const { appended } = (await site.json('/h?_action=append', upload(file, name))) as { appended: number }
    expect(appended).toBe(fixture.tables.FRAME.length)
    const told = (await site.json('/h?_cache')) as Record<string, unknown>[]
    expect(told.map(textOf)).toEqual(fixture.tables.FRAME.map(textOf))
  })

  it.each(FORMATS)('?_cache&_format=%s can be sent back', async (format) => {
    const site = await smallSite()
    const response = await site.fetch(`/h?_cache&_format=${format}`)
    const copy = await emptySite()
    const bytes = new Uint8Array(await response.arrayBuffer())
    expect(await copy.json('/h?_action=append', upload(bytes, `d.${format}`))).toEqual({
      appended: 6,
      rows: 6
    })
    expect(await copy.json('/h?_cache')).toEqual(rows)
  })
})

describe('forms', () => {
  it('may name the action and other flags among their fields', async () => {
    const site = await smallSite()
    expect(await site.json('/h', raw('_action=score&_metric=f1_macro', form))).toEqual({ score: 1 })
    const body = new FormData()
    body.append('_action', 'append')
    body.append('file', new File([csv], 'd.csv'))
    expect(await site.json('/h', { method: 'POST', body })).toEqual({ appended: 6, rows: 12 })
    const [{ _proba }] = (await site.json('/h', raw(`_proba=&${form1}`, form))) as { _proba: object }[]
    expect(Object.keys(_proba)).toEqual([...new Set(predictions)].sort())
    expect(await site.json('/h', raw(`_api_version=1.94&${form1}`, form))).toEqual([rows[0]])
  })

  it('take values as they are typed, blanks and all', async () => {
    const site = await emptySite()
    const text = `note=Well, "yes" [or no]; it's\nJoe <joe@site.test>&n=1`
    expect(await site.json('/h?_action=append', raw(text, form))).toEqual({ appended: 1, rows: 1 })
    const note = `Well, "yes" [or no]; it's\nJoe <joe@site.test>`
    expect(await site.json('/h?_cache')).toEqual([{ note, n: '1' }])
  })

  it('a file that is PUT is no settings, and is not shown whole', async () => {
    const site = await smallSite()
    for (const body of [csv.repeat(100), `x=1${',y'.repeat(1000)}`]) {
      const { status, message, hint } = await errorOf(await site.fetch('/h', { method: 'PUT', body }))
      expect([status, message.length < 300, hint!.length < 1000]).toEqual([400, true, true])
    }
  })
})

describe('rows that are odd', () => {
  it('columns may have any name', async () => {
    const table = '{"größe": 1, "class": 2, "a b&c=d": 3, "__proto__": 4, "constructor": 5, "y": "no"}'
    const other = table.replace('1', '9').replace('no', 'yes')
    const site = await emptySite()
    await site.fetch('/h?_action=append', raw(`[${table},${other}]`, 'application/json'))
    await site.fetch('/h?class=DecisionTreeClassifier&target_col=y', { method: 'PUT' })
    expect(await site.json('/h?_action=train', { method: 'POST' })).toEqual({ score: 1 })
    expect(await (await site.fetch('/h?_cache')).text()).toContain('"__proto__":4')
    expect(await site.json('/h', raw(`[${other}]`, 'application/json'))).toEqual(['yes'])
  })

  it('0 rows get 0 predictions, and are nothing to learn from', async () => {
    const site = await smallSite()
    for (const body of [post([]), upload(`${header}\n`, 'd.csv')]) {
      expect(await site.json('/h', body)).toEqual([])
      for (const action of ['train', 'score'])
        expect((await site.fetch(`/h?_action=${action}`, post([]))).status).toBe(422)
    }
  })

  it('0 rows are nothing to append, and settle no types', async () => {
    for (const nothing of [post([]), upload('a,b\n', 'd.csv'), post({ a: [], b: [] })]) {
      const site = await emptySite()
      expect(await site.json('/h?_action=append', nothing)).toEqual({ appended: 0, rows: 0 })
      expect((await site.fetch('/h?_cache')).status).toBe(404)
      expect(await site.json('/h?_action=append', post([{ a: 1, b: 2 }]))).toEqual({ appended: 1, rows: 1 })
      expect(await site.json('/h?_cache')).toEqual([{ a: 1, b: 2 }])
    }
    const site = await smallSite()
    expect(await site.json('/h?_action=append', post([]))).toEqual({ appended: 0, rows: 6 })
    for (const body of [upload('city,age\n', 'd.csv'), post([{}])])
      expect((await site.fetch('/h?_action=append', body)).status).toBe(422)
    expect(await site.json('/h?_cache')).toEqual(rows)
  })

  it('gaps answer null in their place, whatever word stands for them', async () => {
    const site = await smallSite()
    for (const gap of ['', 'NaN', 'null', 'NA'])
      expect(await site.json(`/h?${first}&age=${gap}`), gap).toEqual(['no', null])
  })

  it.each([
    ['age', '0x10'],
    ['age', '1e400'],
    ['age', 'Infinity'],
    ['age', 'old'],
    ['member', 'maybe']
  ])('%s = %s is refused by column, row and value', async (column, value) => {
    const site = await smallSite()
    const error = await errorOf(await site.fetch(`/h?${first}&${column}=${value}`))
    expect(error).toMatchObject({ status: 422, details: { column, row: 1, value } })
    expect(error.hint).toContain(column)
  })

  it('infinity in a file is refused by column and row', async () => {
    const site = await smallSite()
    const json = JSON.stringify(rows)
    for (const body of [
      upload(csv.replace('2.5', 'inf'), 'd.csv'),
      upload(json.replace('2.5', 'Infinity'), 'd.json'),
      upload(json.replace('2.5', '-1e999'), 'd.json')
    ])
      expect(await errorOf(await site.fetch('/h', body))).toMatchObject({
        status: 422,
        details: { column: 'fee', row: 1 }
      })
  })

  it('thousands of columns take no longer than their number asks for', { timeout: 20_000 }, async () => {
    const wide = [0, 1].map((y) => ({
      ...Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`c${i}`, y])),
      y
    }))
    const site = await emptySite()
    await site.fetch('/h?_action=append', post(wide))
    await site.fetch('/h?class=GaussianNB&target_col=y&pipeline=false', { method: 'PUT' })
    expect(await site.json('/h?_action=train', { method: 'POST' })).toEqual({ score: 1 })
    for (const action of ['predict', 'append', 'score'])
      expect((await site.fetch(`/h?_action=${action}`, post(wide))).status).toBe(200)
    expect(await site.json('/h', post(wide))).toEqual([0, 1])
  })

  it('an integer column takes no number that is none, nor one beyond 2⁵³', async () => {
    const site = await smallSite()
    for (const age of [2.5, 1e300]) {
      const row = { ...rows[0], age }
      expect(await errorOf(await site.fetch('/h?_action=append', post([row])))).toMatchObject({
        status: 422,
        details: { column: 'age', row: 0, value: age, expected: 'int64' }
      })
    }
  })

  it('a text of a million characters is not told in full', async () => {
    const site = await smallSite()
    const error = await errorOf(await site.fetch('/h', post([{ ...rows[0], city: 'x'.repeat(1e6) }])))
    expect(error.status).toBe(422)
    expect(error.message.length).toBeLessThan(300)
  })
})

describe('bodies that are too large', () => {
  it('are refused before they are read, as sent and as unpacked', async () => {
    const site = await smallSite('', 'max_body_size: 1 kB')
    const large = `${csv}${'Bonn,20,1.5,True,no\n'.repeat(100)}`
    const asSent = await errorOf(await site.fetch('/h?_action=append', upload(large, 'd.csv')))
    expect(asSent).toMatchObject({
      status: 413,
      code: 'too_large',
      message: expect.stringMatching(/^The body has 2\.\d kB, more than the 1 kB that are taken$/),
      hint: expect.stringContaining('max_body_size'),
      details: { limit: 1000 }
    })
    const packed = upload(new Uint8Array(gzipSync(large)), 'd.csv.gz')
    expect(await errorOf(await site.fetch('/h?_action=append', packed))).toMatchObject({
      status: 413,
      message: expect.stringContaining('unpacks to more')
    })
    expect((await site.fetch('/h', { method: 'PUT', body: `{"x": "${'y'.repeat(2000)}"}` })).status).toBe(413)
    expect(await site.json('/h?_cache')).toEqual(rows)
    expect(await site.json('/h', post(rows.slice(0, 2)))).toEqual(['no', 'yes'])
  })

  it('by a limit that is one', async () => {
    const site = await smallSite('', 'max_body_size: much')
    expect(await errorOf(await site.fetch('/h'))).toMatchObject({ status: 500, code: 'config' })
  })
})

describe('bodies that are no rows', () => {
  const cases: [string, RequestInit, number, RegExp][] = [
    ['none', { method: 'POST' }, 400, /Send rows/],
    ['an empty file', upload('', 'd.csv'), 422, /header and rows/],
    ['a CSV whose line breaks curl -d ate', raw(csv.replaceAll('\n', ''), form), 422, /--data-binary/],
    ['a header alone', upload(header, 'd.csv'), 422, /--data-binary/],
    ['broken JSON', raw('{"broken', 'application/json'), 422, /./],
    ['a number', post(3), 422, /array of records/],
    ['ragged columns', post({ city: ['Bonn', 'Rome'], age: [1] }), 422, /./],
    ['a form without its boundary', raw('x', 'multipart/form-data'), 422, /boundary/],
    ['a form that is none', raw('x', 'multipart/form-data; boundary=b'), 422, /boundary/],
    ['a PDF', raw('%PDF-1.4\0', 'application/pdf'), 415, /CSV.*Parquet/],
    ['a CSV with semicolons', upload(csv.replaceAll(',', ';'), 'd.csv'), 422, /commas/],
    ['a CSV with tabs', upload(tsv, 'd.csv'), 422, /commas/],
    ['unlike files', multipart([csv, 'a.csv'], ['city\nBonn\n', 'b.csv']), 422, /one by one/]
  ]
  it.each(cases)('%s', async (_, body, status, remedy) => {
    for (const action of ['predict', 'append']) {
      const site = await smallSite()
      const copy = { ...body }
      const error = await errorOf(await site.fetch(`/h?_action=${action}`, copy))
      expect(error).toMatchObject({ status, message: expect.stringMatching(/\S/) })
      expect(error.hint).toMatch(remedy)
      expect(await site.json('/h?_cache')).toEqual(rows)
    }
  })

  it('an empty file is no wish to train on what is stored', async () => {
    const site = await smallSite()
    expect((await site.fetch('/h?_action=train', upload('', 'd.csv'))).status).toBe(422)
  })

  it('rows without what the model needs are told what is missing', async () => {
    const site = await smallSite()
    const error = await errorOf(await site.fetch('/h?_action=score', post([{ city: 'Bonn', age: 3 }])))
    expect(error).toMatchObject({ status: 422, details: { missing: ['fee', 'member', 'y'] } })
  })
})
