import { PythonError } from '../errors'
import { format } from './format'
import { getAttribute } from './attributes'
import { bindMethod, type Method, type Methods } from './functions'
import { equal } from './operators'
import { sorted } from './sorted'
import { subscript } from './subscript'
import { repr, str } from './text'
import { Dict, Float, iterate, lengthOf, PyFunction, toNumber, Tuple, typeName, type Value } from './values'

const text = (value: Value, what = 'argument'): string => {
  if (typeof value === 'string') return value
  throw new PythonError('TypeError', `${what} must be str, not ${typeName(value)}`)
}
const escaped = (chars: string) => chars.replace(/[\]\\^-]/g, '\\$&')
const strip = (self: string, chars: Value, where: 'start' | 'end' | 'both') => {
  const set = chars === null ? '\\s' : escaped(text(chars))
  if (!set) return self
  const start = where === 'end' ? self : self.replace(new RegExp(`^[${set}]+`, 'u'), '')
  return where === 'start' ? start : start.replace(new RegExp(`[${set}]+$`, 'u'), '')
}
const title = (self: string) =>
  self.toLowerCase().replace(/\p{L}+/gu, (word) => word[0].toUpperCase() + word.slice(1))

function split(self: string, separator: Value, limit: Value): Value[] {
  const most = Number(limit) < 0 ? Infinity : Number(limit)
  const rest = separator === null ? self.trimStart() : self
  const between = separator === null ? /\s+/ : text(separator)
  if (between === '') throw new PythonError('ValueError', 'empty separator')
  const parts = rest.split(between)
  if (separator === null && parts[parts.length - 1] === '') parts.pop()
  if (parts.length <= most + 1) return parts
  if (typeof between === 'string') return [...parts.slice(0, most), parts.slice(most).join(between)]
  const head = new RegExp(`^(?:\\S+\\s+){${most}}`).exec(rest)?.[0] ?? ''
  return [...parts.slice(0, most), rest.slice(head.length)]
}

function rsplit(self: string, separator: Value, limit: Value): Value[] {
  const parts = split(self, separator, -1) as string[]
  const most = Number(limit) < 0 ? Infinity : Number(limit)
  if (parts.length <= most + 1) return parts
  const cut = parts.length - most
  return [parts.slice(0, cut).join(separator === null ? ' ' : text(separator)), ...parts.slice(cut)]
}

/** str.format: fields are {}, {0}, {name}, each with .attribute, [key], !conversion and :specification. */
function formatFields(
  template: string,
  positional: readonly Value[],
  named: ReadonlyMap<string, Value>
): string {
  let next = 0
  return template.replace(
    /\{\{|\}\}|\{([^{}!:.[]*)((?:\.\w+|\[[^\]]*\])*)(?:!([rsa]))?(?::((?:[^{}]|\{\})*))?\}/g,
    (whole, name, path, conversion, spec = '') => {
      if (whole === '{{' || whole === '}}') return whole[0]
      const first = /^\d*$/.test(name) ? positional[name === '' ? next++ : Number(name)] : named.get(name)
      if (first === undefined)
        throw new PythonError(
          /^\d*$/.test(name) ? 'IndexError' : 'KeyError',
          `there is no value for the field '${whole}'`
        )
      let value: Value = first
      for (const [, attribute, key] of path.matchAll(/\.(\w+)|\[([^\]]*)\]/g))
        value = attribute
          ? getAttribute(value, attribute)
          : subscript(value, /^\d+$/.test(key) ? Number(key) : key)
      const filled = spec.replaceAll('{}', () => str(positional[next++] ?? ''))
      return format(conversion === 'r' ? repr(value) : conversion ? str(value) : value, filled)
    }
  )
}

const justify = (self: string, width: Value, fill: Value, align: string) =>
  format(self, `${text(fill)}${align}${Number(width)}`)
const some = (value: Value, test: (option: string) => boolean) =>
  value instanceof Tuple ? value.items.some((item) => test(text(item))) : test(text(value))
const all = (pattern: RegExp): Method<string> => [[], (self) => pattern.test(self)]

