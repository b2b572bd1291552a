/** numpy's RandomState as pickles tell it (numpy/random/mtrand.pyx, `RandomState.__reduce__`). */
import { inconsistent } from '../errors'
import { Call, dict, Global, tuple, type PyValue } from '../pickle/values'
import { readArray, uint32s } from './arrays'

const CONSTRUCTOR = new Global('numpy.random._pickle', '__randomstate_ctor')

/** Where a generator is, as numeric's RandomState tells it. */
export interface GeneratorState {
  readonly key: Uint32Array
  readonly pos: number
  /** The second normal of the last pair, if it waits; NaN if not. */
  readonly gauss: number
}

export const isRandomState = (value: PyValue | undefined): value is Call =>
  value instanceof Call && value.path === CONSTRUCTOR.path

export const encodeRandomState = ({ key, pos, gauss }: GeneratorState): Call =>
  new Call(CONSTRUCTOR, tuple('MT19937')).withState(
    dict({
      bit_generator: 'MT19937',
      state: dict({ key: uint32s(key), pos: BigInt(pos) }),
      has_gauss: Number.isNaN(gauss) ? 0n : 1n,
      gauss: Number.isNaN(gauss) ? 0 : gauss
    })
  )

/** @throws FormatError 422 for what is no MT19937 */
export function decodeRandomState(value: PyValue | undefined): GeneratorState {
  const told = isRandomState(value) ? value.state : null
  const state = told instanceof Map ? told.get('state') : null
  if (!(told instanceof Map) || !(state instanceof Map)) throw inconsistent()
  const { values } = readArray(state.get('key') ?? null)
  if (values.length !== 624) throw inconsistent()
  return {
    key: Uint32Array.from(values as ArrayLike<number>),
    pos: Number(state.get('pos')),
    gauss: Number(told.get('has_gauss')) ? Number(told.get('gauss')) : NaN
  }
}
