import type { Progress } from '$lib/sklearn/base'
import type { Action, Context } from '../context'
import { toHttpError } from '../errors'
import { json, toPlain } from '../json'
import { readPayload } from '../payload'
import { configure } from '../settings'
import type { Session } from '../session'
import type { ModelRecord } from '../store'
import { train as runTraining, type TrainOptions } from '../training'

/** POST ?_action=train and retrain. With rows in the body: on them; without: on the stored ones. */
export const train: Action = async (context) => {
  const { frame, query } = await readPayload(context.request)
  context.timing.mark('parse')
  const settings = context.query.with(query).fields
  const options: TrainOptions = {
    frame: frame ?? undefined,
    configure: (config) => configure(config, settings),
    signal: context.signal
  }
  const accepts = context.request.headers.get('accept') ?? ''
  if (accepts.includes('text/event-stream')) return streamTraining(context, options)
  const { session } = context
  const record = await runTraining(session, options)
  context.timing.mark('compute')
  context.timing.device(record.device)
  return json(await answer(session, record))
}

/** The score; of a class that has none, such as a decomposition, its fitted attributes. */
async function answer(session: Session, { score, warnings }: ModelRecord): Promise<object> {
  const attributes = score === null ? (await session.model())?.model.attributes() : undefined
  return { ...(attributes ?? { score }), ...(warnings.length ? { warnings } : {}) }
}

/** Progress as server-sent events (`progress`, then `result` or `error`). Closing the stream stops the fit. */
function streamTraining({ session, signal }: Context, options: TrainOptions): Response {
  const stop = new AbortController()
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const send = (event: string, data: unknown): void => {
        if (!stop.signal.aborted)
          controller.enqueue(encoder.encode(`event: ${event}\ndata: ${JSON.stringify(toPlain(data))}\n\n`))
      }
      const onProgress = (progress: Progress): void => send('progress', progress)
      signal.addEventListener('abort', () => stop.abort(signal.reason), { once: true })
      try {
        const record = await runTraining(session, { ...options, signal: stop.signal, onProgress })
        send('result', await answer(session, record))
      } catch (error) {
        send('error', await toHttpError(error).toResponse().json())
      }
      if (!stop.signal.aborted) controller.close()
    },
    cancel(reason) {
      stop.abort(reason)
    }
  })
  return new Response(body, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' } })
}
