import { define } from './python/functions'
import { str } from './python/text'
import { toJson } from './plain'
import type { PyFunction, Value } from './python/values'

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;'
}

/** The text for use in HTML, also within an attribute's quotes. */
export const xhtmlEscape = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char])

const escape = (value: Value) => xhtmlEscape(str(value))

/** JSON that can stand in a <script>: Tornado writes "</" as "<\/". */
const jsonEncode = (value: Value) => toJson(value).replaceAll('</', '<\\/')

const urlEscape = (value: Value, plus: Value) => {
  const encoded = encodeURIComponent(str(value)).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`
  )
  return plus ? encoded.replaceAll('%20', '+') : encoded
}

/** The functions that Tornado gives to every template. */
export const ESCAPES: readonly PyFunction[] = [
  define('escape', ['value'], escape),
  define('xhtml_escape', ['value'], escape),
  define('json_encode', ['value'], jsonEncode),
  define('url_escape', ['value', ['plus', true]], urlEscape),
  define('squeeze', ['value'], (value) =>
    str(value)
      .replace(/[\x00-\x20]+/g, ' ')
      .trim()
  )
]
