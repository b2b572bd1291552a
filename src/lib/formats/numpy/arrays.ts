/** numpy's arrays and scalars as pickles tell them. */
import { inconsistent } from '../errors'
import { Call, Global, Tuple, tuple, type PyValue } from '../pickle/values'
import { float64, int32, int64, uint32, uint8, bool, object, readDtype, type Dtype } from './dtypes'

const NDARRAY = new Global('numpy', 'ndarray')
const RECONSTRUCT = new Global('numpy.core.multiarray', '_reconstruct')

/** An array, in C order unless `fortran`; `content` is its bytes, or the list of its values for the dtype `object`. */
export const arrayOf = (
  dtype: Call,
  shape: readonly number[],
  content: Uint8Array | PyValue[],
  fortran = false
): Call =>
  new Call(RECONSTRUCT, tuple(NDARRAY, tuple(0n), Uint8Array.of(0x62))).withState(
    tuple(1n, tuple(...shape.map(BigInt)), dtype, fortran, content)
  )

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength)

export const floats = (values: Float64Array, shape: readonly number[] = [values.length]): Call =>
  arrayOf(float64, shape, bytesOf(values))

export const ints = (values: ArrayLike<number>): Call =>
  arrayOf(int64, [values.length], bytesOf(BigInt64Array.from(Array.from(values, BigInt))))

export const int32s = (values: Int32Array): Call => arrayOf(int32, [values.length], bytesOf(values))

export const bools = (values: ArrayLike<number | boolean>): Call =>
  arrayOf(bool, [values.length], Uint8Array.from(values, Number))

export const uint32s = (values: Uint32Array, shape: readonly number[] = [values.length]): Call =>
  arrayOf(uint32, shape, bytesOf(values))

export const uint8s = (values: Uint8Array): Call => arrayOf(uint8, [values.length], bytesOf(values))

export const objects = (values: PyValue[], shape: readonly number[] = [values.length]): Call =>
  arrayOf(object, shape, values)

/** An array read from a pickle, its values in C order. */
export interface NdArray {
  readonly dtype: Dtype
  readonly shape: readonly number[]
  /** Float64Array for floats, Int32Array for integers that fit (else Float64Array), Uint8Array for bools, else a list. */
  readonly values: Float64Array | Int32Array | Uint8Array | PyValue[]
  /** What the values were read from; empty for objects. */
  readonly bytes: Uint8Array
}

/** As protocols to 4 have it, and as protocol 5. */
export const isArray = (value: PyValue): value is Call =>
  value instanceof Call && /^numpy\._?core\.(multiarray\._reconstruct|numeric\._frombuffer)$/.test(value.path)

export const isScalar = (value: PyValue): value is Call =>
  value instanceof Call && /^numpy\._?core\.multiarray\.scalar$/.test(value.path)

/** @throws FormatError 422 for an array whose shape, dtype and bytes do not fit together */
export function readArray(value: PyValue): NdArray {
  if (!isArray(value)) throw inconsistent()
  const { args, state } = value
  const told = state instanceof Tuple ? state.items.slice(1) : args instanceof Tuple ? args.items : []
  const [shape, dtype, order, content] = state ? told : [told[2], told[1], told[3], told[0]]
  if (!(shape instanceof Tuple) || dtype === undefined || content === undefined) throw inconsistent()
  const sizes = shape.items.map(Number)
  return decodeArray(readDtype(dtype), sizes, order === true || order === 'F', content)
}

/** The value of a numpy scalar. */
export function readScalar(value: Call): PyValue {
  const [dtype, bytes] = value.args instanceof Tuple ? value.args.items : []
  if (dtype === undefined || bytes === undefined) throw inconsistent()
  const read = readDtype(dtype)
  const first = decodeArray(read, [1], false, read.kind === 'O' ? [bytes] : bytes).values[0]
  if (typeof first !== 'number') return first
  return read.kind === 'b' ? first === 1 : read.kind === 'f' ? first : BigInt(first)
}

/** `content` as pickle keeps it: the bytes, a list of objects, or (protocol 2) the bytes as Latin-1 text. */
function decodeArray(dtype: Dtype, shape: readonly number[], fortran: boolean, content: PyValue): NdArray {
  const count = shape.reduce((product, size) => product * size, 1)
  if (!Number.isSafeInteger(count) || shape.some((size) => size < 0)) throw inconsistent()
  if (dtype.kind === 'O') {
    if (!Array.isArray(content) || content.length !== count) throw inconsistent()
    // numpy lists objects in C order, whatever order the array has.
    return { dtype, shape, values: content, bytes: new Uint8Array() }
  }
  if (!(content instanceof Uint8Array) || content.length !== count * dtype.size) throw inconsistent()
  const values = decode(dtype, content, count)
  return { dtype, shape, values: fortran ? inCOrder(values, shape) : values, bytes: content }
}

function decode(dtype: Dtype, bytes: Uint8Array, count: number): NdArray['values'] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (dtype.kind === 'U' || dtype.kind === 'S')
    return Array.from({ length: count }, (_, i) => textAt(view, dtype, i))
  if (dtype.kind === 'V') return []
  if (dtype.kind === 'b') return bytes.slice()
  const numbers = Float64Array.from({ length: count }, (_, i) => numberAt(view, dtype, i * dtype.size))
  const small = dtype.kind !== 'f' && numbers.every((value) => value === (value | 0))
  return small ? Int32Array.from(numbers) : numbers
}

/** How a number of each dtype is read. */
const readers: Readonly<Record<string, (view: DataView, at: number) => number>> = {
  f8: (view, at) => view.getFloat64(at, true),
  f4: (view, at) => view.getFloat32(at, true),
  i8: (view, at) => Number(view.getBigInt64(at, true)),
  i4: (view, at) => view.getInt32(at, true),
  i2: (view, at) => view.getInt16(at, true),
  i1: (view, at) => view.getInt8(at),
  u8: (view, at) => Number(view.getBigUint64(at, true)),
  u4: (view, at) => view.getUint32(at, true),
  u2: (view, at) => view.getUint16(at, true),
  u1: (view, at) => view.getUint8(at)
}

function numberAt(view: DataView, { kind, size }: Dtype, at: number): number {
  const read = readers[`${kind}${size}`]
  if (!read) throw inconsistent()
  return read(view, at)
}

function textAt(view: DataView, { kind, size }: Dtype, i: number): string {
  const width = kind === 'U' ? 4 : 1
  let text = ''
  for (let at = i * size; at < (i + 1) * size; at += width) {
    const code = width === 4 ? view.getUint32(at, true) : view.getUint8(at)
    if (code > 0x10ffff) throw inconsistent()
    if (code) text += String.fromCodePoint(code)
  }
  return text
}

/** Values of Fortran order (the first index runs fastest) in C order. */
function inCOrder<A extends NdArray['values']>(values: A, shape: readonly number[]): A {
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((a, b) => a * b, 1))
  const out = values.slice() as A
  for (let i = 0; i < values.length; i++) {
    let rest = i
    let from = 0
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += (rest % shape[axis]) * strides[axis]
      rest = Math.floor(rest / shape[axis])
    }
    out[i] = values[from]
  }
  return out
}

/** A field of each row of a structured array. */
export function fieldOf({ dtype, shape, bytes }: NdArray, name: string): Float64Array {
  const field = dtype.fields?.get(name)
  if (!field || field.offset + field.dtype.size > dtype.size) throw inconsistent()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Float64Array.from({ length: shape[0] }, (_, i) =>
    numberAt(view, field.dtype, i * dtype.size + field.offset)
  )
}
