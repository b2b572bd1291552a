/** What Python would raise: `kind` is the exception's class. */
export class PythonError extends Error {
  override name = 'PythonError'
  constructor(
    readonly kind: string,
    message: string
  ) {
    super(message)
  }
}

/** A template that cannot be rendered: names the template and the line. */
export class TemplateError extends Error {
  override name = 'TemplateError'
  constructor(
    readonly template: string,
    readonly line: number,
    problem: string,
    options?: ErrorOptions
  ) {
    super(`${template}, line ${line}: ${problem}`, options)
  }
}
