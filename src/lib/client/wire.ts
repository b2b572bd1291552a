/** Requests and answers as they cross from one thread to another. */

export interface WireRequest {
  /** Names the request, so that it can be cancelled and is not carried out twice. */
  readonly id: string
  readonly url: string
  readonly method: string
  readonly headers: readonly [string, string][]
  readonly body: Blob | null
}

export interface WireResponse {
  readonly status: number
  readonly headers: readonly [string, string][]
  /** A stream only where the answer comes bit by bit. */
  readonly body: ArrayBuffer | ReadableStream<Uint8Array> | null
}

const bodyless = ['GET', 'HEAD']

export async function toWireRequest(request: Request): Promise<WireRequest> {
  return {
    id: crypto.randomUUID(),
    url: request.url,
    method: request.method,
    headers: [...request.headers],
    body: bodyless.includes(request.method) ? null : await request.blob()
  }
}

/** The request again, in the engine. Aborts with `signal`. */
export function fromWireRequest({ url, method, headers, body }: WireRequest, signal: AbortSignal): Request {
  return new Request(url, { method, headers: [...headers], body: body?.size ? body : null, signal })
}

export async function toWireResponse(response: Response): Promise<WireResponse> {
  const streamed = response.headers.get('content-type')?.startsWith('text/event-stream')
  return {
    status: response.status,
    headers: [...response.headers],
    body: streamed ? response.body : await response.arrayBuffer()
  }
}

export function fromWireResponse({ status, headers, body }: WireResponse): Response {
  const empty = status === 204 || status === 304
  return new Response(empty ? null : body, { status, headers: [...headers] })
}
