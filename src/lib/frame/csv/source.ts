export type Source = string | Uint8Array | Blob | ReadableStream<Uint8Array>

const PIECE = 1 << 20

/** The bytes of a source in pieces, as often as asked; a stream, which flows once, is kept as it passes. */
export interface Bytes {
  /** undefined while unknown. */
  readonly total?: number
  pieces(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

function* piecesOf(bytes: Uint8Array): Iterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE)
}

/** UTF-8 in pieces that do not cut a surrogate pair, so that the text is never held twice. */
function* encoded(text: string): Iterable<Uint8Array> {
  const encoder = new TextEncoder()
  for (let at = 0; at < text.length;) {
    let end = Math.min(at + PIECE, text.length)
    if (end < text.length && (text.charCodeAt(end - 1) & 0xfc00) === 0xd800) end--
    yield encoder.encode(text.slice(at, end))
    at = end
  }
}

async function* streamed(
  stream: ReadableStream<Uint8Array>,
  seen: Uint8Array[] = []
): AsyncIterable<Uint8Array> {
  const reader = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      seen.push(value)
      yield value
    }
  } finally {
    await reader.cancel()
  }
}

export function bytesOf(source: Source): Bytes {
  if (typeof source === 'string') return { pieces: () => encoded(source) }
  if (source instanceof Uint8Array) return { total: source.length, pieces: () => piecesOf(source) }
  if (source instanceof Blob) return { total: source.size, pieces: () => streamed(source.stream()) }
  const seen: Uint8Array[] = []
  return { pieces: () => (seen.length ? seen : streamed(source, seen)) }
}
