import { PythonError } from '../errors'
import { bindMethod, type Methods } from '../python/functions'
import { equal, order } from '../python/operators'
import { place, Slice } from '../python/subscript'
import { repr, str } from '../python/text'
import { Dict, Float, float, isNumber, PyObject, toNumber, Tuple, type Value } from '../python/values'
import { columnTexts, signed } from './columnText'
import { NdArray } from './NdArray'
import * as numbers from './numbers'

/** A column's dtype: equal to its name. */
export class Dtype extends PyObject {
  readonly typeName = 'dtype'
  constructor(private readonly name: string) {
    super()
  }
  override attribute = (name: string): Value | undefined => (name === 'name' ? this.name : undefined)
  override equals = (other: Value): boolean => (other instanceof Dtype ? other.name : other) === this.name
  override repr = (): string => `dtype('${this.name}')`
  override text = (): string => this.name
}

/** A pandas Series: values with labels. */
export class Series extends PyObject {
  readonly typeName = 'Series'
  override readonly module = 'pandas.core.series'
  constructor(
    readonly values: readonly Value[],
    readonly index: readonly Value[] = [...values.keys()],
    readonly name: Value = null,
    readonly dtype = 'object'
  ) {
    super()
  }

  override attribute(name: string): Value | undefined {
    const facts: Readonly<Record<string, () => Value>> = {
      name: () => this.name,
      dtype: () => new Dtype(this.dtype),
      values: () => new NdArray(this.values),
      index: () => [...this.index],
      size: () => this.values.length,
      shape: () => new Tuple([this.values.length]),
      empty: () => !this.values.length,
      iloc: () => new Places(this)
    }
    if (Object.hasOwn(facts, name)) return facts[name]()
    return (
      bindMethod<Series>(this, METHODS, name) ?? (this.index.includes(name) ? this.item(name) : undefined)
    )
  }

  override item(key: Value): Value {
    if (key instanceof Slice) return this.take(key.indices(this.values.length))
    const at = this.index.findIndex((label) => equal(label, key))
    if (at < 0) throw new PythonError('KeyError', repr(key))
    return this.values[at]
  }
  take(rows: readonly number[]): Series {
    return new Series(
      rows.map((row) => this.values[row]),
      rows.map((row) => this.index[row]),
      this.name,
      this.dtype
    )
  }
  override iterate = (): Iterable<Value> => this.values
  override length = (): number => this.values.length
  override truth(): boolean {
    throw new PythonError('ValueError', 'the truth value of a Series is ambiguous: use .empty, or len()')
  }
  override repr(): string {
    const labels = this.index.map(str)
    const texts = columnTexts(this.values).map(signed)
    const [left, right] = [labels, texts].map((column) => Math.max(...column.map((text) => text.length), 0))
    const lines = labels.map((label, i) => `${label.padEnd(left)}   ${texts[i].padStart(right)}`)
    const name = this.name === null ? '' : `Name: ${str(this.name)}, `
    return `${lines.join('\n')}\n${name}dtype: ${this.dtype}`
  }

  /** The values that are not missing. */
  get present(): Value[] {
    return this.values.filter(
      (value) => value !== null && !(value instanceof Float && Number.isNaN(value.value))
    )
  }
  /** The values that are not missing, as numbers. */
  numbers(): number[] {
    return this.present.map((value) => {
      if (isNumber(value)) return toNumber(value)
      throw new PythonError(
        'TypeError',
        `the column ${repr(this.name)} holds ${repr(value)}, which is not a number`
      )
    })
  }
}

/** `series.iloc` */
class Places extends PyObject {
  readonly typeName = '_iLocIndexer'
  constructor(private readonly series: Series) {
    super()
  }
  override item(key: Value): Value {
    const { length } = this.series.values
    return key instanceof Slice
      ? this.series.take(key.indices(length))
      : this.series.values[place(key, length, 'positional')]
  }
}

/** Each distinct value that is not missing, with how often it occurs; the most frequent first. */
function valueCounts(series: Series): [Value, number][] {
  const counts = new Dict()
  for (const value of series.present) counts.set(value, Number(counts.get(value) ?? 0) + 1)
  return counts
    .entries()
    .map(([value, n]): [Value, number] => [value, Number(n)])
    .sort((a, b) => b[1] - a[1])
}

/** Whole numbers of integers stay integers. */
const alike = (series: Series, value: number): Value =>
  series.dtype === 'int64' || series.dtype === 'bool' ? value : float(value)
const ends =
  (sign: 1 | -1) =>
  (series: Series): Value => {
    const { present } = series
    if (!present.length) return float(NaN)
    return present.reduce((best, value) => (sign * order(value, best) > 0 ? value : best))
  }
const counted = (series: Series, normalize: Value): Series => {
  const counts = valueCounts(series)
  const total = normalize ? numbers.sum(counts.map(([, n]) => n)) : 0
  const values = counts.map(([, n]) => (total ? float(n / total) : n))
  return new Series(
    values,
    counts.map(([value]) => value),
    series.name,
    total ? 'float64' : 'int64'
  )
}
const statistic =
  (compute: (values: number[]) => number): ((series: Series) => Value) =>
  (series) =>
    float(compute(series.numbers()))

const METHODS: Methods<Series> = {
  tolist: [[], ({ values }) => [...values]],
  to_list: [[], ({ values }) => [...values]],
  to_dict: [[], ({ values, index }) => new Dict(index.map((label, i) => [label, values[i]]))],
  items: [[], ({ values, index }) => index.map((label, i) => new Tuple([label, values[i]]))],
  keys: [[], ({ index }) => [...index]],
  get: [
    ['key', ['default', null]],
    (series, key, fallback) => (series.index.some((label) => equal(label, key)) ? series.item(key) : fallback)
  ],
  head: [[['n', 5]], (series, n) => series.take([...series.values.keys()].slice(0, Number(n)))],
  tail: [
    [['n', 5]],
    (series, n) => series.take([...series.values.keys()].slice(-Number(n) || series.values.length))
  ],
  unique: [[], ({ values }) => new NdArray(new Dict(values.map((value) => [value, null])).keys())],
  nunique: [[], (series) => valueCounts(series).length],
  value_counts: [[['normalize', false]], counted],
  count: [[], (series) => series.present.length],
  sum: [[], (series) => alike(series, numbers.sum(series.numbers()))],
  mean: [[], statistic(numbers.mean)],
  std: [[], statistic(numbers.std)],
  var: [[], statistic(numbers.variance)],
  median: [[], statistic((values) => numbers.quantile(values, 0.5))],
  quantile: [
    [['q', float(0.5)]],
    (series, q) => float(numbers.quantile(series.numbers(), isNumber(q) ? toNumber(q) : NaN))
  ],
  min: [[], ends(-1)],
  max: [[], ends(1)]
}
