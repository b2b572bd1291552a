/**
 * Bytes that cannot be read, or something that no file of a format can hold. `status` 413: too many; 415: of no known or
 * supported kind; 422: broken within the format that they claim.
 */
export class FormatError extends Error {
  override name = 'FormatError'

  constructor(
    message: string,
    /** What to do about it, in one sentence. */
    readonly hint?: string,
    readonly status: 413 | 415 | 422 = 422
  ) {
    super(message)
  }
}

/** A pickle whose instructions do not fit together. */
export const inconsistent = (): FormatError =>
  new FormatError('The pickle is inconsistent: an instruction lacks what it works on')
