import { pythonFloat } from '$lib/frame/number'
import { PythonError } from './errors'
import { str } from './python/text'
import { Dict, Float, float, iterate, PyObject, Tuple, typeName, type Value } from './python/values'

/** JSON as Python's json.dumps writes it, in ASCII and with a blank after commas and colons. */
export function toJson(value: Value): string {
  if (value instanceof Float) {
    const text = pythonFloat(value.value)
    return text.replace('nan', 'NaN').replace('inf', 'Infinity')
  }
  if (value instanceof Dict)
    return `{${value
      .entries()
      .map(([key, item]) => `${toJson(str(key))}: ${toJson(item)}`)
      .join(', ')}}`
  if (Array.isArray(value) || value instanceof Tuple)
    return `[${Array.from(iterate(value), toJson).join(', ')}]`
  if (value instanceof PyObject)
    throw new PythonError('TypeError', `Object of type ${typeName(value)} is not JSON serializable`)
  return JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  )
}

/**
 * Plain JavaScript data as Python's values: objects are dicts, arrays lists, numbers ints where they are whole (floats
 * if `floats` is set). What is a value already stays so.
 */
export function fromPlain(data: unknown, floats = false): Value {
  if (data === null || data === undefined) return null
  if (typeof data === 'number') return floats || !Number.isInteger(data) ? float(data) : data
  if (typeof data === 'string' || typeof data === 'boolean') return data
  if (data instanceof PyObject || data instanceof Dict || data instanceof Float || data instanceof Tuple)
    return data
  if (Array.isArray(data)) return data.map((item) => fromPlain(item, floats))
  if (data instanceof Map)
    return new Dict([...data].map(([key, item]) => [fromPlain(key), fromPlain(item, floats)]))
  if (typeof data === 'object')
    return new Dict(Object.entries(data).map(([key, item]) => [key, fromPlain(item, floats)]))
  return String(data)
}
