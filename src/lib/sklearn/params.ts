/**
 * Parameters as a table per class: each has a default and the values it may take. From the table come get_params,
 * set_params, the coercion of query strings, error messages, forms and docs (the idea of scikit-learn's
 * utils/_param_validation.py: declare once, derive the check and the message).
 */
import { InvalidParameterError } from './exceptions'
import { nearest } from './utils/nearest'

export type Closed = 'both' | 'left' | 'right' | 'neither'

/** One kind of value that a parameter accepts. A parameter accepts any of its kinds. */
export type Kind =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'integer' | 'real'; readonly min: number; readonly max: number; readonly closed: Closed }
  | { readonly kind: 'option'; readonly options: readonly string[] }
  | { readonly kind: 'string' }
  | { readonly kind: 'array' }
  | { readonly kind: 'mapping' }
  | { readonly kind: 'estimator' }
  | { readonly kind: 'callable' }

export interface ParamSpec<T = unknown> {
  readonly default: T
  readonly kinds: readonly Kind[]
  /** Other spellings of an option that mean the same, as `log` means `log_loss`. */
  readonly aliases?: Readonly<Record<string, string>>
}

export type ParamTable<P = Record<string, unknown>> = { readonly [K in keyof P]-?: ParamSpec<P[K]> }

export const none: Kind = { kind: 'null' }
export const boolean: Kind = { kind: 'boolean' }
export const array: Kind = { kind: 'array' }
export const mapping: Kind = { kind: 'mapping' }
export const string: Kind = { kind: 'string' }
export const estimator: Kind = { kind: 'estimator' }
export const callable: Kind = { kind: 'callable' }
export const option = (...options: string[]): Kind => ({ kind: 'option', options })
export const integer = (min = -Infinity, max = Infinity, closed: Closed = 'both'): Kind => ({
  kind: 'integer',
  min,
  max,
  closed
})
export const real = (min = -Infinity, max = Infinity, closed: Closed = 'both'): Kind => ({
  kind: 'real',
  min,
  max,
  closed
})
/** An integer seed, or null for the browser's entropy. */
export const randomState: readonly Kind[] = [none, integer(0, 2 ** 32 - 1)]

const inside = (value: number, { min, max, closed }: { min: number; max: number; closed: Closed }): boolean =>
  (closed === 'both' || closed === 'left' ? value >= min : value > min) &&
  (closed === 'both' || closed === 'right' ? value <= max : value < max)

const accepts = (kind: Kind, value: unknown): boolean => {
  switch (kind.kind) {
    case 'null':
      return value === null
    case 'boolean':
      return typeof value === 'boolean'
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value) && inside(value, kind)
    case 'real':
      return typeof value === 'number' && !Number.isNaN(value) && inside(value, kind)
    case 'option':
      return typeof value === 'string' && kind.options.includes(value)
    case 'string':
      return typeof value === 'string'
    case 'array':
      return Array.isArray(value) || ArrayBuffer.isView(value)
    case 'mapping':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
    case 'estimator':
      return typeof value === 'object' && value !== null && 'get_params' in value
    case 'callable':
      return typeof value === 'function'
  }
}

const bound = (value: number): string =>
  value === Infinity ? 'inf' : value === -Infinity ? '-inf' : String(value)

const describeKind = (kind: Kind): string => {
  switch (kind.kind) {
    case 'null':
      return 'null'
    case 'integer':
    case 'real': {
      const name = kind.kind === 'integer' ? 'an integer' : 'a number'
      const open = kind.closed === 'both' || kind.closed === 'left' ? '[' : '('
      const close = kind.closed === 'both' || kind.closed === 'right' ? ']' : ')'
      const unbounded = kind.min === -Infinity && kind.max === Infinity
      return unbounded ? name : `${name} in ${open}${bound(kind.min)}, ${bound(kind.max)}${close}`
    }
    case 'option':
      return kind.options.map((o) => `"${o}"`).join(', ')
    case 'boolean':
      return 'true or false'
    default:
      return `${/^[aeiou]/.test(kind.kind) ? 'an' : 'a'} ${kind.kind}`
  }
}

/** What a parameter takes, in words: `an integer in [1, inf) or null`. */
export const describe = (spec: ParamSpec): string => spec.kinds.map(describeKind).join(' or ')

/** Throws unless `name` is one of the class's parameters; suggests the nearest names. */
export function checkName(className: string, table: ParamTable, name: string): void {
  if (Object.hasOwn(table, name)) return
  const names = Object.keys(table)
  const close = nearest(name, names)
  throw new InvalidParameterError(
    `${className} has no parameter "${name}"`,
    close.length ? `Did you mean ${close.join(', ')}?` : `It has: ${names.join(', ')}.`
  )
}

/** Throws unless the value is one that the parameter takes. */
export function checkValue(className: string, table: ParamTable, name: string, value: unknown): void {
  checkName(className, table, name)
  const spec = table[name]
  if (spec.kinds.some((kind) => accepts(kind, value))) return
  throw new InvalidParameterError(
    `${className}: ${name} = ${JSON.stringify(value) ?? String(value)} is not possible`,
    `${name} must be ${describe(spec)}.`
  )
}

const numberLike = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** The value that a text stands for, by the kinds the parameter takes: "10" → 10, "None" → null, "[1,2]" → [1, 2]. */
export function coerce(spec: ParamSpec, value: unknown): unknown {
  const has = (kind: Kind['kind']): boolean => spec.kinds.some((k) => k.kind === kind)
  // As in Python, 0 and 1 are as good as false and true where no number is meant.
  if (has('boolean') && !has('integer') && !has('real') && /^[01]$/.test(String(value)))
    return Number(value) === 1
  if (typeof value !== 'string') return value
  const text = value.trim()
  const aliased = spec.aliases?.[text] ?? text
  if (spec.kinds.some((k) => k.kind === 'option' && k.options.includes(aliased))) return aliased
  if (has('null') && /^(none|null|)$/i.test(text)) return null
  if (has('boolean') && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true'
  if (has('integer') || has('real')) {
    if (numberLike.test(text)) return Number(text)
    if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  }
  if ((has('array') || has('mapping')) && /^[[{(]/.test(text)) {
    try {
      return JSON.parse(text.replace(/^\(/, '[').replace(/,?\)$/, ']').replace(/'/g, '"')) as unknown
    } catch {
      return value
    }
  }
  return aliased
}