const STR: Methods<string> = {
  upper: [[], (self) => self.toUpperCase()],
  lower: [[], (self) => self.toLowerCase()],
  title: [[], title],
  capitalize: [[], (self) => self.slice(0, 1).toUpperCase() + self.slice(1).toLowerCase()],
  swapcase: [
    [],
    (self) => self.replace(/./gsu, (c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase()))
  ],
  strip: [[['chars', null]], (self, chars) => strip(self, chars, 'both')],
  lstrip: [[['chars', null]], (self, chars) => strip(self, chars, 'start')],
  rstrip: [[['chars', null]], (self, chars) => strip(self, chars, 'end')],
  split: [
    [
      ['sep', null],
      ['maxsplit', -1]
    ],
    split
  ],
  rsplit: [
    [
      ['sep', null],
      ['maxsplit', -1]
    ],
    rsplit
  ],
  splitlines: [[], (self) => self.replace(/\r\n|\r|\n$/g, (end) => (end === '\n' ? '' : '\n')).split('\n')],
  join: [
    ['iterable'],
    (self, parts) => [...iterate(parts)].map((part) => text(part, 'sequence item')).join(self)
  ],
  replace: [
    ['old', 'new', ['count', -1]],
    (self, old, by, count) => {
      const parts = self.split(text(old))
      const n = Number(count) < 0 ? parts.length : Number(count)
      return parts.reduce((done, part, i) => done + (i <= n ? text(by) : text(old)) + part)
    }
  ],
  startswith: [['prefix'], (self, prefix) => some(prefix, (option) => self.startsWith(option))],
  endswith: [['suffix'], (self, suffix) => some(suffix, (option) => self.endsWith(option))],
  removeprefix: [
    ['prefix'],
    (self, prefix) => (self.startsWith(text(prefix)) ? self.slice(text(prefix).length) : self)
  ],
  removesuffix: [
    ['suffix'],
    (self, suffix) =>
      text(suffix) && self.endsWith(text(suffix)) ? self.slice(0, -text(suffix).length) : self
  ],
  find: [['sub'], (self, sub) => self.indexOf(text(sub))],
  rfind: [['sub'], (self, sub) => self.lastIndexOf(text(sub))],
  count: [['sub'], (self, sub) => self.split(text(sub)).length - 1],
  isdigit: all(/^\d+$/),
  isnumeric: all(/^\p{N}+$/u),
  isalpha: all(/^\p{L}+$/u),
  isalnum: all(/^[\p{L}\p{N}]+$/u),
  isspace: all(/^\s+$/),
  isupper: [[], (self) => self === self.toUpperCase() && self !== self.toLowerCase()],
  islower: [[], (self) => self === self.toLowerCase() && self !== self.toUpperCase()],
  zfill: [
    ['width'],
    (self, width) =>
      self.replace(
        /^([+-]?)(.*)$/s,
        (_, sign, rest) => sign + rest.padStart(Number(width) - sign.length, '0')
      )
  ],
  ljust: [['width', ['fillchar', ' ']], (self, width, fill) => justify(self, width, fill, '<')],
  rjust: [['width', ['fillchar', ' ']], (self, width, fill) => justify(self, width, fill, '>')],
  center: [['width', ['fillchar', ' ']], (self, width, fill) => justify(self, width, fill, '^')]
}

const find = (items: readonly Value[], value: Value) => {
  const at = items.findIndex((item) => equal(item, value))
  if (at < 0) throw new PythonError('ValueError', `${repr(value)} is not in list`)
  return at
}
const nothing = (_done: unknown): null => null

const LIST: Methods<Value[]> = {
  append: [['object'], (self, item) => nothing(self.push(item))],
  extend: [['iterable'], (self, items) => nothing(self.push(...iterate(items)))],
  insert: [['index', 'object'], (self, index, item) => nothing(self.splice(Number(index), 0, item))],
  pop: [
    [['index', -1]],
    (self, index) => {
      const item = subscript(self, index)
      self.splice(Number(index), 1)
      return item
    }
  ],
  remove: [['value'], (self, value) => nothing(self.splice(find(self, value), 1))],
  index: [['value'], find],
  count: [['value'], (self, value) => self.filter((item) => equal(item, value)).length],
  reverse: [[], (self) => nothing(self.reverse())],
  sort: [
    [
      ['key', null],
      ['reverse', false]
    ],
    async (self, key, reverse) => nothing(self.splice(0, self.length, ...(await sorted(self, key, reverse))))
  ],
  copy: [[], (self) => [...self]]
}

const TUPLE: Methods<Tuple> = {
  index: [['value'], (self, value) => find(self.items, value)],
  count: [['value'], (self, value) => self.items.filter((item) => equal(item, value)).length]
}

const DICT: Methods<Dict> = {
  get: [['key', ['default', null]], (self, key, fallback) => self.get(key) ?? fallback],
  keys: [[], (self) => self.keys()],
  values: [[], (self) => self.values()],
  items: [[], (self) => self.entries().map((entry) => new Tuple(entry))],
  update: [
    ['other'],
    (self, other) => {
      for (const key of iterate(other)) self.set(key, subscript(other, key))
      return null
    }
  ],
  setdefault: [
    ['key', ['default', null]],
    (self, key, fallback) => {
      if (!self.has(key)) self.set(key, fallback)
      return self.get(key) as Value
    }
  ],
  pop: [
    ['key', ['default', new Tuple([])]],
    (self, key, fallback) => {
      const value = self.get(key)
      if (value === undefined && fallback instanceof Tuple && !lengthOf(fallback))
        throw new PythonError('KeyError', repr(key))
      self.delete(key)
      return value ?? fallback
    }
  ],
  copy: [[], (self) => new Dict(self.entries())]
}

const FLOAT: Methods<Float> = { is_integer: [[], (self) => Number.isInteger(toNumber(self))] }

/** The method of that name of a text, list, tuple, dict or float. */
export function methodOf(self: Value, name: string): PyFunction | undefined {
  if (typeof self === 'string') {
    if (name === 'format')
      return new PyFunction(name, ({ positional, named }) => formatFields(self, positional, named))
    return bindMethod(self, STR, name)
  }
  if (Array.isArray(self)) return bindMethod(self, LIST, name)
  if (self instanceof Tuple) return bindMethod(self, TUPLE, name)
  if (self instanceof Dict) return bindMethod(self, DICT, name)
  return self instanceof Float ? bindMethod(self, FLOAT, name) : undefined
}
