import { PythonError } from '../errors'
import { type Arguments, PyFunction, type Value } from './values'

/** A parameter: its name, and its default if it has one. A name like "*rest" takes all further positional values. */
export type Parameter = string | readonly [name: string, fallback: Value]

/** The values of the parameters, in their order, as a Python call hands them over. */
function bind(name: string, parameters: readonly Parameter[], { positional, named }: Arguments): Value[] {
  const fail = (problem: string) => new PythonError('TypeError', `${name}() ${problem}`)
  const names = parameters.map((parameter) => (typeof parameter === 'string' ? parameter : parameter[0]))
  const rest = names.findIndex((name) => name.startsWith('*'))
  for (const key of named.keys())
    if (!names.includes(key)) throw fail(`got an unexpected keyword argument '${key}'`)
  if (rest < 0 && positional.length > names.length)
    throw fail(`takes at most ${names.length} arguments (${positional.length} given)`)
  return parameters.map((parameter, i) => {
    if (i === rest) return positional.slice(i)
    const key = names[i]
    if (i < positional.length && (rest < 0 || i < rest)) {
      if (named.has(key)) throw fail(`got multiple values for argument '${key}'`)
      return positional[i]
    }
    const value = named.get(key) ?? (named.has(key) ? null : undefined)
    if (value !== undefined) return value
    if (typeof parameter === 'string') throw fail(`missing required argument: '${key}'`)
    return parameter[1]
  })
}

/** A function of these parameters. */
export const define = (
  name: string,
  parameters: readonly Parameter[],
  body: (...values: Value[]) => Value | Promise<Value>
): PyFunction => new PyFunction(name, (given) => body(...bind(name, parameters, given)))

/** Calls what can be called. */
export function call(
  callee: Value,
  positional: readonly Value[],
  named: ReadonlyMap<string, Value> = new Map()
) {
  if (callee instanceof PyFunction) return callee.call({ positional, named })
  throw new PythonError('TypeError', 'that is not a function: it cannot be called')
}

/** A method: its parameters, and what it does with the object and their values. */
export type Method<T> = readonly [
  parameters: readonly Parameter[],
  body: (self: T, ...values: Value[]) => Value | Promise<Value>
]
export type Methods<T> = Readonly<Record<string, Method<T>>>

/** The object's method of that name, undefined if the table has none. */
export function bindMethod<T>(self: T, methods: Methods<T>, name: string): PyFunction | undefined {
  if (!Object.hasOwn(methods, name)) return undefined
  const [parameters, body] = methods[name]
  return define(name, parameters, (...values) => body(self, ...values))
}
