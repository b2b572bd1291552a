/** An estimator as plain data, and back: what is stored and what goes between threads is the same. */
import { ValueError } from '$lib/estimator/exceptions'
import { Estimator, type Params } from './base'
import { loadClass } from './classes'

export interface EstimatorState {
  readonly class: string
  readonly params: Readonly<Record<string, unknown>>
  /** Fitted attributes (`coef_` …) and what goes with them (`_…`). */
  readonly attributes: Readonly<Record<string, unknown>>
}

/** Stands where an estimator stands inside params or attributes. */
interface Nested {
  readonly $estimator: EstimatorState
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

const mapValues = (object: object, change: (value: unknown) => unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]))

function encode(value: unknown): unknown {
  if (value instanceof Estimator) return { $estimator: getState(value) } satisfies Nested
  if (Array.isArray(value)) return value.map(encode)
  return isPlain(value) ? mapValues(value, encode) : value
}

export function getState(estimator: Estimator): EstimatorState {
  const { params, ...attributes } = estimator
  return {
    class: estimator.meta.className,
    params: mapValues(params, encode),
    attributes: mapValues(attributes, encode)
  }
}

async function decode(value: unknown): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map(decode))
  if (!isPlain(value)) return value
  if ('$estimator' in value) return fromState((value as unknown as Nested).$estimator)
  return decodeValues(value)
}

const decodeValues = async (object: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> =>
  Object.fromEntries(
    await Promise.all(Object.entries(object).map(async ([key, value]) => [key, await decode(value)]))
  ) as Record<string, unknown>

/** The estimator of that state. Throws ValueError for a class that this version does not have. */
export async function fromState(state: EstimatorState): Promise<Estimator> {
  const Class = await loadClass(state.class)
  if (!Class)
    throw new ValueError(
      `There is no class ${state.class} here`,
      'The model was made by another version: train it again.'
    )
  const estimator = new Class((await decodeValues(state.params)) as Params)
  return Object.assign(estimator, await decodeValues(state.attributes))
}
