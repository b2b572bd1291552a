/** Why a text model could not answer: names the thing, the value and, in `hint`, the remedy. The handler gives it a status. */
export class TextModelError extends Error {
  override name = 'TextModelError'
  constructor(
    /**
     * `bad-input`: the request's texts or rows; `no-model`: nobody has a model of that name; `bad-model`: the model's
     * files; `unavailable`: memory, runtime, network.
     */
    readonly code: 'bad-input' | 'no-model' | 'bad-model' | 'unavailable',
    message: string,
    /** What to do about it, in one sentence. */
    readonly hint?: string,
    readonly details?: Readonly<Record<string, unknown>>
  ) {
    super(message)
  }
}
