/** Broken requests of every kind: each is answered, as a mistake of the request, and changes nothing. */
import { gunzipSync, gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { write } from '$lib/frame/write'
import { Frame } from '$lib/frame/Frame'
import { RandomState } from '$lib/numeric/random/RandomState'
import fixture from '../fixtures/frame/files.json'
import type { TestSite } from './site'
import { csv, first, rows, smallSite, stored } from './small'

type Bytes = Uint8Array<ArrayBuffer>
const encode = (text: string): Bytes => new TextEncoder().encode(text)
const file = (name: keyof typeof fixture.files): Bytes =>
  new Uint8Array(gunzipSync(Buffer.from(fixture.files[name].bytes, 'base64')))

const random = new RandomState(20230113)
const below = (n: number): number => random.randint(0, Math.max(1, n))

/** Ways in which a file comes to harm. */
const harms: Record<string, (bytes: Bytes) => Bytes> = {
  'cut short': (bytes) => bytes.slice(0, below(bytes.length)),
  'cut in front': (bytes) => bytes.slice(below(bytes.length)),
  'with a changed byte': (bytes) => bytes.with(below(bytes.length), below(256)) as Bytes,
  'with a changed stretch': (bytes) => {
    const start = below(bytes.length)
    return bytes.map((byte, i) => (i >= start && i < start + 16 ? below(256) : byte))
  },
  'without zero bytes and line breaks': (bytes) => bytes.filter((byte) => ![0, 10, 13].includes(byte)),
  'twice over': (bytes) => new Uint8Array([...bytes, ...bytes]),
  'all noise': (bytes) => bytes.map(() => below(256))
}

const sources: Record<string, () => Promise<Bytes> | Bytes> = {
  'd.csv': () => encode(csv),
  'd.json': () => encode(JSON.stringify(rows)),
  'd.jsonl': () => encode(rows.map((row) => JSON.stringify(row)).join('\n')),
  'd.csv.gz': () => new Uint8Array(gzipSync(csv)),
  'd.xlsx': async () => (await write(Frame.fromRecords(rows), 'xlsx')).bytes,
  'd.parquet': async () => (await write(Frame.fromRecords(rows), 'parquet')).bytes,
  'd.feather': () => file('plain.feather'),
  'd.h5': () => file('fixed.h5'),
  'd.xls': () => file('data.xls'),
  'd.zip': () => file('data.zip')
}

/** Asks, and holds the answer to what every answer must be. */
async function ask(site: TestSite, path: string, init: RequestInit, what: string): Promise<void> {
  const before = await stored(site.store)
  const response = await site.fetch(path, init)
  const answer = (await response.json()) as { error?: { status: number; message: string; hint: string } }
  if (response.ok) return
  expect(answer.error, what).toMatchObject({ status: response.status, message: expect.any(String) })
  expect(response.status, `${what}: ${answer.error!.message}`).toBeLessThan(500)
  expect(answer.error!.hint, what).toMatch(/\w/)
  expect(await stored(site.store), what).toEqual(before)
}

let site: TestSite
beforeAll(async () => {
  site = await smallSite()
  await site.fetch(`/h?${first}`)
})

describe.each(Object.entries(sources))('%s', (name, source) => {
  it.each(Object.entries(harms))('%s', { timeout: 20_000 }, async (harm, mangle) => {
    const whole = await source()
    for (const action of ['predict', 'score', 'train', 'append', 'predict', 'append']) {
      const bytes = mangle(whole)
      const body = new FormData()
      body.append('file', new File([bytes], name))
      const what = `${action}, ${name} ${harm}: ${Buffer.from(bytes).toString('base64').slice(0, 400)}`
      await ask(site, `/h?_action=${action}`, { method: 'POST', body }, what)
      await ask(site, `/h?_action=${action}`, { method: 'POST', body: bytes }, what)
    }
  })
})

describe('settings', () => {
  const words =
    'class max_depth target_col include cats dropna pipeline index_col criterion _model _cache delete _opts opts model params'
      .split(' ')
      .concat(
        '',
        '__proto__',
        'y',
        'age',
        'gini',
        'model',
        'null',
        '-1',
        '1e999',
        '[]',
        '{"a":1}',
        '%',
        '\0',
        'é'
      )
  const word = (): string => words[below(words.length)]

  it.each(['PUT', 'DELETE', 'POST'])('%s with words thrown together', async (method) => {
    const own = await smallSite()
    await own.fetch(`/h?${first}`)
    for (let i = 0; i < 150; i++) {
      const pairs = Array.from({ length: 1 + below(3) }, (): [string, string] => [word(), word()])
      const query = new URLSearchParams(pairs).toString()
      const body = [undefined, JSON.stringify(Object.fromEntries(pairs)), query, word()][below(4)]
      await ask(own, `/h?${below(2) ? query : ''}`, { method, body }, `${method} ${query} ${body}`)
    }
  })
})
