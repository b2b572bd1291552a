/** What a request carries in its body: rows, and fields of a form or a JSON object. */
import { Frame } from '$lib/frame/Frame'
import { read, type Input } from '$lib/frame/read'
import { Query } from './query'
import type { Watch } from './stream'

export interface Payload {
  /** Rows of files or of a raw body; null when it carries none. */
  readonly frame: Frame | null
  /** Fields of a form. */
  readonly query: Query
}

const nothing: Payload = { frame: null, query: Query.of([]) }

/** Reads the body as rows. The kind is told by the name, the type and the first bytes (frame/read.ts). */
export async function readPayload(request: Request, watch: Partial<Watch> = {}): Promise<Payload> {
  const { signal = request.signal, onProgress } = watch
  const options = {
    signal,
    onProgress: (done: number, total = 0): void => onProgress?.({ phase: 'read', done, total })
  }
  if (!request.body) return nothing
  const type = (request.headers.get('content-type') ?? '').split(';')[0].trim().toLowerCase()
  if (type === 'multipart/form-data') return readMultipart(await request.formData(), options)
  const blob = await request.blob()
  if (blob.size === 0) return nothing
  if (type === 'application/x-www-form-urlencoded') {
    // `curl -d @file` claims this type whatever it sends.
    const text = await blob.slice(0, 65_536).text()
    if (isForm(text)) return { frame: null, query: Query.of(new URLSearchParams(await blob.text())) }
    return { ...nothing, frame: await read({ blob, type: '', ...options }) }
  }
  return { ...nothing, frame: await read({ blob, type, ...options }) }
}

/** key=value pairs in URL encoding: no spaces, quotes, brackets or line breaks as they stand. */
const isForm = (text: string): boolean => /^[\w.~!*'()%+-]+=[^\s"{}[\]<>]*$/.test(text.trim())

async function readMultipart(form: FormData, options: Partial<Input> = {}): Promise<Payload> {
  const entries = [...form.entries()]
  const files = entries.map(([, value]) => value).filter((value) => value instanceof File && value.size > 0)
  let frame: Frame | null = null
  for (const file of files as File[]) {
    const rows = await read({ ...options, blob: file, name: file.name, type: file.type })
    frame = frame ? frame.concat(rows) : rows
  }
  const fields = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return { frame, query: Query.of(fields) }
}

/** Settings of a PUT or DELETE: a form's fields, or a JSON object's keys (`params` and `opts` inside it too). */
export async function readSettings(request: Request): Promise<Query> {
  if (!request.body) return nothing.query
  const type = request.headers.get('content-type') ?? ''
  if (type.startsWith('multipart/form-data')) return (await readMultipart(await request.formData())).query
  const text = await request.text()
  if (!text.trim()) return nothing.query
  if (!/^\s*\{/.test(text)) return Query.of(new URLSearchParams(text))
  return Query.of(flatten(parseObject(text)))
}

const flatten = (object: Record<string, unknown>): [string, unknown][] =>
  Object.entries(object).flatMap(([key, value]): [string, unknown][] =>
    ['params', 'opts', 'options', 'model'].includes(key) && typeof value === 'object' && value !== null
      ? flatten(value as Record<string, unknown>)
      : [[key, value]]
  )

function parseObject(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch (error) {
    throw Object.assign(new Error(`The body is not JSON: ${(error as Error).message}`), {
      name: 'InvalidParameterError',
      hint: 'Send an object of settings, as {"class": "Ridge", "alpha": 2}.'
    })
  }
}
