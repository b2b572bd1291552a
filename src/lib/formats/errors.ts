/** What is wrong with a file, or cannot be put in one. `status` 415: the kind is not supported; 422: the content is broken. */
export class FormatError extends Error {
  override name = 'FormatError'

  constructor(
    message: string,
    /** What to do about it, in a sentence. */
    readonly hint?: string,
    readonly status: 415 | 422 = 415
  ) {
    super(message)
  }
}

/** A pickle whose instructions do not fit together. */
export const inconsistent = (): FormatError =>
  new FormatError('The pickle is inconsistent: an instruction lacks what it works on', undefined, 422)
