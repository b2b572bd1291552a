/** Arrays that several threads read without each having a copy, where the page may have them (cross-origin isolated). */

type TypedArray =
  Float64Array | Float32Array | Int32Array | Uint32Array | Int16Array | Uint16Array | Int8Array | Uint8Array

/** Bytes below which a copy for each thread costs no more than sharing does. */
const WORTHWHILE = 2 ** 14

const mayShare = (): boolean => Boolean((globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated)

const isShared = ({ buffer }: TypedArray): boolean =>
  typeof SharedArrayBuffer === 'function' && buffer instanceof SharedArrayBuffer

/** A Float32Array that goes to other threads without being copied, where there may be one. */
export const sharedFloat32 = (length: number): Float32Array =>
  mayShare() ? new Float32Array(new SharedArrayBuffer(4 * length)) : new Float32Array(length)

/** Plain data with its large arrays on shared memory, each copied there once; the data itself where nothing is shared. */
export function withSharedArrays<T>(data: T): T {
  if (!mayShare()) return data
  const copies = new Map<TypedArray, TypedArray>()
  return mapArrays(data, (array) => {
    if (array.byteLength < WORTHWHILE || isShared(array)) return array
    const copy = copies.get(array) ?? onSharedMemory(array)
    copies.set(array, copy)
    return copy
  })
}

/** Plain data without shared memory, which no database takes. */
export const withOwnArrays = <T>(data: T): T =>
  mayShare() ? mapArrays(data, (array) => (isShared(array) ? array.slice() : array)) : data

function onSharedMemory(array: TypedArray): TypedArray {
  const Type = array.constructor as new (buffer: SharedArrayBuffer) => TypedArray
  const copy = new Type(new SharedArrayBuffer(array.byteLength))
  copy.set(array)
  return copy
}

/** The same plain data with other typed arrays. */
function mapArrays<T>(data: T, change: (array: TypedArray) => TypedArray): T {
  const map = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    if (ArrayBuffer.isView(value)) return value instanceof DataView ? value : change(value as TypedArray)
    if (Array.isArray(value)) return value.map(map)
    if (Object.getPrototypeOf(value) !== Object.prototype) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, map(inner)]))
  }
  return map(data) as T
}
