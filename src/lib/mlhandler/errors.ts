/** One error that knows its Response: every failure leaves the handler in the same JSON shape. */

/** The codes that an error of ours may have, with their HTTP status. */
const statusOf = {
  bad_argument: 400,
  cross_site: 403,
  no_handler: 404,
  no_model: 404,
  no_data: 404,
  method_not_allowed: 405,
  conflict: 409,
  too_large: 413,
  unsupported_format: 415,
  bad_data: 422,
  cancelled: 499,
  config: 500,
  internal: 500,
  no_engine: 503,
  no_device: 503,
  storage_full: 507
} as const

export type ErrorCode = keyof typeof statusOf

export class HttpError extends Error {
  override name = 'HttpError'
  readonly status: number

  constructor(
    readonly code: ErrorCode,
    message: string,
    /** What to do about it, in a sentence. */
    readonly hint?: string,
    /** The column, row, value, parameter … that it is about. */
    readonly details?: Readonly<Record<string, unknown>>,
    readonly headers?: Readonly<Record<string, string>>
  ) {
    super(message)
    this.status = statusOf[code]
  }

  toResponse(): Response {
    const { status, code, message, hint = hints[this.code], details = null, headers } = this
    return Response.json({ error: { status, code, message, hint, details } }, { status, headers })
  }
}

/** How errors of the other rooms, known by their name, are told: the first that fits. */
const translations: readonly (readonly [name: string, code: ErrorCode])[] = [
  ['AbortError', 'cancelled'],
  ['QuotaExceededError', 'storage_full'],
  ['NoEngineError', 'no_engine'],
  ['InvalidParameterError', 'bad_argument'],
  ['FormatError', 'unsupported_format'],
  ['NotFittedError', 'no_model'],
  ['TemplateError', 'config'],
  ['FrameError', 'bad_data'],
  ['DateError', 'bad_data'],
  ['ValueError', 'bad_data']
]

/** What the statuses of a FormatError are here. */
const formatCodes: Readonly<Record<number, ErrorCode>> = {
  413: 'too_large',
  415: 'unsupported_format',
  422: 'bad_data'
}

/** What a text model's own codes are here. */
const textCodes: Readonly<Record<string, ErrorCode>> = {
  'bad-input': 'bad_data',
  'no-model': 'no_model',
  'bad-model': 'bad_data',
  unavailable: 'no_engine'
}

/** What to do, where the error itself does not say it. */
const hints: Readonly<Record<ErrorCode, string>> = {
  bad_argument: 'Correct the request: GET ?_params tells what is set now.',
  cross_site: 'Send it from a page of this site.',
  no_handler: 'gramex.yaml lists the handlers and their patterns.',
  no_model: 'Train one: POST ?_action=train.',
  no_data: 'Send rows: POST ?_action=append.',
  method_not_allowed: 'Use GET, POST, PUT or DELETE.',
  conflict: 'Send the request again.',
  too_large: 'Send fewer rows at a time.',
  unsupported_format: 'Send CSV or JSON.',
  config: 'Correct gramex.yaml and reload.',
  no_device: 'Leave _device out: the CPU does all.',
  no_engine: 'Open a page of this site, then ask again.',
  bad_data: 'Nothing was changed: correct the data and send it again.',
  cancelled: 'The model and the data are as they were.',
  storage_full:
    'Free space in this browser (DELETE ?_cache removes data). Nothing was lost: the model and the data are as they were.',
  internal: 'This is a fault of ours. The model and the data are as they were.'
}

const field = (error: object, name: string): unknown => (error as Record<string, unknown>)[name]

/** Any thrown value as an HttpError. */
export function toHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error
  if (!(error instanceof Error)) return new HttpError('internal', String(error), hints.internal)
  const textCode = error.name === 'TextModelError' ? textCodes[String(field(error, 'code'))] : undefined
  if (textCode)
    return new HttpError(
      textCode,
      error.message,
      field(error, 'hint') as string | undefined,
      field(error, 'details') as Record<string, unknown>
    )
  const told = error.name === 'FormatError' ? formatCodes[Number(field(error, 'status'))] : undefined
  const code = told ?? translations.find(([name]) => name === error.name)?.[1] ?? 'internal'
  const hint = field(error, 'hint')
  const details = field(error, 'details')
  return new HttpError(
    code,
    error.message,
    typeof hint === 'string' ? hint : hints[code],
    typeof details === 'object' && details !== null ? (details as Record<string, unknown>) : undefined
  )
}
