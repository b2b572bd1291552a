/** What a request carries in its body: rows, and fields of a form or a JSON object. */
import { Frame } from '$lib/frame/Frame'
import { read, type Input } from '$lib/frame/read'
import { rowsOf } from './conform'
import type { Context } from './context'
import { fieldsOf, isForm, type Body } from './body'
import { HttpError } from './errors'
import { Query } from './query'
import type { Watch } from './stream'

export interface Payload {
  /** Rows of files or of a raw body; null when it carries none. */
  readonly frame: Frame | null
  /** Fields of a form. */
  readonly query: Query
}

/** Reads the body as rows. The kind is told by the name, the type and the first bytes (frame/read.ts). */
export async function readPayload(
  { body, request, session }: Context,
  watch: Partial<Watch> = {}
): Promise<Payload> {
  const { signal = request.signal, onProgress } = watch
  const options = {
    signal,
    limit: session.handler.maxBodySize,
    onProgress: (done: number, total = 0): void => onProgress?.({ phase: 'read', done, total })
  }
  const { blob, type, form } = body
  if (form) return { frame: await readFiles(form, options), query: fieldsOf(body) }
  return { frame: blob.size ? await read({ blob, type, ...options }) : null, query: fieldsOf(body) }
}

/** The files of a form, one below the other. */
async function readFiles(form: NonNullable<Body['form']>, options: Partial<Input>): Promise<Frame | null> {
  let frame: Frame | null = null
  for (const [, file] of form) {
    // A form whose file was not chosen sends one without name and content.
    if (!(file instanceof File) || (file.name === '' && file.size === 0)) continue
    const rows = await read({ ...options, blob: file, name: file.name, type: file.type })
    frame = frame ? below(frame, rows, file.name) : rows
  }
  return frame
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
  given: Query = Query.of([]),
  watch?: Partial<Watch>
): Promise<Payload> {
  const { frame, query: form } = await readPayload(context, watch)
  const query = given.with(form)
  return { frame: frame ?? (Object.keys(query.fields).length ? rowsOf(query.fields) : null), query }
}

/** Settings of a PUT or DELETE: a form's fields, or a JSON object's keys (`params` and `opts` inside it too). */
export async function readSettings({ body }: Context): Promise<Query> {
  if (body.form) return fieldsOf(body)
  const text = (await body.blob.text()).trim()
  if (!text) return Query.of([])
  if (!body.type.includes('json') && isForm(text)) return Query.of(new URLSearchParams(text))
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
  const hint = 'Send settings as JSON, {"class": "Ridge", "alpha": 2}, or as a form, class=Ridge&alpha=2.'
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
