import type { Dataset, Group } from 'h5wasm'
import type { Column } from '../column'
import { inferColumn } from '../infer'
import { unpickleObjects, unpickleText } from './pickled'

/** HDF5's numbers of its type classes. */
const CLASS = { bitfield: 4, enum: 8, vlen: 9 } as const
/** pandas' NaT, and all that a double cannot tell from it. */
const NAT_BELOW = -(2 ** 63) + 2 ** 11

export const isGroup = (node: unknown): node is Group =>
  typeof node === 'object' && node !== null && 'keys' in node && typeof node.keys === 'function'

/** The bytes of the characters that a decoder of ASCII, which browsers take for windows-1252, gives beyond Latin-1. */
const beyondLatin1 = new Map(
  Array.from(
    new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 256 }, (_, byte) => byte)),
    (char, byte) => [char, byte]
  )
)

/** Texts are declared as ASCII, but hold UTF-8: read byte by byte, they have to be put right. */
export function utf8(text: string): string {
  if (!/[\u0080-\uffff]/.test(text)) return text
  const bytes = Array.from(text, (char) => (char <= '\xff' ? char.charCodeAt(0) : beyondLatin1.get(char)))
  return bytes.includes(undefined) ? text : new TextDecoder().decode(Uint8Array.from(bytes as number[]))
}

/** An attribute's value, undefined if there is none. */
export const attribute = (node: Group | Dataset, name: string): unknown => node.attrs[name]?.value

/** An attribute that pandas pickled, undefined if there is none. */
export function pickledAttribute(node: Group | Dataset, name: string): unknown {
  const value = attribute(node, name)
  return typeof value === 'string' ? unpickleText(value) : undefined
}

/** A dataset's values as a flat list: numbers, texts, or the objects pickled in it. */
export function flatValues(dataset: Dataset): ArrayLike<unknown> {
  if (attribute(dataset, 'PSEUDOATOM') === 'object') {
    const rows = dataset.value as Uint8Array[]
    return rows.flatMap(unpickleObjects)
  }
  // pandas writes an array without values as one with a placeholder, and its shape beside it
  if ('shape' in dataset.attrs) return []
  const values = dataset.value as ArrayLike<unknown>
  return typeof values[0] === 'string' ? Array.from(values as ArrayLike<string>, utf8) : values
}

export const isBool = (dataset: Dataset): boolean =>
  dataset.metadata.type === CLASS.bitfield || dataset.metadata.type === CLASS.enum

/**
 * A column of values as HDF5 holds them.
 * @param dtype numpy's name, as far as it matters: bool, datetime64 (nanoseconds), float…; others tell themselves
 */
export function columnOf(values: readonly unknown[], dtype: string): Column {
  if (dtype === 'bool') return { dtype: 'bool', values: Uint8Array.from(values, Number) }
  if (dtype.startsWith('datetime64')) {
    const toMs = (value: unknown) => (Number(value) < NAT_BELOW ? NaN : Math.floor(Number(value) / 1e6))
    return { dtype: 'datetime64[ns]', values: Float64Array.from(values, toMs) }
  }
  return inferColumn(
    values,
    dtype.startsWith('float') ? 'float64' : dtype === 'string' ? 'object' : 'missing'
  )
}
