/** A site without a browser: the handlers over the memory store, files from static/ or given as text. */
import { readFile } from 'node:fs/promises'
import type { Frame } from '$lib/frame/Frame'
import { App } from '$lib/mlhandler/App'
import type { Devices } from '$lib/mlhandler/device'
import type { Host } from '$lib/mlhandler/host'
import { MemoryStore } from '$lib/mlhandler/MemoryStore'
import type { ModelStore } from '$lib/mlhandler/store'

export interface TestSite {
  readonly app: App
  readonly store: ModelStore
  /** Answers like the site's fetch. */
  fetch(path: string, init?: RequestInit): Promise<Response>
  json(path: string, init?: RequestInit): Promise<unknown>
}

export interface SiteOptions {
  readonly yaml?: string
  /** Path → content; what is not here is read from static/. */
  readonly files?: Record<string, string>
  readonly store?: ModelStore
  readonly devices?: Devices
  /** Transforms by their name in the yaml. */
  readonly transforms?: Record<string, (frame: Frame) => Frame>
}

const open = async (files: Record<string, string>, url: string): Promise<string> =>
  Object.hasOwn(files, url) ? files[url] : readFile(`static${url}`, 'utf8')

export async function createSite({
  yaml,
  files = {},
  transforms = {},
  store = new MemoryStore(),
  devices
}: SiteOptions = {}): Promise<TestSite> {
  const host: Host = {
    store,
    devices,
    load: async (url) => {
      const text = await open(files, url)
      return { blob: new Blob([text]), name: url.split('/').pop()!, type: '', signature: String(text.length) }
    },
    signature: (url) =>
      open(files, url).then(
        (text) => String(text.length),
        () => null
      ),
    text: {
      modelFiles: async () => ({
        read: async (name) => new Uint8Array(await readFile(`static/models/${name}`))
      })
    },
    transform: async (spec) => async (frame) => transforms[spec](frame)
  }
  const app = new App(host)
  app.configure(yaml ?? (await readFile('static/gramex.yaml', 'utf8')), { base: '', folder: '' })
  const ask = (path: string, init?: RequestInit): Promise<Response> =>
    app.handle(new Request(`http://site.test${path}`, init))
  return {
    app,
    store,
    fetch: ask,
    json: async (path, init) => (await ask(path, init)).json() as Promise<unknown>
  }
}

/** The error that an answer tells, with its status. */
export async function errorOf(response: Response): Promise<{
  status: number
  code: string
  message: string
  hint: string | null
  details: Record<string, unknown> | null
}> {
  const { error } = (await response.json()) as {
    error: {
      status: number
      code: string
      message: string
      hint: string | null
      details: Record<string, unknown> | null
    }
  }
  return error
}

/** A POST of JSON. */
export const post = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json', ...headers }
})

/** A form upload of one file. */
export function upload(content: string | Uint8Array<ArrayBuffer>, name: string): RequestInit {
  const form = new FormData()
  form.append('file', new File([content], name))
  return { method: 'POST', body: form }
}
