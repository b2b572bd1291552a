/** Parameters as in scikit-learn 1.2: their names, their defaults and the values that they take. */
import { describe, expect, test } from 'vitest'
import { checkValue } from '$lib/estimator/checks'
import { coerce } from '$lib/estimator/coerce'
import { array, boolean, integer, none, type Kind, type ParamTable } from '$lib/estimator/params'
import { loadClass } from '$lib/sklearn/classes'
import fixture from '../fixtures/sklearn/params.json'

interface Wanted {
  readonly default: unknown
  /** For each probe 1 if it is taken; null where scikit-learn does not look. */
  readonly takes: readonly number[] | null
  readonly options: readonly string[]
}

const classes = fixture.classes as unknown as Readonly<Record<string, Readonly<Record<string, Wanted>>>>
const probes = fixture.probes.map((value, i) => [value, i] as const)

/** Parameters that ours has not: its results are always dense float64. */
const left: Readonly<Record<string, readonly string[]>> = {
  OneHotEncoder: ['sparse', 'dtype'],
  OrdinalEncoder: ['dtype']
}

/** Where ours differs, and why. */
const apart: Readonly<Record<string, string>> = {
  'Lasso.max_iter': 'scikit-learn takes None and fails on it',
  'ElasticNet.max_iter': 'scikit-learn takes None and fails on it',
  'KNeighborsClassifier.n_neighbors': 'scikit-learn takes None and fails on it',
  'KNeighborsRegressor.n_neighbors': 'scikit-learn takes None and fails on it',
  'RadiusNeighborsClassifier.radius': 'scikit-learn takes None and fails on it',
  'RadiusNeighborsRegressor.radius': 'scikit-learn takes None and fails on it',
  'KNeighborsClassifier.metric': 'of the metrics, those of the Minkowski family and cosine',
  'KNeighborsRegressor.metric': 'of the metrics, those of the Minkowski family and cosine',
  'RadiusNeighborsClassifier.metric': 'of the metrics, those of the Minkowski family and cosine',
  'RadiusNeighborsRegressor.metric': 'of the metrics, those of the Minkowski family and cosine',
  'NearestCentroid.metric': 'of the metrics, those of the Minkowski family and cosine',
  'TruncatedSVD.power_iteration_normalizer':
    'scikit-learn 1.2 misspells QR as OR, and does not know it afterwards',
  'RidgeCV.scoring': 'no scorers of clusters',
  'OrdinalEncoder.unknown_value': 'scikit-learn takes 0.5 and refuses it later',
  'OrdinalEncoder.encoded_missing_value': 'null stands for NaN, which JSON lacks'
}

const has = (kinds: readonly Kind[], ...wanted: Kind['kind'][]): boolean =>
  kinds.some(({ kind }) => wanted.includes(kind))

/** Is the probe another thing in Python than it is here? Truth is a number there, and a number truth; … */
function isPythons(kinds: readonly Kind[], probe: unknown): boolean {
  const number = has(kinds, 'integer', 'real')
  if (probe === true) return number && !has(kinds, 'boolean')
  if (typeof probe === 'number') return has(kinds, 'boolean') && !number
  // … a dict has a length, as an array has; and a list here is an array or a tuple there, or holds several outputs.
  if (Array.isArray(probe)) return has(kinds, 'array', 'mapping')
  return typeof probe === 'object' && probe !== null && has(kinds, 'array')
}

const takes = (name: string, table: ParamTable, param: string, value: unknown): boolean => {
  try {
    checkValue(name, table, param, value)
    return true
  } catch {
    return false
  }
}

describe.each(Object.entries(classes))('%s', (name, wanted) => {
  test('has scikit-learn’s parameters, with its defaults and its range of values', async () => {
    const { params: table } = (await loadClass(name))!
    expect(Object.keys(table).sort()).toEqual(
      Object.keys(wanted)
        .filter((param) => !left[name]?.includes(param))
        .sort()
    )
    for (const [param, { kinds, default: value }] of Object.entries(table)) {
      if (`${name}.${param}` in apart) continue
      const theirs = wanted[param]
      expect(value, param).toEqual(theirs.default)
      for (const option of theirs.options)
        expect(takes(name, table, param, option), `${param} = ${option}`).toBe(true)
      if (!theirs.takes) continue
      for (const [probe, i] of probes)
        if (!isPythons(kinds, probe))
          expect(takes(name, table, param, probe), `${param} = ${JSON.stringify(probe)}`).toBe(
            theirs.takes[i] === 1
          )
    }
  })
})

test.each([
  ['true', [boolean], true],
  ['False', [boolean], false],
  ['0', [boolean], false],
  [1, [boolean], true],
  ['2', [boolean], '2'],
  ['1', [boolean, integer()], 1],
  ['None', [none, integer()], null],
  ['1e3', [integer()], 1000],
  ['100,50', [array, integer()], [100, 50]],
  ['(100,)', [array, integer()], [100]],
  ['0.1, -2e3,', [array], [0.1, -2000]],
  ['1,x', [array], '1,x']
] as const)('%j for %j is %j', (text, kinds, value) => {
  expect(coerce({ default: null, kinds }, text)).toEqual(value)
})
