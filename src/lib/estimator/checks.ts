/** Whether parameters are what their class's table says; if not, an error that names them and says what is possible. */
import { InvalidParameterError } from './exceptions'
import { nearest } from './nearest'
import type { Kind, ParamSpec, ParamTable } from './params'

type Range = Extract<Kind, { min: number }>

const inside = (value: number, { min, max, closed }: Range): boolean =>
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
      if (kind.min === kind.max) return bound(kind.min)
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
const describe = (spec: ParamSpec): string => spec.kinds.map(describeKind).join(' or ')

/** Throws unless each name is one of the class's parameters; suggests the nearest ones. */
export function checkNames(className: string, table: ParamTable, names: readonly string[]): void {
  const unknown = names.find((name) => !Object.hasOwn(table, name))
  if (unknown === undefined) return
  const known = Object.keys(table)
  const close = nearest(unknown, known)
  throw new InvalidParameterError(
    `${className} has no parameter "${unknown}"`,
    close.length ? `Did you mean ${close.join(', ')}?` : `It has: ${known.join(', ')}.`
  )
}

/** Throws unless the value is one that the parameter takes. */
export function checkValue(className: string, table: ParamTable, name: string, value: unknown): void {
  checkNames(className, table, [name])
  const spec = table[name]
  if (spec.kinds.some((kind) => accepts(kind, value))) return
  throw new InvalidParameterError(
    `${className}: ${name} = ${JSON.stringify(value) ?? String(value)} is not possible`,
    `${name} must be ${describe(spec)}.`
  )
}

/** The value with its other spellings replaced by the one that the table has. */
const unaliased = ({ aliases }: ParamSpec, value: unknown): unknown =>
  typeof value === 'string' ? (aliases?.[value] ?? value) : value

/** The parameters with aliases resolved, once each is known to be one that its table takes. Throws InvalidParameterError. */
export function checkValues<P extends object>(className: string, table: ParamTable, params: P): P {
  const entries = Object.entries(params).map(([name, given]): [string, unknown] => {
    const value = unaliased(table[name], given)
    checkValue(className, table, name, value)
    return [name, value]
  })
  return Object.fromEntries(entries) as P
}
