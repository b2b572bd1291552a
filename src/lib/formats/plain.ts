/**
 * Plain data as JSON text and back, without loss: what JSON has no place for is an object of one key that begins with `$`.
 * Typed arrays are {"$Float64Array": [1, "NaN"]}; numbers that JSON lacks are {"$number": "NaN"}.
 */
import { FormatError } from './errors'

const typedArrays = {
  Float64Array,
  Float32Array,
  Int32Array,
  Int16Array,
  Int8Array,
  Uint32Array,
  Uint16Array,
  Uint8Array
} as const

type TypedArray = InstanceType<(typeof typedArrays)[keyof typeof typedArrays]>

const special = (value: number): boolean => !Number.isFinite(value) || Object.is(value, -0)
const text = (value: number): string => (Object.is(value, -0) ? '-0' : String(value))

function encode(value: unknown): unknown {
  if (typeof value === 'number') return special(value) ? { $number: text(value) } : value
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(encode)
  if (ArrayBuffer.isView(value)) {
    const numbers = Array.from(value as TypedArray, (item) => (special(item) ? text(item) : item))
    return { [`$${value.constructor.name}`]: numbers }
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encode(item)]))
}

function decode(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const [[key, content] = [], ...others] = Object.entries(value)
  if (!key?.startsWith('$') || others.length) return value
  if (key === '$number') return Number(content)
  const name = key.slice(1) as keyof typeof typedArrays
  if (!Object.hasOwn(typedArrays, name)) return value
  return Array.isArray(content) ? new typedArrays[name](content.map(Number)) : value
}

/** The value as JSON text. */
export const writePlain = (value: unknown): string => JSON.stringify(encode(value))

/** @throws FormatError 422 when the text is no JSON */
export function readPlain(json: string): unknown {
  try {
    return JSON.parse(json, decode)
  } catch {
    throw new FormatError('The file is no JSON', 'Send the file that ?_download&_format=json gave.')
  }
}
