import { describe, expect, it } from 'vitest'
import { continued, failingWith } from '$lib/client/continued'

const headers = { 'content-type': 'text/event-stream' }
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** A stream of one event that then neither ends nor fails, as that of a thread that died. */
const silent = (): ReadableStream<Uint8Array> =>
  new ReadableStream({ start: (controller) => controller.enqueue(bytes('event: progress\n\n')) })

const dying = (): Response =>
  new Response(failingWith(silent(), Promise.reject(new Error('gone'))), { headers })

describe('a streamed answer', () => {
  it('passes as it is while its engine lives', async () => {
    const body = new Response('event: result\n\n').body!
    const answer = new Response(failingWith(body, new Promise<never>(() => undefined)), { headers })
    const told = continued(answer, () => Promise.reject(new Error('asked again')))
    expect(told.headers.get('content-type')).toBe('text/event-stream')
    expect(await told.text()).toBe('event: result\n\n')
  })

  it('goes on with that of another engine when its own dies', async () => {
    const next = new Response('event: result\ndata: 1\n\n', { headers })
    expect(await continued(dying(), async () => next).text()).toMatch(/event: result\ndata: 1\n\n$/)
  })

  it('ends with what another answers at once', async () => {
    const error = Response.json({ error: { code: 'no_engine' } }, { status: 503 })
    expect(await continued(dying(), async () => error).text()).toMatch(
      /event: error\ndata: \{"error":\{"code":"no_engine"\}\}\n\n$/
    )
    expect(await continued(dying(), async () => Response.json({ score: 1 })).text()).toMatch(
      /event: result\ndata: \{"score":1\}\n\n$/
    )
  })

  it('fails when the second engine dies too', async () => {
    await expect(continued(dying(), async () => dying()).text()).rejects.toThrow('gone')
  })

  it('stops its engine’s work when it is closed', async () => {
    let stopped: unknown
    const body = new ReadableStream<Uint8Array>({ cancel: (reason) => void (stopped = reason) })
    const answer = new Response(failingWith(body, new Promise<never>(() => undefined)), { headers })
    await continued(answer, async () => dying()).body!.cancel('enough')
    expect(stopped).toBe('enough')
  })
})

it('an answer that is no stream stays as it is', () => {
  const answer = Response.json([0])
  expect(continued(answer, async () => dying())).toBe(answer)
})
