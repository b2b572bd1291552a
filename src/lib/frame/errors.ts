/** A mistake in how a frame is asked: an unknown column, a value that is not what the caller needs. */
export class FrameError extends Error {
  override name = 'FrameError'
  constructor(
    message: string,
    /** What to do about it, in one sentence. */
    readonly hint?: string,
    /** Where: what a program can use of the message. */
    readonly details: { readonly column?: string; readonly row?: number; readonly value?: unknown } = {}
  ) {
    super(message)
  }
}

/** Bytes that cannot be read: too many (413), of no known format (415), or broken within the format they claim (422). */
export class FormatError extends Error {
  override name = 'FormatError'
  constructor(
    message: string,
    readonly hint?: string,
    readonly status: 413 | 415 | 422 = 422
  ) {
    super(message)
  }
}
