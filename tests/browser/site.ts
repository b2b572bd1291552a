/** The built site in a page, asked as a person's script would: with fetch. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { serve } from '../../tools/serve.mjs'

export interface Answer {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: unknown
}

export interface Ask {
  readonly method?: string
  readonly headers?: Record<string, string>
  /** A text, or with `file` the content of an upload of that name. */
  readonly body?: string
  readonly file?: string
}

/** Opens the home page and waits until its handlers are listed. */
export async function open(page: Page, path = '/'): Promise<void> {
  await page.goto(path)
  await expect(page.getByRole('heading', { name: 'titanic' })).toBeVisible({ timeout: 20_000 })
}

/** Opens the home page again, now that the service worker controls it and isolates it from other origins. */
export async function reopenIsolated(page: Page): Promise<void> {
  await open(page)
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
}

/** The built site at another port, with files of its own (a gramex.yaml, say), until the test file ends. */
export const ownSite = (port: number, files: Readonly<Record<string, string>>): string =>
  ownFolder(port, files).url

/** The same, whose files can be written anew. */
export function ownFolder(
  port: number,
  files: Readonly<Record<string, string>>
): { url: string; write(name: string, text: string): void } {
  const folder = mkdtempSync(join(tmpdir(), 'mlhandler-site-'))
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text)
  let server: Server
  test.describe.configure({ mode: 'default' })
  test.beforeAll(async () => {
    cpSync('build', folder, { recursive: true })
    for (const [name, text] of Object.entries(files)) write(name, text)
    server = await serve({ folder, port })
  })
  test.afterAll(() => {
    server.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return { url: `http://localhost:${port}/`, write }
}

/** The page's own fetch of a path of the site. */
export function ask(page: Page, path: string, init: Ask = {}): Promise<Answer> {
  return page.evaluate(
    async ({ path, init: { method, headers, body, file } }) => {
      const form = new FormData()
      if (file !== undefined) form.append('file', new File([body ?? ''], file))
      const response = await fetch(path, { method, headers, body: file === undefined ? body : form })
      const text = await response.text()
      const isJson = text !== '' && response.headers.get('content-type')?.includes('json')
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: isJson ? (JSON.parse(text) as unknown) : text
      }
    },
    { path, init }
  )
}

export const json = async (page: Page, path: string, init?: Ask): Promise<unknown> =>
  (await ask(page, path, init)).body

export const postJson = (body: unknown): Ask => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body)
})

/** The seed's 22-year-old man. */
export const man = '/ml?Sex=male&Age=22&SibSp=1&Parch=0&Fare=7.25&Pclass=3&Embarked=S'
