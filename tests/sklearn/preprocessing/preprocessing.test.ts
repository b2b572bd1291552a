import { describe, expect, it } from 'vitest'
import { fromRows, matrix, takeRows, toRows, type Matrix } from '$lib/numeric/matrix'
import type { Label, Table } from '$lib/sklearn/base'
import {
  LabelBinarizer,
  LabelEncoder,
  MinMaxScaler,
  OneHotEncoder,
  OrdinalEncoder,
  StandardScaler
} from '$lib/sklearn/preprocessing'
import { fromState, getState } from '$lib/sklearn/state'
import fixtures from '../../fixtures/sklearn/preprocessing.json'
import { closeTo } from '../close'
import { datasets } from '../data'

const TOLERANCE = 1e-12

type Columns = Record<string, (Label | null)[]>

const tableOf = (columns: Columns): Table => ({
  names: Object.keys(columns),
  length: Object.values(columns)[0].length,
  numbers: (name) => Float64Array.from(columns[name], Number),
  labels: (name) => columns[name]
})

const head = (columns: Columns, rows: number): Columns =>
  Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values.slice(0, rows)]))

/** null for NaN, as the fixtures have it. */
const shown = (X: Matrix): (number | null)[][] =>
  toRows(X).map((row) => row.map((v) => (Number.isNaN(v) ? null : v)))

describe('encoders', () => {
  const classes = { OneHotEncoder, OrdinalEncoder }

  it.each(fixtures.encoded)('$name with $params', async ({ name, params, expect: wanted }) => {
    const model = new classes[name as keyof typeof classes](params as object)
    await model.fit(tableOf(fixtures.table))
    expect(model.categories_).toEqual(wanted.categories)
    const rows = await model.transform(tableOf(head(fixtures.table, 12)))
    expect(toRows(rows)).toEqual(wanted.rows)
    expect(await model.inverse_transform(rows)).toEqual(wanted.back)
    const more = model.transform(tableOf(fixtures.more))
    if (wanted.more) expect(shown(await more)).toEqual(wanted.more)
    else
      await expect(more).rejects.toThrow(
        'Row 1: city = "Basel" is a category that the model was not trained on'
      )
    if (!(model instanceof OneHotEncoder)) return
    expect(model.get_feature_names_out()).toEqual(wanted.names)
    expect(model.drop_idx_).toEqual(wanted.drop_idx)
    if (wanted.infrequent) expect(model.infrequent_categories_).toEqual(wanted.infrequent)
  })

  it('code missing values as they are told to', async () => {
    const table = tableOf({ city: ['Zug', null, 'Bern'] })
    const plain = await new OrdinalEncoder().fit(table)
    expect(shown(await plain.transform(table))).toEqual([[1], [null], [0]])
    const coded = await new OrdinalEncoder({ encoded_missing_value: -1 }).fit(table)
    expect(toRows(await coded.transform(table))).toEqual([[1], [-1], [0]])
    expect(await coded.inverse_transform(fromRows([[-1], [0]]))).toEqual([[null], ['Bern']])
    await expect(new OrdinalEncoder({ encoded_missing_value: 1 }).fit(table)).rejects.toThrow(/code of "Zug"/)
  })

  it.each([
    [OneHotEncoder, { categories: [['a']] }, /1 lists for 3 columns/],
    [OneHotEncoder, { drop: ['a'] }, /1 categories for 3 columns/],
    [OneHotEncoder, { drop: ['Bern', 7, 'f'] }, /drop names "7"/],
    [OneHotEncoder, { drop: ['Olten', 1, 'f'], max_categories: 2 }, /infrequent in city/],
    [OneHotEncoder, { categories: [['a'], [2, 1], ['f']] }, /size are not sorted/],
    [OrdinalEncoder, { unknown_value: 9 }, /does nothing/],
    [OrdinalEncoder, { handle_unknown: 'use_encoded_value' }, /needs unknown_value/],
    [OrdinalEncoder, { handle_unknown: 'use_encoded_value', unknown_value: 0 }, /code of "Aarau"/]
  ] as const)('%o refuses %o', async (Class, params, message) => {
    await expect(new Class(params as object).fit(tableOf(fixtures.table))).rejects.toThrow(message)
  })

  it('refuse what they cannot turn back', async () => {
    const table = tableOf(fixtures.table)
    const ordinal = await new OrdinalEncoder().fit(table)
    await expect(ordinal.inverse_transform(fromRows([[9, 0, 0]]))).rejects.toThrow(/9 is no code of city/)
    const hot = await new OneHotEncoder().fit(table)
    await expect(hot.inverse_transform(matrix(1, 12))).rejects.toThrow(/no category of city is set/)
  })

  it('survive a structured clone', async () => {
    const table = tableOf(fixtures.table)
    const model = await new OneHotEncoder({ max_categories: 3 }).fit(table)
    const again = (await fromState(structuredClone(getState(model)))) as OneHotEncoder
    expect(await again.transform(table)).toEqual(await model.transform(table))
  })
})

