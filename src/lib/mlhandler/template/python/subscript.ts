import { PythonError } from '../errors'
import { repr } from './text'
import { Dict, isNumber, iterate, PyObject, Tuple, toNumber, typeName, type Value } from './values'

/** A slice between brackets: `start:stop:step`. */
export class Slice extends PyObject {
  readonly typeName = 'slice'
  constructor(readonly parts: readonly (Value | undefined)[]) {
    super()
  }

  /** The places that it takes of a sequence of this length. */
  indices(length: number): number[] {
    const part = (i: number) => {
      const value = this.parts[i] ?? null
      if (value === null) return undefined
      if (typeof value !== 'number')
        throw new PythonError('TypeError', 'slice indices must be integers or None')
      return value
    }
    const step = part(2) ?? 1
    if (step === 0) throw new PythonError('ValueError', 'slice step cannot be zero')
    const [low, high] = step > 0 ? [0, length] : [-1, length - 1]
    const clamp = (value: number) => Math.min(Math.max(value < 0 ? value + length : value, low), high)
    const [start, stop] = [part(0), part(1)]
    const from = start === undefined ? (step > 0 ? low : high) : clamp(start)
    const to = stop === undefined ? (step > 0 ? high : low) : clamp(stop)
    const indices: number[] = []
    for (let i = from; step > 0 ? i < to : i > to; i += step) indices.push(i)
    return indices
  }
}

/** The place that an index means in a sequence of this length: from the end if it is negative. */
export function place(index: Value, length: number, what: string): number {
  if (!isNumber(index) || !Number.isInteger(toNumber(index)) || typeof index === 'object')
    throw new PythonError('TypeError', `${what} indices must be integers or slices, not ${typeName(index)}`)
  const at = Number(index) < 0 ? Number(index) + length : Number(index)
  if (at < 0 || at >= length) throw new PythonError('IndexError', `${what} index out of range`)
  return at
}

/** `object[key]` */
export function subscript(object: Value, key: Value): Value {
  if (object instanceof Dict) {
    const value = object.get(key)
    if (value === undefined) throw new PythonError('KeyError', repr(key))
    return value
  }
  if (object instanceof PyObject) return object.item(key)
  if (!(typeof object === 'string' || Array.isArray(object) || object instanceof Tuple))
    throw new PythonError('TypeError', `'${typeName(object)}' object is not subscriptable`)
  const items = [...iterate(object)]
  if (!(key instanceof Slice)) return items[place(key, items.length, typeName(object))]
  const taken = key.indices(items.length).map((i) => items[i])
  if (typeof object === 'string') return taken.join('')
  return Array.isArray(object) ? taken : new Tuple(taken)
}
