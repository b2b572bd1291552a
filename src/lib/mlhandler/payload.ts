/** What a request carries in its body: rows, and fields of a form or a JSON object. */
import { Frame } from '$lib/frame/Frame'
import { read, type Input } from '$lib/frame/read'
import { rowsOf } from './conform'
import type { Context } from './context'
import { HttpError } from './errors'
import { Query } from './query'
import { writeSize } from './size'
import type { Watch } from './stream'

export interface Payload {
  /** Rows of files or of a raw body; null when it carries none. */
  readonly frame: Frame | null
  /** Fields of a form. */
  readonly query: Query
}

const nothing: Payload = { frame: null, query: Query.of([]) }

/** The body; 413 before a byte of it is read where it is larger than the handler takes. */
async function bodyOf({ request, session }: Context): Promise<Blob> {
  // Not every browser has request.body.
  const blob = await request.blob()
  const limit = session.handler.maxBodySize
  if (blob.size <= limit) return blob
  throw new HttpError(
    'too_large',
    `The body has ${writeSize(blob.size)}, more than the ${writeSize(limit)} that are taken`,
    'Send it in parts, or raise max_body_size for the handler in gramex.yaml.',
    { size: blob.size, limit }
  )
}

/** Reads the body as rows. The kind is told by the name, the type and the first bytes (frame/read.ts). */
export async function readPayload(context: Context, watch: Partial<Watch> = {}): Promise<Payload> {
  const { request, session } = context
  const { signal = request.signal, onProgress } = watch
  const options = {
    signal,
    limit: session.handler.maxBodySize,
    onProgress: (done: number, total = 0): void => onProgress?.({ phase: 'read', done, total })
  }
  const blob = await bodyOf(context)
  if (blob.size === 0) return nothing
  const type = (request.headers.get('content-type') ?? '').split(';')[0].trim().toLowerCase()
  if (type === 'multipart/form-data') return readMultipart(blob, request.headers, options)
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

/** Files one below the other, and the fields beside them. */
async function readMultipart(blob: Blob, headers: Headers, options: Partial<Input> = {}): Promise<Payload> {
  const entries = [...(await formOf(blob, headers)).entries()]
  let frame: Frame | null = null
  for (const [, file] of entries) {
    // A form whose file was not chosen sends one without name and content.
    if (!(file instanceof File) || (file.name === '' && file.size === 0)) continue
    const rows = await read({ ...options, blob: file, name: file.name, type: file.type })
    frame = frame ? below(frame, rows, file.name) : rows
  }
  const fields = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return { frame, query: Query.of(fields) }
}

async function formOf(blob: Blob, headers: Headers): Promise<FormData> {
  const type = headers.get('content-type')!
  try {
    return await new Response(blob, { headers: { 'content-type': type } }).formData()
  } catch {
    throw new HttpError(
      'bad_data',
      `The body is not the form that its Content-Type "${type}" says`,
      'Send a FormData without a Content-Type of your own: its boundary is set for you. With curl: -F file=@file.'
    )
  }
}

function below(frame: Frame, rows: Frame, name: string): Frame {
  const unlike = [
    ...frame.names.filter((column) => !rows.has(column)),
    ...rows.names.filter((column) => !frame.has(column))
  ]
  if (!unlike.length) return frame.concat(rows)
  throw new HttpError(
    'bad_data',
    `"${name}" has other columns than the file before it: ${unlike.join(', ')}`,
    'Send files of the same columns together, others one by one.',
    { file: name, columns: unlike }
  )
}

/** A body's rows, with those of form fields (and of a query's, where one is given) when it has no others. */
export async function readRows(
  context: Context,
  given: Query = nothing.query,
  watch?: Partial<Watch>
): Promise<Payload> {
  const { frame, query: form } = await readPayload(context, watch)
  const query = given.with(form)
  return { frame: frame ?? (Object.keys(query.fields).length ? rowsOf(query.fields) : null), query }
}

/** Settings of a PUT or DELETE: a form's fields, or a JSON object's keys (`params` and `opts` inside it too). */
export async function readSettings(context: Context): Promise<Query> {
  const { headers } = context.request
  const blob = await bodyOf(context)
  const type = headers.get('content-type') ?? ''
  if (type.startsWith('multipart/form-data')) return (await readMultipart(blob, headers)).query
  const text = (await blob.text()).trim()
  if (!text) return nothing.query
  if (!type.includes('json') && !/^[{["]/.test(text)) return Query.of(new URLSearchParams(text))
  return Query.of(flatten(parseObject(text)))
}

const groups = ['params', 'opts', 'options', 'model']

/** As `?_params` shows them, `model: {params: {…}}` is as deep as they go. */
const flatten = (object: Record<string, unknown>, depth = 0): [string, unknown][] =>
  Object.entries(object).flatMap(([key, value]): [string, unknown][] =>
    depth < 2 && groups.includes(key) && typeof value === 'object' && value !== null
      ? flatten(value as Record<string, unknown>, depth + 1)
      : [[key, value]]
  )

function parseObject(text: string): Record<string, unknown> {
  const hint = 'Send an object of settings, as {"class": "Ridge", "alpha": 2}.'
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new HttpError('bad_argument', `The body is not JSON: ${(error as Error).message}`, hint)
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>
  throw new HttpError('bad_argument', `The body is not an object, but ${text.slice(0, 60)}`, hint)
}
