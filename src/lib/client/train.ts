/** Training with progress: the train's server-sent events, read as they come. */
import type { Progress } from '$lib/estimator/progress'

export interface TrainOptions {
  readonly body?: BodyInit
  readonly headers?: HeadersInit
  readonly onProgress?: (progress: Progress) => void
  /** Aborting it stops the fit. */
  readonly signal?: AbortSignal
}

export interface TrainResult {
  readonly score: unknown
  readonly warnings?: readonly string[]
}

/** What the handler's error answer says. */
export class TrainError extends Error {
  override name = 'TrainError'
  constructor(
    message: string,
    readonly status: number,
    readonly hint: string | null
  ) {
    super(message)
  }
}

type Fetch = (input: string, init: RequestInit) => Promise<Response>

export async function train(ask: Fetch, path: string, options: TrainOptions = {}): Promise<TrainResult> {
  const { body, signal, onProgress } = options
  const headers = new Headers(options.headers)
  headers.set('accept', 'text/event-stream')
  const url = new URL(path, location.href)
  if (!url.searchParams.has('_action')) url.searchParams.set('_action', 'train')
  const response = await ask(url.href, { method: 'POST', body, headers, signal })
  if (!response.ok || !response.body) throw errorOf(await response.json())
  for await (const { event, data } of readEvents(response.body)) {
    if (event === 'progress') onProgress?.(data as Progress)
    if (event === 'result') return data as TrainResult
    if (event === 'error') throw errorOf(data)
  }
  throw new TrainError('The train ended without an answer', 503, 'Its tab was closed: train again.')
}

function errorOf(data: unknown): TrainError {
  const { error } = data as { error: { message: string; status: number; hint: string | null } }
  return new TrainError(error.message, error.status, error.hint)
}

/** The events of a text/event-stream, one after another. */
async function* readEvents(
  body: ReadableStream<Uint8Array>
): AsyncGenerator<{ event: string; data: unknown }> {
  const reader = body
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
    .getReader()
  let buffer = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    buffer += value
    const blocks = buffer.split('\n\n')
    buffer = blocks.pop()!
    for (const block of blocks) {
      const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? ''
      yield { event: field('event'), data: JSON.parse(field('data')) as unknown }
    }
  }
}
