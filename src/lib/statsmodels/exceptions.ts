/** What a person did wrong in a way they can mend; the handler turns it into an answer with a status. */
export class ValueError extends Error {
  override name = 'ValueError'
  constructor(
    message: string,
    /** What to do about it, in one sentence. */
    readonly hint?: string
  ) {
    super(message)
  }
}

/** A timestamp that cannot be read, repeats, is out of order, or does not fit the frequency of its index. */
export class DateError extends ValueError {
  override name = 'DateError'
  constructor(
    message: string,
    hint: string,
    /** The timestamp as it was given. */
    readonly value: unknown,
    /** Its row, counted from 0; null for a single timestamp. */
    readonly row: number | null = null
  ) {
    super(message, hint)
  }

  get details(): { value: unknown; row: number | null } {
    return { value: this.value, row: this.row }
  }
}

/** A parameter that does not exist, or whose value is out of its range. */
export class InvalidParameterError extends ValueError {
  override name = 'InvalidParameterError'
}

/** predict, append or summary before fit. */
export class NotFittedError extends ValueError {
  override name = 'NotFittedError'
}
