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

/** An error for a person to read, with its remedy. */
export function inWords(error: unknown): string {
  const { message, hint } = (error instanceof Error ? error : { message: String(error) }) as {
    message: string
    hint?: string | null
  }
  return [message, hint].filter(Boolean).join('. ').replace('..', '.')
}

/** A pasted table of two columns, text and label. Throws an Error that names the line. */
export function parseLabelled(table: string): { text: string; label: string }[] {
  return lines(table).map((line, i) => {
    const [, text, label] = /^(.*)[\t;,](.+)$/.exec(line) ?? []
    if (text?.trim() && label.trim()) return { text: unquoted(text), label: unquoted(label) }
    throw new Error(`Line ${i + 1} has no text and label: "${line}"`)
  })
}

/** Texts with their entities as [Joe Biden](PER). */
export function parseMarked(table: string): {
  text: string
  labels: { start: number; end: number; label: string }[]
}[] {
  return lines(table).map((line) => {
    const labels: { start: number; end: number; label: string }[] = []
    let text = ''
    let at = 0
    for (const { 0: marked, 1: entity, 2: label, index } of line.matchAll(/\[([^\][]+)\]\((\w+)\)/g)) {
      text += line.slice(at, index)
      labels.push({ start: text.length, end: text.length + entity.length, label })
      text += entity
      at = index + marked.length
    }
    return { text: text + line.slice(at), labels }
  })
}

const lines = (table: string): string[] => table.split(/\r?\n/).filter((line) => line.trim())
const unquoted = (cell: string): string =>
  cell
    .trim()
    .replace(/^"(.*)"$/s, '$1')
    .replaceAll('""', '"')

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
