import { PythonError } from '../errors'
import { findAttribute, getAttribute } from './attributes'
import { format, toFixed } from './format'
import { call, define, type Parameter } from './functions'
import { binary, order, unary } from './operators'
import { sorted } from './sorted'
import { repr, str } from './text'
import {
  Dict,
  Float,
  float,
  isNumber,
  iterate,
  lengthOf,
  PyFunction,
  toNumber,
  truth,
  Tuple,
  typeName,
  type Value
} from './values'

/** What range and zip may make: a mistake makes more. */
const LONGEST = 10_000_000

function range(first: Value, second: Value, step: Value): Value[] {
  const [start, stop] = second === null ? [0, first] : [first, second]
  const by = Number(step)
  if (![start, stop, step].every((value) => typeof value === 'number'))
    throw new PythonError('TypeError', `range() takes integers, not '${typeName(first)}'`)
  if (!by) throw new PythonError('ValueError', 'range() arg 3 must not be zero')
  const length = Math.max(Math.ceil((Number(stop) - Number(start)) / by), 0)
  if (length > LONGEST) throw new PythonError('MemoryError', `range() of ${length} numbers is too long`)
  return Array.from({ length }, (_, i) => Number(start) + i * by)
}

function int(value: Value): Value {
  const number =
    typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value)
      ? Number(value)
      : isNumber(value)
        ? toNumber(value)
        : NaN
  if (Number.isFinite(number)) return Math.trunc(number) + 0
  throw new PythonError('ValueError', `invalid literal for int() with base 10: ${repr(value)}`)
}

function toFloat(value: Value): Value {
  if (isNumber(value)) return float(toNumber(value))
  const word = typeof value === 'string' ? value.trim().toLowerCase() : ''
  const number = /^[+-]?(inf|infinity)$/.test(word)
    ? word[0] === '-'
      ? -Infinity
      : Infinity
    : word === 'nan'
      ? NaN
      : Number(word || 'x')
  if (Number.isNaN(number) && word !== 'nan')
    throw new PythonError('ValueError', `could not convert ${repr(value)} to float`)
  return float(number)
}

function round(value: Value, digits: Value): Value {
  if (!isNumber(value))
    throw new PythonError('TypeError', `type ${typeName(value)} doesn't define __round__ method`)
  const number = toNumber(value)
  if (digits === null) return Number.isFinite(number) ? Number(toFixed(number, 0)) + 0 : value
  const places = Number(digits)
  const rounded = !Number.isFinite(number)
    ? number
    : places >= 0
      ? Number(toFixed(number, Math.min(places, 40)))
      : Number(toFixed(number / 10 ** -places, 0)) * 10 ** -places
  return value instanceof Float ? float(rounded) : rounded
}

const extreme = (name: string, sign: 1 | -1): PyFunction =>
  define(name, ['*values', ['key', null], ['default', new Tuple([])]], async (values, key, fallback) => {
    const given = values as Value[]
    const items = given.length === 1 ? [...iterate(given[0])] : given
    if (!items.length && !(fallback instanceof Tuple && !lengthOf(fallback))) return fallback
    if (!items.length) throw new PythonError('ValueError', `${name}() arg is an empty sequence`)
    let best = items[0]
    let bestKey = key === null ? best : await call(key, [best])
    for (const item of items.slice(1)) {
      const itemKey = key === null ? item : await call(key, [item])
      if (sign * order(itemKey, bestKey) > 0) [best, bestKey] = [item, itemKey]
    }
    return best
  })

const zip = (columns: Value): Value[] => {
  const lists = (columns as Value[]).map((column) => [...iterate(column)])
  const length = lists.length ? Math.min(...lists.map((list) => list.length)) : 0
  return Array.from({ length }, (_, i) => new Tuple(lists.map((list) => list[i])))
}

const enumerate = (iterable: Value, start: Value): Value[] =>
  [...iterate(iterable)].map((item, i) => new Tuple([Number(start) + i, item]))

