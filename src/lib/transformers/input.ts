/** Texts and training rows as they come in, checked: errors name the row and what it should hold. */
import { TextModelError } from './errors'
import type { Span } from './spans'

export interface LabelledText {
  readonly text: string
  readonly label: string
}

export interface AnnotatedText {
  readonly text: string
  readonly labels: readonly Span[]
}

const bad = (row: number, message: string, hint: string, value?: unknown): TextModelError =>
  new TextModelError('bad-input', `Row ${row}: ${message}`, hint, { row, value })

/** Texts to judge: null where a row has none. Throws when no row has a text. */
export function checkTexts(values: readonly unknown[]): (string | null)[] {
  const texts = values.map((value, row) => (isMissing(value) ? null : checkText(value, row)))
  if (texts.some((text) => text !== null)) return texts
  const what = values.length ? 'The text is empty' : 'There is no text'
  throw new TextModelError('bad-input', what, 'Give one: ?text=…, or rows with a column "text".')
}

const isMissing = (value: unknown): boolean => value == null || (typeof value === 'string' && !value.trim())

function checkText(value: unknown, row: number): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value === 'string' && !isMissing(value)) return value
  const what = isMissing(value) ? 'there is no text' : `the text is a ${typeof value}`
  throw bad(row, what, 'Each row needs words in its column "text".', value)
}

/** Rows with `text` and `label`. */
export function checkLabelled(rows: readonly Readonly<Record<string, unknown>>[]): LabelledText[] {
  checkColumns(rows, 'label')
  return rows.map(({ text, label }, row) => {
    if (isMissing(label))
      throw bad(row, 'there is no label', 'Each row needs a value in its column "label".', label)
    return { text: checkText(text, row), label: String(label) }
  })
}

/** Rows with `text` and `labels`, a list of {start, end, label} or the same as JSON text. */
export function checkAnnotated(rows: readonly Readonly<Record<string, unknown>>[]): AnnotatedText[] {
  checkColumns(rows, 'labels')
  return rows.map((values, row) => {
    const text = checkText(values.text, row)
    const labels = readSpans(values.labels, row).map((span) => checkSpan(span, text, row))
    return { text, labels: checkApart(labels, row) }
  })
}

function checkColumns(rows: readonly Readonly<Record<string, unknown>>[], column: string): void {
  if (!rows.length)
    throw new TextModelError(
      'bad-input',
      'There are no rows to learn from',
      `Post rows with the columns "text" and "${column}".`
    )
  for (const name of ['text', column])
    if (!rows.some((row) => name in row))
      throw new TextModelError(
        'bad-input',
        `There is no column "${name}": the rows have ${Object.keys(rows[0])
          .map((key) => `"${key}"`)
          .join(', ')}`,
        `Name the columns "text" and "${column}".`,
        { column: name }
      )
}

const SPANS_HINT =
  'Give "labels" as a list of {"start", "end", "label"}, places counted as JavaScript counts them.'

function readSpans(value: unknown, row: number): unknown[] {
  if (Array.isArray(value)) return value
  if (value == null || value === '') return []
  try {
    const parsed: unknown = typeof value === 'string' ? JSON.parse(value) : undefined
    if (Array.isArray(parsed)) return parsed
  } catch {
    // Told below.
  }
  throw bad(row, `"labels" is no list: ${String(value).slice(0, 40)}`, SPANS_HINT, value)
}

function checkSpan(value: unknown, text: string, row: number): Span {
  const { start, end, label } = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >
  if (typeof label !== 'string' || !label)
    throw bad(row, `a label without a name: ${JSON.stringify(value)}`, SPANS_HINT, value)
  const [from, to] = [start, end].map(placeOf)
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to > text.length || from >= to)
    throw bad(
      row,
      `the label ${label} from ${String(start)} to ${String(end)} does not lie in the text of ${text.length} characters`,
      SPANS_HINT,
      value
    )
  return { start: from, end: to, label }
}

/** A whole number, also as text; NaN for anything else. */
const placeOf = (value: unknown): number =>
  typeof value === 'number' || (typeof value === 'string' && value.trim()) ? Number(value) : NaN

/** A word has one label at most. */
function checkApart(spans: Span[], row: number): Span[] {
  const sorted = [...spans].sort((a, b) => a.start - b.start)
  const at = sorted.findIndex((span, i) => i > 0 && span.start < sorted[i - 1].end)
  if (at < 0) return spans
  const [first, second] = [sorted[at - 1], sorted[at]].map(
    ({ label, start, end }) => `${label} from ${start} to ${end}`
  )
  throw bad(row, `the labels ${first} and ${second} overlap`, 'Keep one of them.', sorted[at])
}
