/**
 * gramex.yaml → handlers. A mistake is a problem with its line, and concerns one handler only: the others work.
 * Both spellings of the documents are taken: handlers under `url:` or at the top, kwargs under `kwargs:` or beside
 * `handler:`; and inside kwargs, what belongs to `data:` and `model:` may also stand without that heading.
 */
import { isMap, isScalar, LineCounter, parseDocument, type Pair, type YAMLMap } from 'yaml'
import { nearest } from '$lib/estimator/nearest'
import { classNames } from './classes'
import { readDevice } from './device'
import { optionOf, readOption, type ModelOptions } from './options'
import { readSize } from './size'

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

const gramexData = '$GRAMEXDATA'

/** JSON of that size is still read within a browser's memory; beyond 2²⁹ characters no text is. */
const defaultBodySize = 500e6

/** Replaces $YAMLURL and $YAMLPATH; `/$YAMLURL/ml` is `/ml` on a site at the root. $GRAMEXDATA stays: it is the store. */
function substitute(value: unknown, place: Place): unknown {
  if (Array.isArray(value)) return value.map((item) => substitute(item, place))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, substitute(v, place)]))
  if (typeof value !== 'string' || !/\$YAML(URL|PATH)/.test(value)) return value
  const text = value.replaceAll('$YAMLURL', place.base).replaceAll('$YAMLPATH', place.folder)
  return /^[a-z]+:\/\//i.test(text) ? text : text.replace(/\/{2,}/g, '/') || '/'
}

const kwargKeys = [
  'data',
  'model',
  'config_dir',
  'template',
  'xsrf_cookies',
  'api_version',
  'device',
  'unknown',
  'max_body_size',
  'path'
]
const dataKeys = ['url', 'transform', 'args']
const blockKeys = ['pattern', 'handler', 'kwargs', 'priority', 'service']

type Plain = Record<string, unknown>
const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads one handler's block. */
class BlockReader {
  readonly problems: Problem[] = []

  constructor(
    private readonly block: YAMLMap,
    private readonly lines: LineCounter
  ) {}

  /** The line of the first key of that name anywhere in the block. */
  lineOf(name: string, within: YAMLMap = this.block): number | undefined {
    for (const pair of within.items as Pair[]) {
      if (isScalar(pair.key) && String(pair.key.value) === name && pair.key.range)
        return this.lines.linePos(pair.key.range[0]).line
      if (isMap(pair.value)) {
        const inner = this.lineOf(name, pair.value)
        if (inner) return inner
      }
    }
    return undefined
  }

  report(name: string, message: string, hint?: string): void {
    this.problems.push({ message, hint, line: this.lineOf(name) })
  }

  unknownKey(name: string, where: string, known: readonly string[]): void {
    const close = nearest(name, known)
    this.report(
      name,
      `${where} has no "${name}"`,
      close.length ? `Did you mean ${close.join(', ')}?` : `It takes: ${known.join(', ')}.`
    )
  }
}

/** What stands beside `handler:` and under `kwargs:`, as one. */
const kwargsOf = (block: Plain): Plain => {
  const beside = Object.fromEntries(Object.entries(block).filter(([key]) => !blockKeys.includes(key)))
  return { ...beside, ...(isPlain(block.kwargs) ? block.kwargs : {}) }
}

function readData(kwargs: Plain, reader: BlockReader): HandlerConfig['data'] {
  if (typeof kwargs.data === 'string') return { url: kwargs.data }
  const data = isPlain(kwargs.data) ? kwargs.data : {}
  if (kwargs.data !== undefined && kwargs.data !== null && !isPlain(kwargs.data))
    reader.report(
      'data',
      'data is neither an address nor a mapping',
      'Write data: {url: $YAMLPATH/file.csv}.'
    )
  for (const key of Object.keys(data)) if (!dataKeys.includes(key)) reader.unknownKey(key, 'data', dataKeys)
  const text = (key: string): string | undefined => {
    const value = data[key] ?? kwargs[key]
    return value === undefined || value === null ? undefined : String(value)
  }
  return { url: text('url'), transform: text('transform') }
}

