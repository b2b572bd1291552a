/**
 * Parameters as a table per class: each has a default and the values it may take. From the table come get_params,
 * set_params, the coercion of query strings (coerce.ts), checks and their messages (checks.ts), forms and docs (the idea of
 * scikit-learn's utils/_param_validation.py: declare once, derive the check and the message).
 */

export type Closed = 'both' | 'left' | 'right' | 'neither'

/** One kind of value that a parameter accepts. A parameter accepts any of its kinds. */
export type Kind =
  | { readonly kind: 'null' | 'boolean' | 'string' | 'array' | 'mapping' | 'estimator' }
  | { readonly kind: 'integer' | 'real'; readonly min: number; readonly max: number; readonly closed: Closed }
  | { readonly kind: 'option'; readonly options: readonly string[] }

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
/** A parameter that is true or false, with its default. */
export const flag = (value: boolean): ParamSpec<boolean> => ({ default: value, kinds: [boolean] })

/** Every parameter of a class by its default. */
export const defaultsOf = (table: ParamTable): Record<string, unknown> =>
  Object.fromEntries(Object.entries(table).map(([name, spec]) => [name, spec.default]))
