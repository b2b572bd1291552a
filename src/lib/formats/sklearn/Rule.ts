import type { EstimatorState } from '$lib/sklearn/state'
import type { PyValue } from '../pickle/values'
import type { Decoder } from './Decoder'
import type { Encode } from './encode'

/** What a class keeps in Python, by name: its parameters and its attributes. */
export type Entries = ReadonlyMap<string, PyValue>

/** An estimator's params and attributes, as far as they are told in a way of their own. */
export interface Told {
  readonly params?: Readonly<Record<string, unknown>>
  readonly attributes?: Readonly<Record<string, unknown>>
}

/** How a class differs from the general way: parameters and attributes under the same name on both sides. */
export interface Rule {
  /** Python's own entries with one value for all that is written: what a base class's __init__ sets, parameters that ours lacks. */
  readonly fixed?: Readonly<Record<string, PyValue>>
  /** Those of them that change what the model does: another value is refused when it is read. */
  readonly binding?: readonly string[]
  /** Our entries that Python has no place for, or works out itself. */
  readonly omit?: readonly string[]
  /** Entries in Python's form, over those of the general way. */
  readonly write?: (state: EstimatorState, encode: Encode) => Readonly<Record<string, PyValue>>
  /** Python's entries that `read` puts in our form, or that ours works without. */
  readonly consumes?: readonly string[]
  readonly read?: (entries: Entries, decoder: Decoder, told: Required<Told>) => Told
}