function readModel(kwargs: Plain, reader: BlockReader): HandlerConfig['model'] {
  const beside = Object.entries(kwargs).filter(([key]) => !kwargKeys.includes(key) && !dataKeys.includes(key))
  const model = { ...Object.fromEntries(beside), ...(isPlain(kwargs.model) ? kwargs.model : {}) }
  const options: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(model)) {
    const option = optionOf(key)
    if (option) {
      try {
        options[option] = readOption(option, value)
      } catch (error) {
        reader.report(key, (error as Error).message, (error as { hint?: string }).hint)
      }
    } else if (key !== 'class' && key !== 'params')
      reader.unknownKey(key, 'model', [
        'class',
        'params',
        'include',
        'exclude',
        'dropna',
        'drop_duplicates',
        'pipeline',
        'nums',
        'cats',
        'target_col',
        'index_col'
      ])
  }
  const name = model.class
  if (typeof name === 'string' && !classNames.includes(name)) {
    const close = nearest(name, classNames)
    reader.report(
      'class',
      `There is no class "${name}"`,
      close.length ? `Did you mean ${close.join(', ')}?` : `There are: ${classNames.join(', ')}.`
    )
  }
  return {
    class: name === undefined || name === null ? undefined : String(name),
    params: isPlain(model.params) ? model.params : {},
    options: options as Partial<ModelOptions>
  }
}

function readHandler(key: string, block: Plain, reader: BlockReader): HandlerConfig {
  const kwargs = kwargsOf(block)
  if (block.handler !== 'MLHandler') {
    const close = nearest(String(block.handler), ['MLHandler'], 1)
    reader.report(
      'handler',
      `Unknown handler "${String(block.handler)}"`,
      close.length ? 'Did you mean MLHandler?' : 'This site knows MLHandler.'
    )
  }
  if (typeof block.pattern !== 'string')
    reader.report(
      block.pattern === undefined ? 'handler' : 'pattern',
      `${key} has no pattern`,
      'Write pattern: /$YAMLURL/name.'
    )
  if (kwargs.unknown !== undefined && kwargs.unknown !== 'ignore' && kwargs.unknown !== 'error')
    reader.report(
      'unknown',
      `unknown = ${JSON.stringify(kwargs.unknown)} is not possible`,
      'It takes error or ignore.'
    )
  const text = (name: string): string | undefined =>
    kwargs[name] === undefined || kwargs[name] === null ? undefined : String(kwargs[name])
  try {
    readDevice(undefined, text('device'))
  } catch (error) {
    reader.report('device', (error as Error).message, (error as { hint?: string }).hint)
  }
  const maxBodySize = kwargs.max_body_size === undefined ? defaultBodySize : readSize(kwargs.max_body_size)
  if (maxBodySize === undefined)
    reader.report(
      'max_body_size',
      `max_body_size = ${JSON.stringify(kwargs.max_body_size)} is not possible`,
      'It takes a number of bytes, or a text such as 200 MB.'
    )
  return {
    key,
    pattern: typeof block.pattern === 'string' ? block.pattern : '',
    configDir: text('config_dir') ?? `${gramexData}/apps/mlhandler/${key}/`,
    data: readData(kwargs, reader),
    model: readModel(kwargs, reader),
    template: text('template') ?? text('path'),
    xsrfCookies: kwargs.xsrf_cookies !== false,
    apiVersion: text('api_version'),
    device: text('device'),
    maxBodySize: maxBodySize ?? defaultBodySize,
    unknown: kwargs.unknown === 'ignore' ? 'ignore' : 'error',
    problems: reader.problems,
    source: JSON.stringify(block)
  }
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
    const plain = substitute(value.toJS(document), place) as Plain
    handlers.push(readHandler(name, plain, new BlockReader(value, lines)))
  }
  return { handlers, problems }
}
