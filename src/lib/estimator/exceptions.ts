/** What a person did wrong in a way they can mend; the handler turns it into an answer with a status. */
export class ValueError extends Error {
  override name = 'ValueError'
  constructor(
    message: string,
    /** What to do about it, in one sentence. */
    readonly hint?: string,
    /** What it is about: column, value, what was expected … */
    readonly details?: Readonly<Record<string, unknown>>
  ) {
    super(message)
  }
}

/** A parameter that does not exist, or whose value is out of its range. */
export class InvalidParameterError extends ValueError {
  override name = 'InvalidParameterError'
}

/** A question to a model that is not fitted yet. */
export class NotFittedError extends ValueError {
  override name = 'NotFittedError'
}
