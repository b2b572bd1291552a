/**
 * One handler's block of gramex.yaml. As in the documents, kwargs stand under `kwargs:` or beside `handler:`; and inside
 * kwargs, what belongs to `data:` and `model:` may also stand without that heading.
 */
import { nearest } from '$lib/estimator/nearest'
import { classNames } from './classes'
import type { HandlerConfig, Problem } from './config'
import { readDevice } from './device'
import { optionNames, optionOf, readOption } from './options'
import { fileAt, type Place } from './place'
import { readSize } from './size'

/** JSON of that size is still read within a browser's memory; beyond 2²⁹ characters no text is. */
const defaultBodySize = 500e6

/** Keys of a block that are no kwargs; Gramex knows the last one, which means nothing here. */
const blockKeys = ['pattern', 'handler', 'kwargs', 'priority', 'service']
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
const dataKeys = ['url', 'transform']
const modelKeys = ['class', 'params', ...optionNames]

type Plain = Readonly<Record<string, unknown>>

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isGiven = (value: unknown): boolean => value !== undefined && value !== null

const textOf = (value: unknown): string | undefined => (isGiven(value) ? String(value) : undefined)

/** The line of a key in the block, by its name. */
export type LineOf = (key: string) => number | undefined

/** Collects what is wrong with a block. */
class Reports {
  readonly problems: Problem[] = []

  constructor(private readonly lineOf: LineOf) {}

  add(key: string, message: string, hint?: string): void {
    this.problems.push({ message, hint, line: this.lineOf(key) })
  }

  /** A name that there is not: with the ones that were perhaps meant, else with all that there are. */
  unknown(key: string, message: string, name: string, known: readonly string[], all: string): void {
    const close = nearest(name, known)
    this.add(key, message, close.length ? `Did you mean ${close.join(', ')}?` : `${all} ${known.join(', ')}.`)
  }

  /** What `read` gives; undefined, and a problem, where it throws. */
  attempt<T>(key: string, read: () => T): T | undefined {
    try {
      return read()
    } catch (error) {
      const { message, hint } = error as Error & { hint?: string }
      this.add(key, message, hint)
      return undefined
    }
  }
}

/** What stands beside `handler:` and under `kwargs:`, as one. */
function kwargsOf(block: Plain): Plain {
  const beside = Object.fromEntries(Object.entries(block).filter(([key]) => !blockKeys.includes(key)))
  return { ...beside, ...(isPlain(block.kwargs) ? block.kwargs : {}) }
}

/** The address of a file, as of data or a template. */
const addressOf = (value: unknown, place: Place): string | undefined =>
  isGiven(value) ? fileAt(String(value), place) : undefined

function readData(kwargs: Plain, reports: Reports, place: Place): HandlerConfig['data'] {
  if (typeof kwargs.data === 'string') return { url: addressOf(kwargs.data, place) }
  const data = isPlain(kwargs.data) ? kwargs.data : {}
  if (isGiven(kwargs.data) && !isPlain(kwargs.data))
    reports.add('data', 'data is neither an address nor a mapping', 'Write data: {url: $YAMLPATH/file.csv}.')
  for (const key of Object.keys(data).filter((key) => !dataKeys.includes(key)))
    reports.unknown(key, `data has no "${key}"`, key, dataKeys, 'It takes:')
  return {
    url: addressOf(data.url ?? kwargs.url, place),
    transform: textOf(data.transform ?? kwargs.transform)
  }
}

function readModel(kwargs: Plain, reports: Reports): HandlerConfig['model'] {
  const beside = Object.entries(kwargs).filter(([key]) => !kwargKeys.includes(key) && !dataKeys.includes(key))
  const within = isPlain(kwargs.model) ? kwargs.model : {}
  const model: Plain = { ...Object.fromEntries(beside), ...within }
  if (isGiven(kwargs.model) && !isPlain(kwargs.model))
    reports.add('model', 'model is no mapping', 'Write model: {class: LogisticRegression}.')
  const options: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(model)) {
    const option = optionOf(key)
    if (option) {
      const read = reports.attempt(key, () => readOption(option, value))
      if (read !== undefined) options[option] = read
    } else if (modelKeys.includes(key)) continue
    else if (Object.hasOwn(within, key))
      reports.unknown(
        key,
        `model has no "${key}"`,
        key,
        modelKeys,
        'What the class itself takes stands under params; beside it:'
      )
    else reports.unknown(key, `MLHandler has no "${key}"`, key, [...kwargKeys, ...modelKeys], 'It takes:')
  }
  const { class: name, params } = model
  if (typeof name === 'string' && !classNames.includes(name))
    reports.unknown('class', `There is no class "${name}"`, name, classNames, 'There are:')
  return { class: textOf(name), params: isPlain(params) ? params : {}, options }
}

function readUnknown(value: unknown, reports: Reports): HandlerConfig['unknown'] {
  if (value !== undefined && value !== 'ignore' && value !== 'error')
    reports.add('unknown', `unknown = ${JSON.stringify(value)} is not possible`, 'It takes error or ignore.')
  return value === 'ignore' ? 'ignore' : 'error'
}

function readMaxBodySize(value: unknown, reports: Reports): number {
  const size = value === undefined ? defaultBodySize : readSize(value)
  if (size === undefined)
    reports.add(
      'max_body_size',
      `max_body_size = ${JSON.stringify(value)} is not possible`,
      'It takes a number of bytes, or a text such as 200 MB.'
    )
  return size ?? defaultBodySize
}

/** The handler that a block describes; what is wrong with it is among its problems. */
export function readBlock(key: string, block: Plain, place: Place, lineOf: LineOf): HandlerConfig {
  const reports = new Reports(lineOf)
  const kwargs = kwargsOf(block)
  const { handler, pattern } = block
  if (handler !== 'MLHandler')
    reports.unknown(
      'handler',
      `Unknown handler "${String(handler)}"`,
      String(handler),
      ['MLHandler'],
      'There is:'
    )
  if (typeof pattern !== 'string')
    reports.add(
      pattern === undefined ? 'handler' : 'pattern',
      `${key} has no pattern`,
      'Write pattern: /$YAMLURL/name.'
    )
  const unknown = readUnknown(kwargs.unknown, reports)
  const device = textOf(kwargs.device)
  reports.attempt('device', () => readDevice(undefined, device))
  const maxBodySize = readMaxBodySize(kwargs.max_body_size, reports)
  return {
    key,
    pattern: typeof pattern === 'string' ? pattern : '',
    priority: Number(block.priority) || 0,
    configDir: (textOf(kwargs.config_dir) ?? `$GRAMEXDATA/apps/mlhandler/${key}`).replace(/\/*$/, '/'),
    data: readData(kwargs, reports, place),
    model: readModel(kwargs, reports),
    template: addressOf(kwargs.template ?? kwargs.path, place),
    xsrfCookies: kwargs.xsrf_cookies !== false,
    apiVersion: textOf(kwargs.api_version),
    device,
    maxBodySize,
    unknown,
    problems: reports.problems,
    source: JSON.stringify(block)
  }
}
