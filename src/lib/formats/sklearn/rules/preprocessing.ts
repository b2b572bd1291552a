import type { EstimatorState } from '$lib/sklearn/state'
import { ints, objects } from '../../numpy/arrays'
import { Global, tuple, type PyValue } from '../../pickle/values'
import type { Decoder } from '../Decoder'
import { encodeLabels, encodeNames } from '../encode'
import type { Entries, Rule, Told } from '../Rule'

type Category = string | number | boolean | null

const isMissing = (value: unknown): boolean =>
  value === null || (typeof value === 'number' && Number.isNaN(value))

const categoriesOf = (state: EstimatorState): Category[][] => state.attributes.categories_ as Category[][]

const rareOf = ({ attributes }: EstimatorState): (Category[] | null)[] =>
  (attributes.infrequent_categories_ as (Category[] | null)[] | undefined) ?? []

/** How many columns each category column becomes. */
export const widths = (state: EstimatorState): number[] =>
  categoriesOf(state).map((categories, j) => {
    const rare = rareOf(state)[j]
    const groups = rare ? categories.length - rare.length + 1 : categories.length
    const drops = state.attributes.drop_idx_ as (number | null)[] | null
    return groups - (drops && drops[j] !== null ? 1 : 0)
  })

/** Where the infrequent categories of each column stand, and the group that each category goes to. */
function infrequent(state: EstimatorState): Record<string, PyValue> {
  const enabled = state.params.min_frequency != null || state.params.max_categories != null
  if (!enabled) return { _infrequent_enabled: false }
  const rare = categoriesOf(state).map((categories, j) => {
    const own = rareOf(state)[j]
    return own ? categories.flatMap((category, k) => (own.includes(category) ? [k] : [])) : null
  })
  const mappings = categoriesOf(state).map((categories, j) => {
    const own = rare[j]
    if (!own) return null
    let next = 0
    const frequent = categories.length - own.length
    return ints(categories.map((_, k) => (own.includes(k) ? frequent : next++)))
  })
  return {
    _infrequent_enabled: true,
    _infrequent_indices: rare.map((own) => (own ? ints(own) : null)),
    _default_to_infrequent_mappings: mappings
  }
}

function writeOneHot(state: EstimatorState): Record<string, PyValue> {
  const { params, attributes } = state
  const { categories, drop } = params
  return {
    // Ours is dense whatever it says, so it is dense in Python.
    sparse_output: false,
    categories: Array.isArray(categories) ? categories.map(encodeLabels) : (categories as PyValue),
    drop: Array.isArray(drop) ? encodeLabels(drop as Category[]) : (drop as PyValue),
    ...(attributes.categories_ ? writeFitted(state) : {})
  }
}

function writeFitted(state: EstimatorState): Record<string, PyValue> {
  const drops = state.attributes.drop_idx_ as (number | null)[] | null
  const names = state.attributes.feature_names_in_ as string[]
  return {
    ...(names.some((name, j) => name !== String(j)) ? { feature_names_in_: encodeNames(names) } : {}),
    categories_: categoriesOf(state).map(encodeLabels),
    drop_idx_: drops && objects(drops.map((index) => (index === null ? null : BigInt(index)))),
    _n_features_outs: widths(state).map(BigInt),
    ...infrequent(state)
  }
}

function readOneHot(entries: Entries, decoder: Decoder, { attributes }: Required<Told>): Told {
  if (!entries.has('categories_')) return {}
  const lists = decodeList(entries.get('categories_')).map((list) =>
    decoder.list(list).map((value) => (isMissing(value) ? null : (value as Category)))
  )
  const rare = decodeList(entries.get('_infrequent_indices') ?? [])
  const drops = entries.get('drop_idx_') ?? null
  return {
    attributes: {
      // Columns without names go by their position.
      feature_names_in_: attributes.feature_names_in_ ?? lists.map((_, j) => String(j)),
      categories_: lists,
      infrequent_categories_: lists.map((list, j) =>
        rare[j] == null ? null : (decoder.list(rare[j]) as number[]).map((k) => list[k])
      ),
      drop_idx_: drops && decoder.list(drops)
    }
  }
}

const decodeList = (value: PyValue | undefined): PyValue[] => (Array.isArray(value) ? value : [])

export const preprocessingRules: Readonly<Record<string, Rule>> = {
  OneHotEncoder: {
    fixed: { sparse: 'deprecated', dtype: new Global('numpy', 'float64') },
    omit: ['infrequent_categories_', 'feature_names_in_'],
    consumes: [
      'categories_',
      'drop_idx_',
      '_n_features_outs',
      '_infrequent_enabled',
      '_infrequent_indices',
      '_default_to_infrequent_mappings'
    ],
    write: writeOneHot,
    read: readOneHot
  },
  MinMaxScaler: {
    write: ({ params }) => ({ feature_range: tuple(...(params.feature_range as number[])) })
  }
}
