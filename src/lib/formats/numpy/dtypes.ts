/** numpy's dtypes as pickles tell them (numpy/core/src/multiarray/descriptor.c, `arraydescr_reduce`). */
import { Call, dict, Global, Tuple, tuple, type PyValue } from '../pickle/values'
import { inconsistent } from '../errors'

/** A field of a structured dtype: its dtype, and where it begins in a row. */
export interface Field {
  readonly dtype: Dtype
  readonly offset: number
}

export interface Dtype {
  /** numpy's letter: b, i, u, f, O (objects), U (text of UTF-32), S (bytes), V (fields). */
  readonly kind: string
  /** The bytes of one value. */
  readonly size: number
  readonly fields?: ReadonlyMap<string, Field>
}

const simple = (code: string, order: '<' | '|', flags: bigint): Call =>
  new Call(new Global('numpy', 'dtype'), tuple(code, false, true)).withState(
    tuple(3n, order, null, null, null, -1n, -1n, flags)
  )

export const float64 = simple('f8', '<', 0n)
export const int64 = simple('i8', '<', 0n)
export const int32 = simple('i4', '<', 0n)
export const uint32 = simple('u4', '<', 0n)
export const uint8 = simple('u1', '|', 0n)
export const bool = simple('b1', '|', 0n)
export const object = simple('O8', '|', 63n)

/** The bytes of one value of a simple dtype. */
export const sizeOf = ({ args }: Call): number =>
  args instanceof Tuple ? Number(String(args.items[0]).slice(1)) : 0

/** The dtype of rows with these fields, one after another without gaps. */
export function struct(fields: Readonly<Record<string, Call>>): Call {
  const names = Object.keys(fields)
  let size = 0
  const placed = names.map((name) => {
    const place = tuple(fields[name], BigInt(size))
    size += sizeOf(fields[name])
    return [name, place] as const
  })
  return new Call(new Global('numpy', 'dtype'), tuple(`V${size}`, false, true)).withState(
    tuple(3n, '|', null, tuple(...names), dict(Object.fromEntries(placed)), BigInt(size), 1n, 16n)
  )
}

/** The dtype that a pickle tells; big-endian ones are refused as inconsistent. */
export function readDtype(value: PyValue): Dtype {
  if (!(value instanceof Call) || value.path !== 'numpy.dtype' || !(value.args instanceof Tuple))
    throw inconsistent()
  const code = value.args.items[0]
  const found = typeof code === 'string' ? /^[<|]?([biufOUSV])(\d+)?$/.exec(code) : null
  const state = value.state instanceof Tuple ? value.state.items : []
  if (!found || Number(found[2]) === 0 || state[1] === '>') throw inconsistent()
  const [, kind, digits = '8'] = found
  const size = kind === 'U' ? 4 * Number(digits) : Number(digits)
  return kind === 'V' ? { kind, size, fields: readFields(state[4]) } : { kind, size }
}

function readFields(value: PyValue | undefined): Map<string, Field> {
  if (!(value instanceof Map)) throw inconsistent()
  const fields = new Map<string, Field>()
  for (const [name, place] of value) {
    const [dtype, offset] = place instanceof Tuple ? place.items : []
    if (typeof name !== 'string' || dtype === undefined || typeof offset !== 'bigint') throw inconsistent()
    fields.set(name, { dtype: readDtype(dtype), offset: Number(offset) })
  }
  return fields
}
