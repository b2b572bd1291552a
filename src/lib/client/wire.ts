/** Requests and answers as they cross from one thread to another. */

import { crossSiteHeader, requestIdHeader } from '$lib/mlhandler/headers'

export interface WireRequest {
  /** Names the request, so that it can be cancelled and is not carried out twice. */
  readonly id: string
  readonly url: string
  readonly method: string
  readonly headers: readonly [string, string][]
  readonly body: Blob | null
  /** It was sent by another site's page, as by a form there. */
  readonly crossSite: boolean
}

export interface WireResponse {
  readonly status: number
  readonly headers: readonly [string, string][]
  /** A stream only where the answer comes bit by bit. */
  readonly body: ArrayBuffer | ReadableStream<Uint8Array> | null
}

const bodyless = ['GET', 'HEAD']

/**
 * Another site's pages reach this one's service worker by navigating only (a link, a form). A form's referrer is this
 * site for our own pages; one that is hidden counts as foreign.
 */
const isCrossSite = ({ mode, referrer, url }: Request): boolean =>
  mode === 'navigate' && !(URL.canParse(referrer) && new URL(referrer).origin === new URL(url).origin)

export async function toWireRequest(request: Request): Promise<WireRequest> {
  return {
    id: request.headers.get(requestIdHeader) ?? crypto.randomUUID(),
    url: request.url,
    method: request.method,
    headers: [...request.headers],
    body: bodyless.includes(request.method) ? null : await request.blob(),
    crossSite: isCrossSite(request)
  }
}

/** The request again, in the engine. Aborts with `signal`. */
export function fromWireRequest(wire: WireRequest, signal: AbortSignal): Request {
  const { url, method, headers, body } = wire
  const marked = new Headers([...headers])
  marked.set(requestIdHeader, wire.id)
  if (wire.crossSite) marked.set(crossSiteHeader, 'true')
  return new Request(url, { method, headers: marked, body: body?.size ? body : null, signal })
}

export async function toWireResponse(response: Response): Promise<WireResponse> {
  const streamed = response.headers.get('content-type')?.startsWith('text/event-stream')
  return {
    status: response.status,
    headers: [...response.headers],
    body: streamed ? response.body : await response.arrayBuffer()
  }
}

/**
 * A short body goes out as a stream: Chromium hands the bytes of any other to the browser's process as a blob first, from which
 * the page has to fetch them (a millisecond). A long one need not keep the service worker until it is read.
 */
const mostStreamed = 2 ** 16

export function fromWireResponse({ status, headers, body }: WireResponse): Response {
  const empty = status === 204 || status === 304
  const short = body instanceof ArrayBuffer && body.byteLength > 0 && body.byteLength <= mostStreamed
  return new Response(empty ? null : short ? streamOf(body) : body, { status, headers: [...headers] })
}

const streamOf = (body: ArrayBuffer): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      controller.enqueue(new Uint8Array(body))
      controller.close()
    }
  })
