/**
 * Models from the Hugging Face hub, where the user allows it: first what it would take, then the download, then from the
 * cache, also offline. The caller brings `fetch` and a cache, and asks the user in between.
 */
import { TextModelError } from './errors'
import type { ModelFiles } from './files'

/** The one host that the site's content security policy lets models come from. */
export const HUB = 'https://huggingface.co'

export interface HubModel {
  /** owner/name */
  readonly model: string
  readonly files: readonly { readonly name: string; readonly size: number }[]
  /** Bytes in all: told before anything is fetched. */
  readonly size: number
}

/** What is needed of the Cache API. */
export interface ByteCache {
  match(key: string): Promise<Response | undefined>
  put(key: string, response: Response): Promise<void>
  keys(): Promise<readonly { readonly url: string }[]>
  delete(key: string): Promise<boolean>
}

type Fetch = (url: string, options?: { signal?: AbortSignal }) => Promise<Response>

const NEEDED = ['config.json', 'tokenizer.json']
const HELPFUL = ['tokenizer_config.json']
/** The first that a model has is taken. */
const WEIGHTS = ['onnx/model_quantized.onnx', 'onnx/model.onnx']

const address = (model: string, name: string): string => `${HUB}/${model}/resolve/main/${name}`

/** The files that a model takes and their size; asks the hub for its list of files, a few kilobytes. */
export async function describeHubModel(model: string, fetch: Fetch): Promise<HubModel> {
  if (!/^[\w.-]+\/[\w.-]+$/.test(model))
    throw new TextModelError('bad-input', `"${model}" is no model of the hub`, 'Its name is like owner/name.')
  const response = await reach(fetch, `${HUB}/api/models/${model}/tree/main?recursive=true`, model)
  const listed = (await response.json()) as { type: string; path: string; size: number }[]
  const sizes = new Map(listed.filter(({ type }) => type === 'file').map(({ path, size }) => [path, size]))
  const weights = WEIGHTS.find((name) => sizes.has(name))
  const missing = [...NEEDED, ...(weights ? [] : [WEIGHTS[1]])].find((name) => !sizes.has(name))
  if (missing || !weights)
    throw new TextModelError(
      'bad-model',
      `${model} lacks ${missing}`,
      'Name a model that was made for transformers.js.',
      { file: missing }
    )
  const names = [...NEEDED, ...HELPFUL.filter((name) => sizes.has(name)), weights]
  const files = names.map((name) => ({ name, size: sizes.get(name)! }))
  return { model, files, size: files.reduce((sum, file) => sum + file.size, 0) }
}

/** Fetches what the cache lacks. Nothing half-fetched is kept: a file is cached when it is whole. */
export async function downloadHubModel(
  { model, files, size }: HubModel,
  {
    fetch,
    cache,
    signal,
    onProgress
  }: {
    fetch: Fetch
    cache: ByteCache
    signal?: AbortSignal
    onProgress?: (done: number, total: number) => void
  }
): Promise<void> {
  let done = 0
  for (const file of files) {
    const url = address(model, file.name)
    if (!(await cache.match(url))) {
      const response = await reach(fetch, url, model, signal)
      const bytes = await readAll(response, (read) => onProgress?.(done + read, size))
      await cache.put(url, new Response(bytes))
    }
    onProgress?.((done += file.size), size)
  }
}

/** The models that are wholly in the cache: of each the weights come last. */
export async function downloaded(cache: Pick<ByteCache, 'keys'>): Promise<string[]> {
  const kept = (await cache.keys()).map(({ url }) => /^(.+)\/resolve\/main\/onnx\/[^/]+$/.exec(url)?.[1])
  return kept.filter((model) => model !== undefined).map((model) => model.slice(HUB.length + 1))
}

/** Takes the model's files out of the cache. */
export async function removeDownloaded(
  model: string,
  cache: Pick<ByteCache, 'keys' | 'delete'>
): Promise<void> {
  const urls = (await cache.keys()).map(({ url }) => url)
  await Promise.all(urls.filter((url) => url.startsWith(address(model, ''))).map((url) => cache.delete(url)))
}

/** The downloaded model's files, from the cache alone. */
export const hubFiles = (model: string, cache: ByteCache): ModelFiles => ({
  async read(name) {
    const response = await cache.match(address(model, name))
    if (!response) throw new Error(`not downloaded from ${model}`)
    return new Uint8Array(await response.arrayBuffer())
  }
})

async function reach(fetch: Fetch, url: string, model: string, signal?: AbortSignal): Promise<Response> {
  let response: Response
  try {
    response = await fetch(url, { signal })
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw new TextModelError(
      'unavailable',
      `The hub could not be reached for ${model}`,
      'Go online, or pick a folder with the model.'
    )
  }
  if (response.ok) return response
  const what =
    response.status === 404 || response.status === 401
      ? 'The hub has no public model'
      : `The hub answers ${response.status} for`
  throw new TextModelError('bad-model', `${what} ${model}`, 'Check the name.')
}

async function readAll(
  response: Response,
  onRead: (bytes: number) => void
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = []
  let length = 0
  for (const reader = response.body!.getReader(); ;) {
    const { done, value } = await reader.read()
    if (done) break
    parts.push(value)
    onRead((length += value.length))
  }
  const bytes = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
