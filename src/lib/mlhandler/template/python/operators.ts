import { PythonError } from '../errors'
import { percent } from './format'
import {
  Dict,
  Float,
  float,
  isNumber,
  iterate,
  lengthOf,
  type Numeric,
  PyObject,
  toNumber,
  Tuple,
  typeName,
  type Value
} from './values'

type Arithmetic = (a: number, b: number) => number

const modulo: Arithmetic = (a, b) => a - b * Math.floor(a / b)

/** The operators on numbers; of integers the result is one again, except by `/` and by a negative power. */
const ARITHMETIC: Readonly<Record<string, Arithmetic>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '//': (a, b) => Math.floor(a / b),
  '%': modulo,
  '**': (a, b) => a ** b,
  '&': (a, b) => Number(BigInt(a) & BigInt(b)),
  '|': (a, b) => Number(BigInt(a) | BigInt(b)),
  '^': (a, b) => Number(BigInt(a) ^ BigInt(b))
}

function arithmetic(operator: string, left: Numeric, right: Numeric): Value {
  const [a, b] = [toNumber(left), toNumber(right)]
  if (b === 0 && ['/', '//', '%'].includes(operator))
    throw new PythonError('ZeroDivisionError', 'division by zero')
  const isFloat =
    left instanceof Float || right instanceof Float || operator === '/' || (operator === '**' && b < 0)
  const result = ARITHMETIC[operator](a, b)
  return isFloat ? float(result) : result
}

/** No template needs longer lists and texts than this; a mistake makes them. */
const LONGEST = 10_000_000

function repeat(sequence: Value, times: number): Value | undefined {
  const count = Math.max(times, 0)
  if (!(typeof sequence === 'string' || Array.isArray(sequence) || sequence instanceof Tuple))
    return undefined
  if (lengthOf(sequence) * count > LONGEST)
    throw new PythonError('MemoryError', 'the result would be too long')
  if (typeof sequence === 'string') return sequence.repeat(count)
  const items = Array.from({ length: count }, () => [...iterate(sequence)]).flat()
  return Array.isArray(sequence) ? items : new Tuple(items)
}

export function binary(operator: string, left: Value, right: Value): Value {
  if (operator === '%' && typeof left === 'string') return percent(left, right)
  if (isNumber(left) && isNumber(right)) return arithmetic(operator, left, right)
  if (operator === '+') {
    if (typeof left === 'string' && typeof right === 'string') return left + right
    if (Array.isArray(left) && Array.isArray(right)) return [...left, ...right]
    if (left instanceof Tuple && right instanceof Tuple) return new Tuple([...left.items, ...right.items])
  }
  if (operator === '*') {
    const repeated =
      typeof right === 'number'
        ? repeat(left, right)
        : typeof left === 'number'
          ? repeat(right, left)
          : undefined
    if (repeated !== undefined) return repeated
  }
  if (operator === '|' && left instanceof Dict && right instanceof Dict)
    return new Dict([...left.entries(), ...right.entries()])
  throw new PythonError(
    'TypeError',
    `unsupported operand type(s) for ${operator}: '${typeName(left)}' and '${typeName(right)}'`
  )
}

export function unary(operator: string, operand: Value): Value {
  if (!isNumber(operand))
    throw new PythonError('TypeError', `bad operand type for unary ${operator}: '${typeName(operand)}'`)
  const value = toNumber(operand)
  const result = operator === '-' ? -value : operator === '~' ? ~value : value
  return operand instanceof Float ? float(result) : result + 0
}

export function equal(a: Value, b: Value): boolean {
  if (isNumber(a) && isNumber(b)) return toNumber(a) === toNumber(b)
  if ((Array.isArray(a) && Array.isArray(b)) || (a instanceof Tuple && b instanceof Tuple)) {
    const [left, right] = [[...iterate(a)], [...iterate(b)]]
    return left.length === right.length && left.every((item, i) => equal(item, right[i]))
  }
  if (a instanceof Dict && b instanceof Dict)
    return (
      a.size === b.size && a.entries().every(([key, value]) => b.has(key) && equal(value, b.get(key) ?? null))
    )
  if (a instanceof PyObject) return a.equals(b)
  if (b instanceof PyObject) return b.equals(a)
  return a === b
}

/** Negative, 0 or positive, as a comes before, with or after b; NaN where neither. */
export function order(a: Value, b: Value): number {
  if (isNumber(a) && isNumber(b))
    return (
      toNumber(a) - toNumber(b) ||
      (toNumber(a) === toNumber(b) ? 0 : toNumber(a) < toNumber(b) ? -1 : toNumber(a) > toNumber(b) ? 1 : NaN)
    )
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0
  if ((Array.isArray(a) && Array.isArray(b)) || (a instanceof Tuple && b instanceof Tuple)) {
    const [left, right] = [[...iterate(a)], [...iterate(b)]]
    const differs = left.findIndex((item, i) => i >= right.length || !equal(item, right[i]))
    if (differs < 0 || differs >= right.length) return left.length - right.length
    return order(left[differs], right[differs])
  }
  throw new PythonError(
    'TypeError',
    `'<' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`
  )
}

function contains(container: Value, item: Value): boolean {
  if (typeof container === 'string') {
    if (typeof item === 'string') return container.includes(item)
    throw new PythonError('TypeError', `'in <string>' requires string as left operand, not ${typeName(item)}`)
  }
  if (container instanceof Dict) return container.has(item)
  for (const other of iterate(container)) if (equal(item, other)) return true
  return false
}

const identical = (a: Value, b: Value) =>
  a === b || (a instanceof PyObject && b instanceof PyObject && equal(a, b))

const COMPARISONS: Readonly<Record<string, (a: Value, b: Value) => boolean>> = {
  '==': equal,
  '!=': (a, b) => !equal(a, b),
  '<': (a, b) => order(a, b) < 0,
  '<=': (a, b) => order(a, b) <= 0,
  '>': (a, b) => order(a, b) > 0,
  '>=': (a, b) => order(a, b) >= 0,
  in: (a, b) => contains(b, a),
  'not in': (a, b) => !contains(b, a),
  is: identical,
  'is not': (a, b) => !identical(a, b)
}

export const compare = (operator: string, a: Value, b: Value): boolean => COMPARISONS[operator](a, b)
