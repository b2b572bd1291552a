/** Every kind of body and file, as a page sends it; every format of the stored data, read back. */
import { readFileSync } from 'node:fs'
import { gunzipSync, gzipSync } from 'node:zlib'
import { expect, test, type Page } from '@playwright/test'
import { ask, json, open } from './site'

const { files, tables } = JSON.parse(readFileSync('tests/fixtures/frame/files.json', 'utf8')) as {
  files: Record<string, { table: string | null; bytes: string }>
  tables: Record<string, object[]>
}

interface Body {
  readonly base64?: string
  readonly text?: string
  readonly type?: string
  /** Sent as a form's file of that name, or as several. */
  readonly files?: readonly string[]
}

/** POSTs a body as it stands, or as files of a form. */
const send = (page: Page, path: string, body: Body): Promise<unknown> =>
  page.evaluate(
    async ({ path, body: { base64, text = '', type, files } }) => {
      const content = base64 === undefined ? text : Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))
      const form = new FormData()
      for (const name of files ?? []) form.append('file', new File([content], name))
      const response = await fetch(path, {
        method: 'POST',
        body: files ? form : new Blob([content]),
        headers: type ? { 'content-type': type } : {}
      })
      return response.json()
    },
    { path, body }
  )

const plainNames = (row: object): object =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name.replace(' é', ''), value as unknown]))

/** A handler whose stored data may go. */
const store = '/circlebasic'
const append = `${store}?_action=append`
const clear = (page: Page): Promise<unknown> => ask(page, `${store}?_cache`, { method: 'DELETE' })

test.beforeEach(({ page }) => open(page))

test('files as pandas, Excel and others write them: uploaded, raw and compressed', async ({ page }) => {
  test.setTimeout(120_000)
  const known = Object.entries(files).filter(([, { table }]) => table && tables[table])
  expect(known.map(([name]) => name.split('.').at(-1))).toEqual(
    expect.arrayContaining(['xlsx', 'xls', 'parquet', 'feather', 'arrows', 'h5', 'hdf5'])
  )
  for (const [name, { table, bytes }] of known) {
    // PyTables wants names for columns of their own that Python could have.
    const rows = name === 'columns.h5' ? tables[table!].map(plainNames) : tables[table!]
    const file = gunzipSync(Buffer.from(bytes, 'base64'))
    const base64 = file.toString('base64')
    const bodies: Body[] = [
      { base64, files: [name] },
      { base64, type: 'application/octet-stream' },
      { base64, type: 'application/x-www-form-urlencoded' },
      { base64: gzipSync(file).toString('base64'), files: [`${name}.gz`] }
    ]
    for (const body of bodies) {
      await clear(page)
      const what = `${name}, ${JSON.stringify({ ...body, base64: undefined })}`
      expect(await send(page, append, body), what).toEqual({ appended: rows.length, rows: rows.length })
      expect(await json(page, `${store}?_cache`), what).toEqual(rows)
    }
  }
})

const rows = [
  { Sex: 'male', Age: 22, SibSp: 1, Parch: 0, Fare: 7.25, Pclass: 3, Embarked: 'S' },
  { Sex: 'female', Age: 38, SibSp: 1, Parch: 0, Fare: 71.2833, Pclass: 1, Embarked: 'C' }
]
const names = Object.keys(rows[0]) as (keyof (typeof rows)[0])[]
const table = (separator: string): string =>
  [names, ...rows.map((row) => names.map((name) => row[name]))].map((line) => line.join(separator)).join('\n')
const form = new URLSearchParams(rows.flatMap((row) => names.map((name) => [name, String(row[name])])))
const lines = rows.map((row) => JSON.stringify(row)).join('\n')
const curl = 'application/x-www-form-urlencoded'

const bodies: Record<string, Body> = {
  'JSON records': { text: JSON.stringify(rows), type: 'application/json' },
  'JSON columns': {
    text: JSON.stringify(Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])]))),
    type: 'application/json'
  },
  'JSON lines': { text: lines, type: 'application/x-ndjson' },
  'JSON without a type': { text: JSON.stringify(rows) },
  'JSON as curl -d @file sends it': { text: JSON.stringify(rows), type: curl },
  'JSON of the wrong type': { text: JSON.stringify(rows), type: 'text/csv' },
  'form fields': { text: String(form), type: curl },
  CSV: { text: table(','), type: 'text/csv' },
  'CSV with a byte order mark': { text: `\ufeff${table(',')}` },
  'CSV with Windows line ends': { text: table(',').replaceAll('\n', '\r\n') },
  'CSV as curl --data-binary sends it': { text: table(','), type: curl },
  TSV: { text: table('\t'), type: 'text/tab-separated-values' },
  'a TSV file': { text: table('\t'), files: ['d.tsv'] },
  'a JSONL file': { text: lines, files: ['d.jsonl'] }
}

