/** A request's body as it came: a form, or one file. */
import { HttpError } from './errors'
import { Query } from './query'
import { writeSize } from './size'

export interface Body {
  readonly blob: Blob
  /** What the Content-Type says, without its parameters; '' where it says nothing that is so. */
  readonly type: string
  /** A form's fields and files, in order; null where it is no form. */
  readonly form: readonly (readonly [name: string, value: string | File])[] | null
}

const bodyless = ['GET', 'HEAD']
const nothing = new Blob()
const urlencoded = 'application/x-www-form-urlencoded'

/** Reads it; 413 before a byte of it is looked at where it is larger than `limit`. */
export async function readBody(request: Request, limit: number): Promise<Body> {
  // Not every browser has request.body, and to ask for a blob takes the browser's main process, also for an empty one.
  const blob = bodyless.includes(request.method) ? nothing : await request.blob()
  if (blob.size > limit)
    throw new HttpError(
      'too_large',
      `The body has ${writeSize(blob.size)}, more than the ${writeSize(limit)} that are taken`,
      'Send it in parts, or raise max_body_size for the handler in gramex.yaml.',
      { size: blob.size, limit }
    )
  const header = request.headers.get('content-type') ?? ''
  const type = header.split(';')[0].trim().toLowerCase()
  if (type === 'multipart/form-data' && blob.size)
    return { blob, type, form: [...(await readForm(blob, header)).entries()] }
  if (type !== urlencoded) return { blob, type, form: null }
  // `curl -d @file` claims this type whatever it sends.
  const fields = isForm(await blob.slice(0, 4096).text())
  return { blob, type: '', form: fields ? [...new URLSearchParams(await blob.text())] : null }
}

/** Begins with key=, which tables and JSON do not. Values may be as they are typed: `curl -d 'text=Well, "yes"'`. */
export const isForm = (text: string): boolean => /^[^=,;\t\r\n"{}[\]<>&]+(=|&|$)/.test(text.trim())

async function readForm(blob: Blob, type: string): Promise<FormData> {
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

/** A form's fields. */
export const fieldsOf = ({ form }: Body): Query =>
  Query.of((form ?? []).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