function toDict(given: Value): Dict {
  if (given instanceof Dict) return new Dict(given.entries())
  return new Dict([...iterate(given)].map((pair) => [...iterate(pair)] as [Value, Value]))
}

async function map(callable: Value, lists: Value): Promise<Value[]> {
  const results: Value[] = []
  for (const arguments_ of zip(lists)) results.push(await call(callable, (arguments_ as Tuple).items))
  return results
}

async function filter(callable: Value, iterable: Value): Promise<Value[]> {
  const kept: Value[] = []
  for (const item of iterate(iterable))
    if (truth(callable === null ? item : await call(callable, [item]))) kept.push(item)
  return kept
}

const isInstance = (value: Value, type: Value): boolean => {
  if (type instanceof Tuple) return type.items.some((one) => isInstance(value, one))
  const name = findAttribute(type, '__name__')
  return typeName(value) === name || (name === 'int' && typeof value === 'boolean') || name === 'object'
}

const pairs = (positional: readonly Value[], named: ReadonlyMap<string, Value>): Dict => {
  const dict = positional.length ? toDict(positional[0]) : new Dict()
  for (const [name, value] of named) dict.set(name, value)
  return dict
}

/** Python's builtin functions, as far as templates may call them: those that only compute. */
const FUNCTIONS: Readonly<
  Record<string, readonly [readonly Parameter[], (...values: Value[]) => Value | Promise<Value>]>
> = {
  abs: [['x'], (x) => (isNumber(x) && toNumber(x) < 0 ? unary('-', x) : unary('+', x))],
  all: [['iterable'], (items) => [...iterate(items)].every(truth)],
  any: [['iterable'], (items) => [...iterate(items)].some(truth)],
  bool: [[['x', false]], truth],
  chr: [['i'], (code) => String.fromCodePoint(Number(code))],
  enumerate: [['iterable', ['start', 0]], enumerate],
  filter: [['function', 'iterable'], filter],
  float: [[['x', 0]], toFloat],
  format: [['value', ['format_spec', '']], (value, spec) => format(value, str(spec))],
  getattr: [
    ['object', 'name', ['default', new Tuple([])]],
    (object, name, fallback) => {
      const required = fallback instanceof Tuple && !fallback.items.length
      return required ? getAttribute(object, str(name)) : (findAttribute(object, str(name)) ?? fallback)
    }
  ],
  hasattr: [['object', 'name'], (object, name) => findAttribute(object, str(name)) !== undefined],
  int: [[['x', 0]], int],
  isinstance: [['object', 'class_or_tuple'], isInstance],
  len: [['obj'], lengthOf],
  list: [[['iterable', []]], (items) => [...iterate(items)]],
  map: [['function', '*iterables'], map],
  ord: [['c'], (char) => str(char).codePointAt(0) ?? 0],
  range: [['start', ['stop', null], ['step', 1]], range],
  repr: [['object'], repr],
  reversed: [['sequence'], (items) => [...iterate(items)].reverse()],
  round: [['number', ['ndigits', null]], round],
  sorted: [['iterable', ['key', null], ['reverse', false]], sorted],
  str: [[['object', '']], str],
  sum: [
    ['iterable', ['start', 0]],
    (items, start) => [...iterate(items)].reduce((sum, item) => binary('+', sum, item), start)
  ],
  tuple: [[['iterable', []]], (items) => new Tuple([...iterate(items)])],
  type: [['object'], (object) => getAttribute(object, '__class__')],
  zip: [['*iterables'], zip]
}

export const BUILTINS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ...Object.entries(FUNCTIONS).map(
    ([name, [parameters, body]]) => [name, define(name, parameters, body)] as const
  ),
  ['dict', new PyFunction('dict', ({ positional, named }) => pairs(positional, named))],
  ['max', extreme('max', 1)],
  ['min', extreme('min', -1)]
])
