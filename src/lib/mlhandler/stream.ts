/** Work that tells its progress as server-sent events: `progress` again and again, then `result` or `error`. */
import type { Progress } from '$lib/estimator/progress'
import type { Context } from './context'
import { toHttpError } from './errors'
import { json, toPlain } from './json'

export interface Watch {
  /** Stops the work: the request's own, or that of its stream being closed. */
  readonly signal: AbortSignal
  readonly onProgress?: (progress: Progress) => void
}

/** Answers with what `work` gives: once, or as a stream where the client accepts text/event-stream. */
export async function answerWatched(
  context: Context,
  work: (watch: Watch) => Promise<unknown>
): Promise<Response> {
  const accepts = context.request.headers.get('accept') ?? ''
  if (accepts.includes('text/event-stream')) return stream(context.signal, work)
  return json(await work({ signal: context.signal }))
}

/** Closing the stream stops the work. */
function stream(signal: AbortSignal, work: (watch: Watch) => Promise<unknown>): Response {
  const stop = new AbortController()
  const encoder = new TextEncoder()
  signal.addEventListener('abort', () => stop.abort(signal.reason), { once: true })
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const send = (event: string, data: unknown): void => {
        if (!stop.signal.aborted)
          controller.enqueue(encoder.encode(`event: ${event}\ndata: ${JSON.stringify(toPlain(data))}\n\n`))
      }
      try {
        send(
          'result',
          await work({ signal: stop.signal, onProgress: (progress) => send('progress', progress) })
        )
      } catch (error) {
        send('error', await toHttpError(error).toResponse().json())
      }
      if (!stop.signal.aborted) controller.close()
    },
    cancel: (reason) => stop.abort(reason)
  })
  return new Response(body, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' } })
}
