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

/** Cells as a CSV file's text. */
export const toCsv = (rows: readonly (readonly (string | number)[])[]): string =>
  rows.map((row) => row.map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(',') + '\r\n').join('')

/** Has the browser save a file. */
export function save(name: string, text: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/csv' }))
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
