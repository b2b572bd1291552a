/** From our values to Python's. */
import { isMatrix } from '$lib/numeric/matrix'
import type { EstimatorState } from '$lib/sklearn/state'
import { FormatError } from '../errors'
import { bools, floats, int32s, ints, objects } from '../numpy/arrays'
import { instance, tuple, type Call, type PyValue } from '../pickle/values'

/** The version whose attributes are written. */
const SKLEARN_VERSION = '1.2.1'

/** An estimator with these parameters and attributes, which tells its version as scikit-learn's own do. */
export const estimator = (module: string, name: string, entries: Readonly<Record<string, PyValue>>): Call =>
  instance(module, name, { ...entries, _sklearn_version: SKLEARN_VERSION })

/** An estimator's state as a Python object. */
export type Encode = (state: EstimatorState) => Call

type Label = string | number | boolean | null

/** Of these parameters 1 is the share of all: 1.0, which JavaScript does not tell from 1. */
const shares = new Set(['max_features', 'max_samples', 'min_samples_split'])
const isCount = (name: string): boolean => /^_?n_|^_max_|^(rank|max_features|batch_size)_$/.test(name)
const isAttribute = (name: string): boolean => name.startsWith('_') || name.endsWith('_')

/** A whole number is an int where it counts something, and in parameters. */
function encodeNumber(value: number, name: string): PyValue {
  const whole = isAttribute(name) ? isCount(name) : !(value === 1 && shares.has(name))
  return whole && Number.isInteger(value) ? BigInt(value) : value
}

export const isNested = (value: unknown): value is { readonly $estimator: EstimatorState } =>
  typeof value === 'object' && value !== null && '$estimator' in value

/** A value named `name`; estimators inside go through `encode`. */
export function encodeValue(value: unknown, name: string, encode: Encode): PyValue {
  const inner = (item: unknown): PyValue => encodeValue(item, '', encode)
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'number') return encodeNumber(value, name)
  if (isNested(value)) return encode(value.$estimator)
  if (isMatrix(value)) return floats(value.data, value.shape)
  if (value instanceof Float64Array) return floats(value)
  if (value instanceof Int32Array) return int32s(value)
  if (value instanceof Uint8Array) return bools(value)
  if (Array.isArray(value)) return name === 'classes_' ? encodeLabels(value as Label[]) : value.map(inner)
  if (typeof value === 'object')
    return new Map(Object.entries(value).map(([key, item]) => [encodeKey(key), inner(item)]))
  throw new FormatError(
    `${name} is ${typeof value}, which cannot be put in a pickle`,
    'Use _format=json or _format=zip.',
    415
  )
}

/** A key of a mapping by label: JavaScript made text of the numbers. */
const encodeKey = (key: string): PyValue => (/^-?\d{1,15}$/.test(key) ? BigInt(key) : key)

/** Labels as numpy has them after pandas: numbers and bools in arrays of their dtype, all else as objects; gaps are NaN. */
export function encodeLabels(labels: readonly Label[]): Call {
  if (labels.length && labels.every((label) => typeof label === 'boolean')) return bools(labels)
  if (labels.length && labels.every((label) => typeof label === 'number'))
    return labels.every(Number.isSafeInteger) ? ints(labels) : floats(Float64Array.from(labels))
  const numbersAndGaps = labels.every((label) => label === null || typeof label === 'number')
  if (numbersAndGaps) return floats(Float64Array.from(labels, (label) => label ?? NaN))
  return objects(
    labels.map((label) =>
      label === null ? NaN : typeof label === 'number' ? encodeNumber(label, '') : label
    )
  )
}

/** A list of names as pandas' columns are kept. */
export const encodeNames = (names: readonly string[]): Call => objects([...names])

/** [name, estimator] and the like, as the tuples that scikit-learn has. */
export const encodeTuple = (items: readonly unknown[], encode: Encode): PyValue =>
  tuple(...items.map((item) => encodeValue(item, '', encode)))
