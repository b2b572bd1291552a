/**
 * The safetensors format: a length, a JSON header that names each tensor's type, shape and place, then plain bytes.
 * Format: https://github.com/huggingface/safetensors (README, "Format"). Only the types that our models hold.
 */
import { TextModelError } from './errors'

export type TensorData = Float32Array | Int8Array | Uint8Array
export interface Tensor {
  readonly shape: readonly number[]
  readonly data: TensorData
}
export type Tensors = ReadonlyMap<string, Tensor>

interface Entry {
  dtype: string
  shape: number[]
  data_offsets: [number, number]
}

/** Half-precision numbers as float32. */
export function fromHalf(bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Float32Array.from({ length: bytes.length >> 1 }, (_, i) => {
    const half = view.getUint16(2 * i, true)
    const [sign, exponent, fraction] = [half >> 15 ? -1 : 1, (half >> 10) & 31, half & 1023]
    if (exponent === 31) return fraction ? NaN : sign * Infinity
    return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -24 * fraction)
  })
}

/** Bytes per number and how to read them; the copy also aligns. */
const readers: Record<string, { size: number; read: (bytes: Uint8Array) => TensorData }> = {
  F32: { size: 4, read: (bytes) => new Float32Array(bytes.slice().buffer) },
  F16: { size: 2, read: fromHalf },
  I8: { size: 1, read: (bytes) => new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) },
  U8: { size: 1, read: (bytes) => bytes }
}

function readHeader(bytes: Uint8Array, name: string): { header: Record<string, Entry>; start: number } {
  const broken = (why: string) =>
    new TextModelError('bad-model', `${name} is no safetensors file: ${why}`, 'Fetch or export it again.', {
      file: name
    })
  if (bytes.length < 8) throw broken(`${bytes.length} bytes`)
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true))
  if (length > bytes.length - 8) throw broken(`its header claims ${length} of ${bytes.length} bytes`)
  try {
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<
      string,
      Entry
    >
    return { header, start: 8 + length }
  } catch {
    throw broken('its header is not JSON')
  }
}

/** Reads a file's tensors. Throws TextModelError where header and bytes do not fit each other. */
export function readSafetensors(bytes: Uint8Array, name: string): Tensors {
  const { header, start } = readHeader(bytes, name)
  const tensors = new Map<string, Tensor>()
  for (const [key, entry] of Object.entries(header)) {
    if (key === '__metadata__') continue
    const reader = readers[entry.dtype]
    const [from, to] = entry.data_offsets ?? []
    const count = entry.shape?.reduce((a, b) => a * b, 1)
    if (!reader || !(from >= 0) || !(start + to <= bytes.length) || to - from !== count * reader.size)
      throw new TextModelError(
        'bad-model',
        `${name}: tensor ${key} (${entry.dtype}, ${entry.shape}) does not fit its bytes`,
        undefined,
        {
          file: name,
          tensor: key
        }
      )
    tensors.set(key, { shape: entry.shape, data: reader.read(bytes.subarray(start + from, start + to)) })
  }
  return tensors
}

/** Writes float32 tensors as a safetensors file. */
export function writeSafetensors(
  tensors: ReadonlyMap<string, { shape: readonly number[]; data: Float32Array }>
): Uint8Array {
  let end = 0
  const entries = [...tensors].map(([name, { shape, data }]) => {
    const data_offsets = [end, (end += data.byteLength)]
    return [name, { dtype: 'F32', shape, data_offsets }]
  })
  const text = JSON.stringify(Object.fromEntries(entries))
  const header = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 8) * 8))
  const bytes = new Uint8Array(8 + header.length + end)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true)
  bytes.set(header, 8)
  let at = 8 + header.length
  for (const { data } of tensors.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at)
    at += data.byteLength
  }
  return bytes
}

/** A tensor that must be there with that shape (-1: any length). */
export function tensor(tensors: Tensors, name: string, ...shape: number[]): Tensor {
  const found = tensors.get(name)
  const fits = found?.shape.length === shape.length && shape.every((n, i) => n === -1 || n === found.shape[i])
  if (!found || !fits)
    throw new TextModelError(
      'bad-model',
      `The model's tensor ${name} is ${found ? `of shape ${found.shape}` : 'missing'}, expected ${shape}`,
      undefined,
      {
        tensor: name
      }
    )
  return found
}

/** As `tensor`, of floating-point numbers. */
export function floats(tensors: Tensors, name: string, ...shape: number[]): Float32Array {
  const { data } = tensor(tensors, name, ...shape)
  if (data instanceof Float32Array) return data
  throw new TextModelError(
    'bad-model',
    `The model's tensor ${name} should hold floating-point numbers`,
    undefined,
    { tensor: name }
  )
}
