import { ValueError } from '$lib/estimator/exceptions'

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
    super(message, hint, { value, row })
  }
}
