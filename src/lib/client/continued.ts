/** Streamed answers whose engine may die before their end. */

/** A stream from a thread that dies neither ends nor fails: this one then fails as `gone` does. */
export function failingWith(
  body: ReadableStream<Uint8Array>,
  gone: Promise<never>
): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await Promise.race([reader.read(), gone])
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: (reason) => reader.cancel(reason)
  })
}

/**
 * The answer; where its stream of events fails, it goes on with that of `again`, asked once. An answer of `again` that is no
 * stream becomes its last event.
 */
export function continued(answer: Response, again: () => Promise<Response>): Response {
  if (!isStream(answer)) return answer
  let reader = answer.body!.getReader()
  let asked = false
  const read = async (): Promise<ReadableStreamReadResult<Uint8Array>> => {
    try {
      return await reader.read()
    } catch (error) {
      if (asked) throw error
      asked = true
      const next = await again()
      reader = (isStream(next) ? next : await asEvent(next)).body!.getReader()
      return reader.read()
    }
  }
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await read()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: (reason) => reader.cancel(reason)
  })
  return new Response(body, answer)
}

const isStream = ({ headers }: Response): boolean =>
  headers.get('content-type')?.startsWith('text/event-stream') ?? false

const asEvent = async (answer: Response): Promise<Response> =>
  new Response(`event: ${answer.ok ? 'result' : 'error'}\ndata: ${await answer.text()}\n\n`)
