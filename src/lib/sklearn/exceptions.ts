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

/** predict, transform or score before fit. */
export class NotFittedError extends ValueError {
  override name = 'NotFittedError'
}

/** Something that went less than well but not wrong: told in the answer's `warnings`. */
export interface FitWarning {
  readonly category: 'ConvergenceWarning' | 'UserWarning' | 'FutureWarning' | 'UndefinedMetricWarning'
  readonly message: string
}
