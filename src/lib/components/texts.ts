/** What the text samples ask of a handler, and how they tell an error. */
import type { Client } from '$lib/client'

type Fetch = Client['fetch']

/** Answers with scores, one a text; a longer list goes in the request's body. Throws an Error in words for a person. */
export async function askTexts<T>(
  fetch: Fetch,
  url: string,
  texts: readonly string[],
  signal?: AbortSignal
): Promise<T[]> {
  const body = JSON.stringify(texts.map((text) => ({ text })))
  const headers = { 'Content-Type': 'application/json' }
  const response =
    texts.length === 1 && texts[0].length < 1000
      ? await fetch(`${url}?${new URLSearchParams({ text: texts[0] })}&_proba`, { signal })
      : await fetch(`${url}?_action=predict&_proba`, { method: 'POST', headers, body, signal })
  if (response.ok) return (await response.json()) as T[]
  throw new Error(await explain(response))
}

async function explain(response: Response): Promise<string> {
  const body = await response.text()
  try {
    const { error } = JSON.parse(body) as { error: { message: string; hint: string | null } }
    return [error.message, error.hint].filter(Boolean).join('. ')
  } catch {
    return `${response.status}: ${body.slice(0, 200)}`
  }
}

/** Texts to a request: few enough that a person sees the answers come. */
const BATCH = 50

/** As askTexts, the answers as they come. */
export async function* askInBatches<T>(
  fetch: Fetch,
  url: string,
  texts: readonly string[],
  signal: AbortSignal
): AsyncGenerator<{ text: string; value: T }[]> {
  for (let from = 0; from < texts.length; from += BATCH) {
    const batch = texts.slice(from, from + BATCH)
    const values = await askTexts<T>(fetch, url, batch, signal)
    yield batch.map((text, i) => ({ text, value: values[i] }))
  }
}

/** An error for a person to read, with its remedy. */
export function inWords(error: unknown): string {
  const { message, hint } = (error instanceof Error ? error : { message: String(error) }) as {
    message: string
    hint?: string | null
  }
  return [message, hint].filter(Boolean).join('. ').replace('..', '.')
}

/** A row of a pasted table, and the line that it begins in. */
interface PastedRow {
  readonly cells: readonly string[]
  readonly line: number
}

/** The rows of a table as spreadsheets copy it: tabs between cells, cells with line breaks or quotes in quotes. */
function readRows(table: string): PastedRow[] {
  const rows: PastedRow[] = []
  let [cells, line, begun]: [string[], number, number] = [[], 1, 1]
  const pattern = /("(?:[^"]|"")*"|[^\t\n]*)(\t|\n|$)/gy
  for (const [all, cell, end] of table.replace(/\r\n?/g, '\n').matchAll(pattern)) {
    cells.push(unquoted(cell))
    line += all.split('\n').length - 1
    if (end === '\t') continue
    if (cells.some((text) => text.trim())) rows.push({ cells, line: begun })
    ;[cells, begun] = [[], line]
  }
  return rows
}

/** A pasted column of texts; empty ones are left out. */
export const parseTexts = (column: string): string[] => readRows(column).map(({ cells }) => cells.join('\t'))

/** A pasted table of two columns, text and label, with or without a header. Throws an Error that names the line. */
export function parseLabelled(table: string): { text: string; label: string }[] {
  const rows = readRows(table).map(({ cells, line }) => {
    const [, ...halves] = /^(.*)[;,](.+)$/s.exec(cells[0]) ?? []
    const [text, label] = (cells.length > 1 ? cells : halves.map(unquoted)).map((cell) => cell.trim())
    if (text && label) return { text, label }
    throw new Error(
      `Line ${line} has no text and label: "${cells.join('\t')}". Put a tab, a comma or a semicolon between them.`
    )
  })
  const isHeader = rows[0]?.text.toLowerCase() === 'text' && rows[0].label.toLowerCase() === 'label'
  return isHeader ? rows.slice(1) : rows
}

/** Texts with their entities as [Joe Biden](PER). Throws an Error where none is marked. */
export function parseMarked(table: string): {
  text: string
  labels: { start: number; end: number; label: string }[]
}[] {
  const rows = parseTexts(table).map((line) => {
    const labels: { start: number; end: number; label: string }[] = []
    let text = ''
    let at = 0
    for (const { 0: marked, 1: entity, 2: label, index } of line.matchAll(MARKED)) {
      text += line.slice(at, index)
      labels.push({ start: text.length, end: text.length + entity.length, label })
      text += entity
      at = index + marked.length
    }
    return { text: text + line.slice(at), labels }
  })
  if (rows.some(({ labels }) => labels.length)) return rows
  throw new Error('No entity is marked: write [Oslo](LOC) for Oslo.')
}

/** The label is a word, also with hyphens, of any script: not an address, as in a link. */
const MARKED = /\[([^\][]+)\]\(([\p{L}\p{M}\p{N}_-]+)\)/gu

const unquoted = (cell: string): string =>
  /^\s*"(.*)"\s*$/s.test(cell) ? cell.trim().slice(1, -1).replaceAll('""', '"') : cell

/** A model of the Hugging Face hub as owner/name, also from the address of its page. */
export const hubModel = (name: string): string =>
  name.trim().replace(/^(?:https?:\/\/)?(?:www\.)?(?:huggingface\.co|hf\.co)\/([^/?#]+\/[^/?#]+).*$/, '$1')

/** A name that is not taken yet. */
export function freeName(name: string, taken: readonly string[]): string {
  let free = name
  for (let n = 2; taken.includes(free); n++) free = `${name} ${n}`
  return free
}

/** Cells as a CSV file, with the mark by which spreadsheets know UTF-8. */
export function toCsv(rows: readonly (readonly (string | number)[])[]): Blob {
  const quoted = (cell: string | number): string => `"${String(cell).replaceAll('"', '""')}"`
  return new Blob(['\ufeff', ...rows.map((row) => row.map(quoted).join(',') + '\r\n')], { type: 'text/csv' })
}

/** Has the browser save a file. */
export function save(name: string, content: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
