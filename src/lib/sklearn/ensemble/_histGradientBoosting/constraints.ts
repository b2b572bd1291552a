/** Which features are categories, which only rise or fall, and which may stand together: the parameters, checked. */
import { InvalidParameterError, ValueError } from '$lib/estimator/exceptions'
import { column, type Matrix } from '$lib/numeric/matrix'
import { IndexSet } from './IndexSet'
import type { HistParams } from './params'

/** The features' names, where they have any. */
type Names = readonly string[] | undefined

const isIndex = (value: unknown, n: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < n

/** Shape (n_features,): 1 for a categorical feature; null where none is. */
export function categoricalMask(
  given: HistParams['categorical_features'],
  nFeatures: number,
  names: Names
): Uint8Array | null {
  if (!given?.length) return null
  const list = Array.from(given)
  const mask = new Uint8Array(nFeatures)
  if (list.every((item) => typeof item === 'boolean')) {
    if (list.length !== nFeatures)
      throw new ValueError(
        `categorical_features has ${list.length} truth values for ${nFeatures} features`,
        'Give one a feature, or the indices.'
      )
    list.forEach((own, f) => (mask[f] = Number(own)))
  } else if (list.every((item) => typeof item === 'string'))
    for (const name of list) mask[indexOf(name, names, 'categorical_features')] = 1
  else
    for (const f of list) {
      if (!isIndex(f, nFeatures))
        throw new ValueError(
          `categorical_features has ${JSON.stringify(f)}, which is no feature`,
          `Give indices from 0 to ${nFeatures - 1}, names, or one truth value a feature.`
        )
      mask[f] = 1
    }
  return mask.includes(1) ? mask : null
}

function indexOf(name: string, names: Names, param: string): number {
  if (!names)
    throw new ValueError(
      `${param} names the feature "${name}", but the data has no names`,
      'Give its index; over REST names are known with pipeline: false.'
    )
  const f = names.indexOf(name)
  if (f < 0)
    throw new ValueError(`${param} names "${name}", which is no feature`, `There are: ${names.join(', ')}.`)
  return f
}

/** The categories of each categorical feature, rising; null for others, and where there are none. */
export function categoriesOf(
  X: Matrix,
  mask: Uint8Array | null,
  maxBins: number,
  names: Names
): (Float64Array | null)[] | null {
  return (
    mask &&
    Array.from(mask, (own, f) => {
      if (!own) return null
      const found = Float64Array.from(new Set(column(X, f))).sort()
      const categories = found.filter((value) => !Number.isNaN(value))
      const called = names ? `"${names[f]}"` : `at index ${f}`
      if (categories.length > maxBins)
        throw new ValueError(
          `The categorical feature ${called} has ${categories.length} categories`,
          `There may be max_bins = ${maxBins}.`
        )
      const large = categories.find((value) => value >= maxBins)
      if (large !== undefined)
        throw new ValueError(
          `The categorical feature ${called} has the value ${large}`,
          `Categories must be numbers below max_bins = ${maxBins}.`
        )
      return categories
    })
  )
}

/** One sign a feature: 1 rises, −1 falls, 0 either. */
export function monotonicSigns(
  given: HistParams['monotonic_cst'],
  mask: Uint8Array | null,
  nFeatures: number,
  names: Names
): Int8Array {
  const signs = new Int8Array(nFeatures)
  if (given === null) return signs
  const isList = Array.isArray(given) || ArrayBuffer.isView(given)
  const entries: [number, unknown][] = isList
    ? Array.from(given as readonly number[], (sign, f) => [f, sign])
    : Object.entries(given).map(([name, sign]) => [indexOf(name, names, 'monotonic_cst'), sign])
  for (const [f, sign] of entries) {
    if (sign !== -1 && sign !== 0 && sign !== 1)
      throw new ValueError(`monotonic_cst has ${JSON.stringify(sign)}`, 'It may have -1, 0 and 1.')
    if (f < nFeatures) signs[f] = sign
  }
  if (isList && entries.length !== nFeatures)
    throw new ValueError(
      `monotonic_cst has ${entries.length} signs for ${nFeatures} features`,
      'Give one a feature.'
    )
  if (mask?.some((own, f) => own === 1 && signs[f] !== 0))
    throw new ValueError(
      'A categorical feature has no order to rise or fall in',
      'Set its monotonic_cst to 0.'
    )
  return signs
}

/** Groups of features that may stand together on a way down; null: all may. Those in no group are one of their own. */
export function interactionGroups(
  given: HistParams['interaction_cst'],
  nFeatures: number
): IndexSet[] | null {
  if (given === null) return null
  const groups = givenGroups(given, nFeatures)
  for (const group of groups)
    for (const f of group)
      if (!isIndex(f, nFeatures))
        throw new ValueError(
          `interaction_cst has ${JSON.stringify(f)}, which is no feature`,
          `Give lists of indices from 0 to ${nFeatures - 1}.`
        )
  const sets = groups.map((group) => IndexSet.of(group))
  const rest = IndexSet.union(sets).missingOf(nFeatures)
  return rest.values.length ? [...sets, rest] : sets
}

function givenGroups(
  given: Exclude<HistParams['interaction_cst'], null>,
  nFeatures: number
): (readonly number[])[] {
  const all = Array.from({ length: nFeatures }, (_, f) => f)
  if (given === 'no_interactions') return all.map((f) => [f])
  if (given === 'pairwise') return all.flatMap((a) => all.slice(a + 1).map((b) => [a, b]))
  return Array.from(given, (group) => {
    if (Array.isArray(group)) return group as number[]
    throw new InvalidParameterError(
      `interaction_cst has ${JSON.stringify(group)}, which is no group`,
      'Give a list of lists, as [[0, 1], [2]].'
    )
  })
}