describe('scalers', () => {
  const classes = { StandardScaler, MinMaxScaler }

  it.each(fixtures.scaled)(
    '$name with $params on $data, missing $missing, weighted $weighted, partial $partial',
    async (fixture) => {
      const { X: whole, sampleWeight } = datasets[fixture.data as keyof typeof datasets]
      const X = matrix(...whole.shape, whole.data.slice())
      const cols = X.shape[1]
      if (fixture.missing) for (let i = 0; i < X.shape[0]; i += 7) X.data[i * cols + 1] = NaN
      const model = new classes[fixture.name as keyof typeof classes](fixture.params as object)
      const every = Array.from({ length: X.shape[0] }, (_, i) => i)
      const weights = (rows: number[]) =>
        fixture.weighted ? { sampleWeight: rows.map((i) => sampleWeight[i]) } : {}
      if (!fixture.partial) await model.fit(X, undefined, weights(every))
      else
        for (const part of [every.slice(0, 13), every.slice(13)])
          await model.partial_fit(takeRows(X, part), undefined, weights(part))
      const wanted = fixture.expect
      const own = model as unknown as Record<string, Float64Array | number>
      for (const [name, value] of Object.entries(wanted.attributes))
        closeTo(
          [own[name]].flatMap((v) => (typeof v === 'number' ? [v] : [...v])),
          [value].flat() as number[],
          TOLERANCE
        )
      const twice = takeRows(
        matrix(
          ...X.shape,
          X.data.map((value) => 2 * value)
        ),
        [0, 1, 2]
      )
      const rows = await model.transform(twice)
      const numbers = (values: (number | null)[][]): number[] => values.flat().map((value) => value ?? -1e9)
      closeTo(numbers(shown(rows)), numbers(wanted.rows), TOLERANCE)
      closeTo(numbers(shown(await model.inverse_transform(rows))), numbers(wanted.back), TOLERANCE)
    }
  )

  it.each(fixtures.exact.cases)(
    'StandardScaler to the last bit: $rows rows, missing $missing, framed $framed',
    async ({ rows, missing, framed, attributes, last }) => {
      const values = fixtures.exact.X.slice(0, rows).map(([a, b], i) => [a, missing && i % 5 === 0 ? NaN : b])
      const frame = (part: number[][]): Matrix | Table =>
        framed ? tableOf({ a: part.map(([a]) => a), b: part.map(([, b]) => b) }) : fromRows(part)
      const model = await new StandardScaler().fit(frame(values))
      for (const name of ['mean_', 'var_', 'scale_'] as const)
        expect([...model[name]!], name).toEqual(attributes[name])
      expect(shown(await model.transform(frame(values.slice(-3))))).toEqual(last)
    }
  )

  it('refuses a range that does not rise', async () => {
    const model = new MinMaxScaler({ feature_range: [1, 1] })
    await expect(model.fit(matrix(2, 1))).rejects.toThrow(/does not rise/)
  })
})

describe('labels', () => {
  it.each(fixtures.labels)('$y', ({ y, classes, codes, back, binarized }) => {
    const encoder = new LabelEncoder()
    expect([...encoder.fit_transform(y)]).toEqual(codes)
    expect(encoder.classes_).toEqual(classes)
    expect([...new LabelEncoder().fit(y).transform(y)]).toEqual(codes)
    expect(encoder.inverse_transform(codes)).toEqual(back)
    for (const { params, Y, type, back } of binarized) {
      const binarizer = new LabelBinarizer(params)
      expect(toRows(binarizer.fit_transform(y))).toEqual(Y)
      expect(binarizer.y_type_).toBe(type)
      expect(binarizer.inverse_transform(fromRows(Y))).toEqual(back)
    }
  })

  it('says what it does not know', () => {
    expect(() => new LabelEncoder().transform(['a'])).toThrow(/not fitted/)
    expect(() => new LabelEncoder().fit(['a']).transform(['b'])).toThrow(/"b" is not known/)
    expect(() => new LabelEncoder().fit(['a']).inverse_transform([1])).toThrow(/code of no label/)
    expect(() => new LabelBinarizer({ neg_label: 1 }).fit(['a'])).toThrow(/not less/)
    expect(() => new LabelBinarizer().fit([0.5])).toThrow(/fractions/)
    expect(toRows(new LabelBinarizer().fit(['a', 'b', 'c']).transform(['z']))).toEqual([[0, 0, 0]])
  })
})
