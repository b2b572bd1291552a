/**
 * Parameters as a table per class: each has a default and the kinds of values it takes. The shape is that of sklearn's
 * tables, so that whoever coerces query strings, checks values or draws forms does it alike for both rooms.
 */
import { InvalidParameterError } from './exceptions'

export type Closed = 'both' | 'left' | 'right' | 'neither'

/** One kind of value that a parameter accepts. A parameter accepts any of its kinds. */
export type Kind =
  | { readonly kind: 'null' | 'boolean' | 'string' | 'array' | 'mapping' }
  | { readonly kind: 'integer' | 'real'; readonly min: number; readonly max: number; readonly closed: Closed }
  | { readonly kind: 'option'; readonly options: readonly string[] }

export interface ParamSpec<T = unknown> {
  readonly default: T
  readonly kinds: readonly Kind[]
  /** Other spellings of an option that mean the same. */
  readonly aliases?: Readonly<Record<string, string>>
}

export type ParamTable<P = Record<string, unknown>> = { readonly [K in keyof P]-?: ParamSpec<P[K]> }

export const none: Kind = { kind: 'null' }
export const boolean: Kind = { kind: 'boolean' }
export const string: Kind = { kind: 'string' }
export const array: Kind = { kind: 'array' }
export const mapping: Kind = { kind: 'mapping' }
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
/** True or false, with its default. */
export const flag = (value: boolean): ParamSpec<boolean> => ({ default: value, kinds: [boolean] })

/** Throws unless every name is one of the class's parameters. */
export function checkNames(className: string, table: ParamTable, names: readonly string[]): void {
  const unknown = names.find((name) => !Object.hasOwn(table, name))
  if (unknown !== undefined)
    throw new InvalidParameterError(
      `${className} has no parameter "${unknown}"`,
      `It has: ${Object.keys(table).join(', ')}.`
    )
}
