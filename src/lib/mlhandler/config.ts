/**
 * gramex.yaml → handlers. A mistake is a problem with its line, and concerns one handler only: the others work.
 * Handlers stand under `url:` or at the top, as in the documents.
 */
import { isMap, isScalar, LineCounter, parseDocument, type Pair, type YAMLMap } from 'yaml'
import { readBlock } from './block'
import type { ModelOptions } from './options'
import { substitute, type Place } from './place'
import { createRouter } from './router'

export type { Place } from './place'

export interface Problem {
  readonly message: string
  readonly hint?: string
  /** Line in gramex.yaml, from 1. */
  readonly line?: number
}

export interface HandlerConfig {
  readonly key: string
  /** '' where it cannot be used. */
  readonly pattern: string
  /** Among handlers whose patterns match the same path, the one with the highest is asked. */
  readonly priority: number
  /** Identifies the handler's model and data in the store; handlers that name the same one share them. */
  readonly configDir: string
  readonly data: { readonly url?: string; readonly transform?: string }
  readonly model: {
    readonly class?: string
    readonly params: Readonly<Record<string, unknown>>
    readonly options: Partial<ModelOptions>
  }
  readonly template?: string
  readonly xsrfCookies: boolean
  readonly apiVersion?: string
  readonly device?: string
  /** The most bytes that a request's body may have, also once it is unpacked. */
  readonly maxBodySize: number
  /** What an unknown category does: an error, or all zeros. */
  readonly unknown: 'error' | 'ignore'
  readonly problems: readonly Problem[]
  /** Changes when the handler's block does. */
  readonly source: string
}

export interface SiteConfig {
  readonly handlers: readonly HandlerConfig[]
  /** What is wrong with the file as a whole. */
  readonly problems: readonly Problem[]
}

/** The line of the first key of that name anywhere in the block. */
function lineOf(name: string, block: YAMLMap, lines: LineCounter): number | undefined {
  for (const { key, value } of block.items as Pair[]) {
    if (isScalar(key) && String(key.value) === name && key.range) return lines.linePos(key.range[0]).line
    const inner = isMap(value) ? lineOf(name, value, lines) : undefined
    if (inner) return inner
  }
  return undefined
}

/** Parses gramex.yaml. Never throws: what is wrong is told in `problems`. */
export function parseConfig(text: string, place: Place): SiteConfig {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, merge: true })
  const problems: Problem[] = document.errors.map((error) => ({
    message: `gramex.yaml cannot be read: ${error.message.split('\n')[0]}`,
    line: lines.linePos(error.pos[0]).line
  }))
  if (problems.length) return { handlers: [], problems }
  if (!isMap(document.contents))
    return {
      handlers: [],
      problems: [{ message: 'gramex.yaml has no handlers', hint: 'Add a url: section.', line: 1 }]
    }
  const under = document.contents.get('url')
  const blocks = isMap(under) ? under : document.contents
  const lineAt = (key: unknown): number | undefined =>
    isScalar(key) && key.range ? lines.linePos(key.range[0]).line : undefined
  const handlers: HandlerConfig[] = []
  const imports = (document.contents.items as Pair[]).find(({ key }) => nameOf(key) === 'import')
  if (imports)
    problems.push({
      message: 'import: is not followed',
      hint: 'Write the handlers of the files that it names under url: here.',
      line: lineAt(imports.key)
    })
  for (const { key, value } of (blocks.items as Pair[]).filter((pair) => pair !== imports)) {
    const name = nameOf(key)
    const block = isMap(value)
      ? (substitute(value.toJS(document), place) as Record<string, unknown>)
      : undefined
    if (!isMap(value) || !block)
      problems.push({
        message: `${name} is not a handler`,
        hint: 'A handler has a pattern and handler: MLHandler.',
        line: lineAt(key)
      })
    else if (isOtherHandler(block.handler))
      problems.push({
        message: `${name} is left out: there is no ${block.handler} here, only MLHandler`,
        hint: `Requests at ${String(block.pattern)} go to the web server, as for any file.`,
        line: lineAt(key)
      })
    else handlers.push(readBlock(name, block, place, (key) => lineOf(key, value, lines)))
  }
  return { handlers: withoutFiles(handlers, place), problems }
}

const nameOf = (key: unknown): string => (isScalar(key) ? String(key.value) : String(key))

/** One of Gramex's others, not ours misspelt. */
const isOtherHandler = (name: unknown): name is string => typeof name === 'string' && !/ml/i.test(name)

/** A handler whose pattern takes the site's own files would wait for itself when it reads one: it gets no requests. */
function withoutFiles(handlers: readonly HandlerConfig[], { base, folder }: Place): HandlerConfig[] {
  const files = [
    `${folder}/gramex.yaml`,
    ...['mlhandler.js', 'service-worker.js', '_app/workers.json'].map((name) => `${base}/${name}`),
    ...handlers.flatMap(({ data, template }) => [data.url, template])
  ]
  return handlers.map((handler) => {
    const match = createRouter([handler])
    const file = files.find((path) => path !== undefined && match(path) !== undefined)
    if (file === undefined) return handler
    const problem: Problem = {
      message: `The pattern ${handler.pattern} also takes ${file}, a file of the site`,
      hint: 'Write one that takes the handler’s requests only, such as /$YAMLURL/name.'
    }
    return { ...handler, pattern: '', problems: [problem, ...handler.problems] }
  })
}
