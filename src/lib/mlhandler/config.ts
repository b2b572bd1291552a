/**
 * gramex.yaml → handlers. A mistake is a problem with its line, and concerns one handler only: the others work.
 * Handlers stand under `url:` or at the top, as in the documents.
 */
import { isMap, isScalar, LineCounter, parseDocument, type Pair, type YAMLMap } from 'yaml'
import { readBlock } from './block'
import type { ModelOptions } from './options'

export interface Problem {
  readonly message: string
  readonly hint?: string
  /** Line in gramex.yaml, from 1. */
  readonly line?: number
}

export interface HandlerConfig {
  readonly key: string
  readonly pattern: string
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

/** Where the yaml file is: its URL's folder and the site's base path. */
export interface Place {
  /** The site's base path, without a slash at its end: '' or '/sub'. */
  readonly base: string
  /** The folder of gramex.yaml, as a URL path without a slash at its end. */
  readonly folder: string
}

/** Replaces $YAMLURL and $YAMLPATH; `/$YAMLURL/ml` is `/ml` on a site at the root. $GRAMEXDATA stays: it is the store. */
function substitute(value: unknown, place: Place): unknown {
  if (Array.isArray(value)) return value.map((item) => substitute(item, place))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, substitute(v, place)]))
  if (typeof value !== 'string' || !/\$YAML(URL|PATH)/.test(value)) return value
  const text = value.replaceAll('$YAMLURL', place.base).replaceAll('$YAMLPATH', place.folder)
  return /^[a-z]+:\/\//i.test(text) ? text : text.replace(/\/{2,}/g, '/') || '/'
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
  const handlers: HandlerConfig[] = []
  for (const { key, value } of blocks.items as Pair[]) {
    const name = isScalar(key) ? String(key.value) : String(key)
    if (!isMap(value)) {
      const line = isScalar(key) && key.range ? lines.linePos(key.range[0]).line : undefined
      problems.push({
        message: `${name} is not a handler`,
        hint: 'A handler has a pattern and handler: MLHandler.',
        line
      })
      continue
    }
    const plain = substitute(value.toJS(document), place) as Record<string, unknown>
    handlers.push(readBlock(name, plain, (key) => lineOf(key, value, lines)))
  }
  return { handlers, problems }
}