test('bodies of every kind are rows', async ({ page }) => {
  for (const [name, body] of Object.entries(bodies))
    expect(await send(page, '/ml?_action=predict', body), name).toEqual([0, 1])
  const several = { text: table(','), files: ['a.csv', 'b.csv', 'c.txt'] }
  expect(await send(page, '/ml', several)).toEqual([0, 1, 0, 1, 0, 1])
})

test('bodies that curl -d or another program spoilt say what to do', async ({ page }) => {
  const xlsx = gunzipSync(Buffer.from(files['data.xlsx'].bytes, 'base64'))
  const stripped = Buffer.from(xlsx.filter((byte) => ![0, 10, 13].includes(byte))).toString('base64')
  const cases: [Body, number, RegExp][] = [
    [{ text: table(',').replaceAll('\n', ''), type: curl }, 422, /--data-binary/],
    [{ base64: stripped, type: curl }, 422, /--data-binary/],
    [{ text: table(';'), files: ['d.csv'] }, 422, /commas/],
    [{ base64: Buffer.from(`\ufeff${table(',')}`, 'utf16le').toString('base64') }, 422, /UTF-8/],
    [{ base64: Buffer.from('Name\nMüller\n', 'latin1').toString('base64') }, 422, /UTF-8/],
    [{ text: '%PDF-1.4\0' }, 415, /Parquet/],
    [{ text: `${'['.repeat(10_000)}${']'.repeat(10_000)}` }, 422, /./]
  ]
  for (const [body, status, hint] of cases)
    expect(await send(page, append, body), String(hint)).toMatchObject({
      error: { status, hint: expect.stringMatching(hint) }
    })
  expect(await json(page, '/circlebasic?_cache')).toHaveLength(400)
})

test('the stored data in each format comes back the same', async ({ page }) => {
  const titanic = await json(page, '/ml?_cache')
  for (const format of ['csv', 'tsv', 'json', 'jsonl', 'xlsx', 'parquet']) {
    await clear(page)
    const headers = await page.evaluate(
      async ({ format, append }) => {
        const response = await fetch(`/ml?_cache&_format=${format}`)
        await fetch(append, { method: 'POST', body: await response.blob() })
        return [response.headers.get('content-type'), response.headers.get('content-disposition')]
      },
      { format, append }
    )
    expect(headers[0], format).toMatch(/^(text|application)\//)
    if (format !== 'json') expect(headers[1]).toBe(`attachment; filename="data.${format}"`)
    expect(await json(page, `${store}?_cache`), format).toEqual(titanic)
  }
})

test('readers load when a file first asks for them', async ({ browser, baseURL }) => {
  // Without a service worker, which keeps the site's files, all loading shows in the network.
  const context = await browser.newContext({ serviceWorkers: 'block', baseURL })
  const page = await context.newPage()
  let loaded: string[] = []
  page.on('response', (response) => loaded.push(new URL(response.url()).pathname))
  await open(page)
  const post = (base64: string, name: string): Promise<number> =>
    page.evaluate(
      async ({ base64, name }) => {
        const address = '/mlhandler.js'
        const client = (await import(address)) as typeof import('../../src/lib/client/embed')
        const body = new FormData()
        body.append('file', new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name))
        return (await client.fetch('/circlebasic?_action=predict', { method: 'POST', body })).status
      },
      { base64, name }
    )
  const csv = Buffer.from('X1,X2\n0,1\n').toString('base64')
  expect(await post(csv, 'd.csv')).toBe(200)
  loaded = []
  expect(await post(csv, 'd.csv')).toBe(200)
  expect(loaded).toEqual([])
  for (const name of ['data.xlsx', 'snappy.parquet', 'plain.feather', 'table.h5']) {
    const base64 = gunzipSync(Buffer.from(files[name].bytes, 'base64')).toString('base64')
    for (const first of [true, false]) {
      loaded = []
      // None of these has the handler's columns.
      expect(await post(base64, name)).toBe(422)
      expect(
        loaded.some((path) => path.includes('/workers/chunks/')),
        `${name} ${loaded.join()}`
      ).toBe(first)
    }
  }
  await context.close()
})
