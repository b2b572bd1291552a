import { PythonError } from '../errors'
import { methodOf } from './methods'
import { PyClass, PyObject, typeName, type Value } from './values'

/** The only names with underscores in front that a template can reach. */
const OPEN = new Set(['__class__', '__name__', '__qualname__', '__module__', '__doc__'])

/** The attribute of a value, undefined if there is none. Never a property of a JavaScript object. */
export function findAttribute(value: Value, name: string): Value | undefined {
  if (name.startsWith('_') && !OPEN.has(name)) return undefined
  if (name === '__class__')
    return new PyClass(typeName(value), value instanceof PyObject ? value.module : 'builtins')
  return value instanceof PyObject ? value.attribute(name) : methodOf(value, name)
}

/** `value.name` */
export function getAttribute(value: Value, name: string): Value {
  const attribute = findAttribute(value, name)
  if (attribute !== undefined) return attribute
  throw new PythonError('AttributeError', `'${typeName(value)}' object has no attribute '${name}'`)
}
