import { InvalidParameterError } from './exceptions'
import type { Kind, ParamSpec, ParamTable } from './params'

type Range = Extract<Kind, { min: number }>

const inside = (value: number, { min, max, closed }: Range): boolean =>
  (closed === 'both' || closed === 'left' ? value >= min : value > min) &&
  (closed === 'both' || closed === 'right' ? value <= max : value < max)

function accepts(kind: Kind, value: unknown): boolean {
  switch (kind.kind) {
    case 'null':
      return value === null
    case 'boolean':
    case 'string':
      return typeof value === kind.kind
    case 'integer':
      return Number.isInteger(value) && inside(value as number, kind)
    case 'real':
      return typeof value === 'number' && inside(value, kind)
    case 'option':
      return typeof value === 'string' && kind.options.includes(value)
    case 'array':
      return Array.isArray(value) || ArrayBuffer.isView(value)
    case 'mapping':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
  }
}

const bound = (value: number): string => String(value).replace('Infinity', 'inf')

function describeKind(kind: Kind): string {
  switch (kind.kind) {
    case 'null':
      return 'null'
    case 'boolean':
      return 'true or false'
    case 'integer':
    case 'real': {
      const open = kind.closed === 'both' || kind.closed === 'left' ? '[' : '('
      const close = kind.closed === 'both' || kind.closed === 'right' ? ']' : ')'
      const name = kind.kind === 'integer' ? 'an integer' : 'a number'
      return `${name} in ${open}${bound(kind.min)}, ${bound(kind.max)}${close}`
    }
    case 'option':
      return kind.options.map((o) => `"${o}"`).join(', ')
    default:
      return kind.kind === 'array' ? 'an array' : `a ${kind.kind}`
  }
}

/** The value with its other spellings replaced by the one that the table has. */
export const plain = <T>(spec: ParamSpec<T>, value: T): T =>
  typeof value === 'string' ? ((spec.aliases?.[value] ?? value) as T) : value

/**
 * The parameters with aliases resolved, once each is known to be one that its table takes. Throws InvalidParameterError.
 */
export function checkValues<P extends object>(className: string, table: ParamTable, params: P): P {
  const entries = Object.entries(params).map(([name, given]) => {
    const spec = table[name]
    const value = plain(spec, given as unknown)
    if (spec.kinds.some((kind) => accepts(kind, value))) return [name, value]
    throw new InvalidParameterError(
      `${className}: ${name} = ${JSON.stringify(given) ?? String(given)} is not possible`,
      `${name} must be ${spec.kinds.map(describeKind).join(' or ')}.`
    )
  })
  return Object.fromEntries(entries) as P
}
