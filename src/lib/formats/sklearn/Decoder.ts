import { matrix } from '$lib/numeric/matrix'
import type { EstimatorState } from '$lib/sklearn/state'
import { FormatError, inconsistent } from '../errors'
import { isArray, isScalar, readArray, readScalar } from '../numpy/arrays'
import { isRandomState } from '../numpy/randomState'
import { Call, Tuple, type PyValue } from '../pickle/values'
import type { Entries } from './Rule'

/** A value deeper than this is no part of a model. */
const MAX_DEPTH = 64

/** From Python's values to ours. What is shared is decoded once, so a small file stays small. */
export class Decoder {
  private readonly decoded = new Map<PyValue, unknown>()
  private depth = 0

  /** @param estimator an object of a class, as our estimator */
  constructor(private readonly estimator: (object: Call, decoder: Decoder) => EstimatorState) {}

  value(value: PyValue): unknown {
    if (value === null || typeof value !== 'object') return typeof value === 'bigint' ? Number(value) : value
    if (this.decoded.has(value)) return this.decoded.get(value)
    if (++this.depth > MAX_DEPTH) throw new FormatError(`The pickle is nested more than ${MAX_DEPTH} deep`)
    const own = this.object(value)
    this.depth--
    this.decoded.set(value, own)
    return own
  }

  private object(value: Exclude<PyValue, null | boolean | bigint | number | string>): unknown {
    if (value instanceof Tuple) return value.items.map((item) => this.value(item))
    if (Array.isArray(value)) return value.map((item) => this.value(item))
    if (value instanceof Map)
      return Object.fromEntries([...value].map(([key, item]) => [String(key), this.value(item)]))
    if (!(value instanceof Call)) throw inconsistent()
    if (isArray(value)) return this.array(value)
    if (isScalar(value)) return this.value(readScalar(value))
    // A generator as a parameter has drawn what it had to: a new fit draws anew.
    if (isRandomState(value)) return null
    return { $estimator: this.estimator(value, this) }
  }

  private array(value: Call): unknown {
    const { values, shape, dtype } = readArray(value)
    if (shape.length === 0) return this.value(values[0])
    if (Array.isArray(values)) return values.map((item) => this.value(item))
    if (shape.length === 2 && dtype.kind !== 'b') return matrix(shape[0], shape[1], Float64Array.from(values))
    return values
  }

  /** The items of a list, a tuple or an array of one dimension. Of numpy's bools too, as labels are. */
  list(value: PyValue | undefined): unknown[] {
    if (value instanceof Call && isArray(value) && readArray(value).dtype.kind === 'b')
      return Array.from(readArray(value).values as Uint8Array, Boolean)
    const decoded = value === undefined ? undefined : this.value(value)
    if (ArrayBuffer.isView(decoded)) return Array.from(decoded as Float64Array)
    if (!Array.isArray(decoded)) throw inconsistent()
    return decoded as unknown[]
  }
}

/** An object's own dict. Python's special names (`__…__`) have no place in it. */
export function entriesOf(object: PyValue | undefined): Entries {
  const state = object instanceof Call ? object.state : null
  if (!(state instanceof Map)) throw inconsistent()
  for (const name of state.keys()) if (typeof name !== 'string' || name.startsWith('__')) throw inconsistent()
  return state as Map<string, PyValue>
}
