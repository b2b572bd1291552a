import { pythonFloat } from '$lib/frame/number'
import { Dict, Float, PyObject, Tuple, type Value } from './values'

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const escaped = text.replace(/[\\\n\r\t]/g, (char) => ESCAPES[char]).replaceAll(quote, `\\${quote}`)
  return quote + escaped + quote
}

/** Python's repr(). */
export function repr(value: Value): string {
  if (value === null) return 'None'
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number') return String(value)
  if (value instanceof Float) return pythonFloat(value.value)
  if (Array.isArray(value)) return `[${value.map(repr).join(', ')}]`
  if (value instanceof Tuple)
    return `(${value.items.map(repr).join(', ')}${value.items.length === 1 ? ',' : ''})`
  if (value instanceof Dict)
    return `{${value
      .entries()
      .map(([key, item]) => `${repr(key)}: ${repr(item)}`)
      .join(', ')}}`
  return value.repr()
}

/** Python's str(). */
export function str(value: Value): string {
  if (typeof value === 'string') return value
  return value instanceof PyObject ? value.text() : repr(value)
}
