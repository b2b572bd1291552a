import { PythonError } from '../errors'

/**
 * Python's values, as far as a template needs them. int is a JavaScript number, float a Float (1.0 is printed as 1.0),
 * a list an array; what comes from outside (a DataFrame, an estimator) is a PyObject.
 */
export type Value = null | boolean | number | string | Float | Tuple | Value[] | Dict | PyObject

export class Float {
  constructor(readonly value: number) {}
}

export class Tuple {
  constructor(readonly items: readonly Value[]) {}
}

/** What makes two keys the same: 1, 1.0 and True are. */
function identity(key: Value): string {
  if (key === null) return 'None'
  if (typeof key === 'string') return `"${key}`
  if (isNumber(key)) return `#${toNumber(key)}`
  if (key instanceof Tuple)
    return `(${key.items.map((item) => identity(item).replace(/[\\,]/g, '\\$&')).join(',')})`
  throw new PythonError('TypeError', `unhashable type: '${typeName(key)}'`)
}

/** A dict: keeps the order of insertion. */
export class Dict {
  private readonly map = new Map<string, [Value, Value]>()
  constructor(entries: Iterable<readonly [Value, Value]> = []) {
    for (const [key, value] of entries) this.set(key, value)
  }
  get size(): number {
    return this.map.size
  }
  has = (key: Value): boolean => this.map.has(identity(key))
  get = (key: Value): Value | undefined => this.map.get(identity(key))?.[1]
  delete = (key: Value): boolean => this.map.delete(identity(key))
  set(key: Value, value: Value): void {
    const id = identity(key)
    this.map.set(id, [this.map.get(id)?.[0] ?? key, value])
  }
  entries = (): [Value, Value][] => [...this.map.values()]
  keys = (): Value[] => this.entries().map(([key]) => key)
  values = (): Value[] => this.entries().map(([, value]) => value)
}

/** An object of a class of its own. What it does not define, it refuses, as Python does. */
export abstract class PyObject {
  abstract readonly typeName: string
  readonly module: string = 'builtins'

  /** The attribute of that name, undefined if there is none. */
  attribute(_name: string): Value | undefined {
    return undefined
  }
  item(_key: Value): Value {
    throw new PythonError('TypeError', `'${this.typeName}' object is not subscriptable`)
  }
  iterate(): Iterable<Value> {
    throw new PythonError('TypeError', `'${this.typeName}' object is not iterable`)
  }
  length(): number | undefined {
    return undefined
  }
  truth(): boolean {
    return this.length() !== 0
  }
  equals(other: Value): boolean {
    return this === other
  }
  repr(): string {
    return `<${this.typeName} object>`
  }
  text(): string {
    return this.repr()
  }
}

export interface Arguments {
  readonly positional: readonly Value[]
  readonly named: ReadonlyMap<string, Value>
}

export class PyFunction extends PyObject {
  readonly typeName = 'builtin_function_or_method'
  constructor(
    readonly name: string,
    readonly call: (given: Arguments) => Value | Promise<Value>
  ) {
    super()
  }
  override attribute = (name: string) => (name === '__name__' ? this.name : undefined)
  override repr = () => `<built-in function ${this.name}>`
}

/** The class of a value: has a name, and can be called where its name is a builtin. */
export class PyClass extends PyObject {
  readonly typeName = 'type'
  constructor(
    readonly name: string,
    readonly of = 'builtins'
  ) {
    super()
  }
  override attribute(name: string): Value | undefined {
    if (name === '__module__') return this.of
    return name === '__name__' || name === '__qualname__' ? this.name : undefined
  }
  override equals = (other: Value) =>
    other instanceof PyClass && other.name === this.name && other.of === this.of
  override repr = () => `<class '${this.of === 'builtins' ? '' : this.of + '.'}${this.name}'>`
}

export type Numeric = number | boolean | Float
export const isNumber = (value: Value): value is Numeric =>
  typeof value === 'number' || typeof value === 'boolean' || value instanceof Float
export const toNumber = (value: Numeric): number => (value instanceof Float ? value.value : Number(value))
export const float = (value: number): Float => new Float(value)

export function typeName(value: Value): string {
  if (value === null) return 'NoneType'
  if (typeof value === 'string') return 'str'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'number') return 'int'
  if (value instanceof Float) return 'float'
  if (value instanceof Tuple) return 'tuple'
  if (value instanceof Dict) return 'dict'
  return Array.isArray(value) ? 'list' : value.typeName
}

export function iterate(value: Value): Iterable<Value> {
  if (typeof value === 'string' || Array.isArray(value)) return value
  if (value instanceof Tuple) return value.items
  if (value instanceof Dict) return value.keys()
  if (value instanceof PyObject) return value.iterate()
  throw new PythonError('TypeError', `'${typeName(value)}' object is not iterable`)
}

export function lengthOf(value: Value): number {
  if (typeof value === 'string') return [...value].length
  if (Array.isArray(value)) return value.length
  if (value instanceof Tuple) return value.items.length
  if (value instanceof Dict) return value.size
  const length = value instanceof PyObject ? value.length() : undefined
  if (length === undefined)
    throw new PythonError('TypeError', `object of type '${typeName(value)}' has no len()`)
  return length
}

export function truth(value: Value): boolean {
  if (value === null) return false
  if (isNumber(value)) return toNumber(value) !== 0
  if (value instanceof PyObject) return value.truth()
  return lengthOf(value) > 0
}
