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
