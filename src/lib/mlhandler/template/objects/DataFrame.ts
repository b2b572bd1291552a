import type { Column } from '$lib/frame/column'
import { writeCsv } from '$lib/frame/csv'
import { Frame } from '$lib/frame/Frame'
import { toJson } from '$lib/frame/json'
import { PythonError } from '../errors'
import { bindMethod, type Methods } from '../python/functions'
import { order } from '../python/operators'
import { Slice } from '../python/subscript'
import { repr, str } from '../python/text'
import { Dict, float, iterate, PyObject, Tuple, truth, type Value } from '../python/values'
import { NdArray } from './NdArray'
import * as numbers from './numbers'
import { Labels, Rows, RowTuple } from './locate'
import { Dtype, Series } from './Series'
import { type HtmlOptions, tableHtml, tableText } from './tableHtml'

/** A cell as Python sees it: NaN where it is missing, dates as text. */
function cell(column: Column, row: number): Value {
  if (column.dtype === 'object') {
    const code = column.codes[row]
    const label = code < 0 ? NaN : column.categories[code]
    return typeof label === 'number' && !Number.isInteger(label) ? float(label) : label
  }
  const value = column.values[row]
  if (column.dtype === 'bool') return value === 1
  if (column.dtype === 'int64') return value
  if (column.dtype === 'float64') return float(value)
  return Number.isNaN(value) ? 'NaT' : new Date(value).toISOString().slice(0, 19).replace('T', ' ')
}

/** A frame, to a template what a pandas DataFrame is. Rows keep their labels, by default 0, 1, 2 … */
export class DataFrame extends PyObject {
  readonly typeName = 'DataFrame'
  override readonly module = 'pandas.core.frame'
  readonly index: readonly Value[]

  constructor(
    readonly frame: Frame,
    index?: readonly Value[]
  ) {
    super()
    this.index = index ?? Array.from({ length: frame.length }, (_, row) => row)
  }

  override attribute(name: string): Value | undefined {
    const { frame } = this
    const facts: Readonly<Record<string, () => Value>> = {
      columns: () => new NdArray([...frame.names]),
      shape: () => new Tuple([frame.length, frame.names.length]),
      size: () => frame.length * frame.names.length,
      ndim: () => 2,
      empty: () => frame.length === 0 || frame.names.length === 0,
      index: () => [...this.index],
      dtypes: () =>
        new Series(
          Object.values(frame.dtypes).map((dtype) => new Dtype(dtype)),
          [...frame.names]
        ),
      values: () => new NdArray(this.rows().flat(), [frame.length, frame.names.length]),
      iloc: () => new Rows(this),
      loc: () => new Labels(this)
    }
    if (Object.hasOwn(facts, name)) return facts[name]()
    return bindMethod<DataFrame>(this, METHODS, name) ?? (frame.has(name) ? this.series(name) : undefined)
  }

  series(name: string): Series {
    if (!this.frame.has(name))
      throw new PythonError('KeyError', `${repr(name)} (the columns are ${this.frame.names.join(', ')})`)
    const column = this.frame.column(name)
    const values = Array.from({ length: this.frame.length }, (_, row) => cell(column, row))
    return new Series(values, this.index, name, column.dtype)
  }
  /** A row, labelled by the columns. */
  row(at: number): Series {
    const { frame } = this
    const dtypes = new Set(Object.values(frame.dtypes))
    const values = frame.names.map((name) => cell(frame.column(name), at))
    return new Series(values, [...frame.names], this.index[at], dtypes.size === 1 ? [...dtypes][0] : 'object')
  }
  rows(): Value[][] {
    const columns = this.frame.names.map((name) => this.frame.column(name))
    return Array.from({ length: this.frame.length }, (_, row) => columns.map((column) => cell(column, row)))
  }
  take(rows: readonly number[]): DataFrame {
    return new DataFrame(
      this.frame.take(rows),
      rows.map((row) => this.index[row])
    )
  }
  select(names: Value): DataFrame {
    const wanted = [...iterate(names)].map(str)
    for (const name of wanted) this.series(name)
    return new DataFrame(this.frame.select(wanted), this.index)
  }

  override item(key: Value): Value {
    if (typeof key === 'string') return this.series(key)
    if (key instanceof Slice) return this.take(key.indices(this.frame.length))
    return this.select(key)
  }
  override iterate = (): Iterable<Value> => this.frame.names
  override length = (): number => this.frame.length
  override truth(): boolean {
    throw new PythonError('ValueError', 'the truth value of a DataFrame is ambiguous: use .empty, or len()')
  }
  private get table() {
    const { names } = this.frame
    return { index: this.index, columns: names.map((name) => ({ name, values: this.series(name).values })) }
  }
  override repr = (): string => tableText(this.table)
  html = (options: HtmlOptions): string => tableHtml(this.table, options)
}

const isNumeric = ({ dtype }: Column) => dtype === 'int64' || dtype === 'float64'

/** count, mean, std, min, quartiles and max of each numeric column. */
function describe(data: DataFrame): DataFrame {
  const names = data.frame.names.filter((name) => isNumeric(data.frame.column(name)))
  if (!names.length) throw new PythonError('ValueError', 'describe() needs a numeric column')
  const labels = ['count', 'mean', 'std', 'min', '25%', '50%', '75%', 'max']
  const columns = names.map((name): [string, Column] => {
    const values = data.series(name).numbers()
    const quartiles = [0, 0.25, 0.5, 0.75, 1].map((q) => numbers.quantile(values, q))
    const figures = [values.length, numbers.mean(values), numbers.std(values), ...quartiles]
    return [name, { dtype: 'float64', values: Float64Array.from(figures) }]
  })
  return new DataFrame(new Frame(new Map(columns)), labels)
}

/** A figure of each numeric column, as a Series. */
const each =
  (figure: (values: number[]) => number) =>
  (data: DataFrame): Series => {
    const names = data.frame.names.filter((name) => isNumeric(data.frame.column(name)))
    return new Series(
      names.map((name) => float(figure(data.series(name).numbers()))),
      names,
      null,
      'float64'
    )
  }

function sortValues(data: DataFrame, by: Value, ascending: Value): DataFrame {
  const keys = (typeof by === 'string' ? [by] : [...iterate(by)]).map((name) => data.series(str(name)))
  const sign = truth(ascending) ? 1 : -1
  const isMissing = (series: Series, row: number) => !series.take([row]).present.length
  const before = (a: number, b: number): number => {
    for (const series of keys) {
      const [gapA, gapB] = [isMissing(series, a), isMissing(series, b)]
      const step =
        gapA || gapB ? Number(gapA) - Number(gapB) : sign * order(series.values[a], series.values[b])
      if (step) return step
    }
    return 0
  }
  return data.take([...data.index.keys()].sort(before))
}

function toDict(data: DataFrame, orient: Value): Value {
  const { names } = data.frame
  const records = () => data.rows().map((row) => new Dict(names.map((name, i) => [name, row[i]])))
  if (orient === 'records') return records()
  if (orient === 'list') return new Dict(names.map((name) => [name, [...data.series(name).values]]))
  if (orient === 'index') return new Dict(records().map((record, row) => [data.index[row], record]))
  return new Dict(
    names.map((name) => [
      name,
      new Dict(data.series(name).values.map((value, row) => [data.index[row], value]))
    ])
  )
}

const strings = (value: Value): string[] =>
  value === null
    ? []
    : typeof value === 'string'
      ? value.split(/\s+/).filter(Boolean)
      : [...iterate(value)].map(str)

const METHODS: Methods<DataFrame> = {
  head: [[['n', 5]], (data, n) => data.take([...data.index.keys()].slice(0, Number(n)))],
  tail: [[['n', 5]], (data, n) => data.take(Number(n) ? [...data.index.keys()].slice(-Number(n)) : [])],
  describe: [[], describe],
  count: [
    [],
    (data) =>
      new Series(
        data.frame.names.map((name) => data.series(name).present.length),
        [...data.frame.names],
        null,
        'int64'
      )
  ],
  nunique: [
    [],
    (data) =>
      new Series(
        data.frame.names.map((name) => data.frame.unique(name).length),
        [...data.frame.names],
        null,
        'int64'
      )
  ],
  mean: [[['numeric_only', true]], each(numbers.mean)],
  median: [[['numeric_only', true]], each((values) => numbers.quantile(values, 0.5))],
  std: [[['numeric_only', true]], each(numbers.std)],
  sum: [[['numeric_only', true]], each(numbers.sum)],
  min: [[['numeric_only', true]], each(numbers.least)],
  max: [[['numeric_only', true]], each(numbers.most)],
  get: [
    ['key', ['default', null]],
    (data, key, fallback) => (data.frame.has(str(key)) ? data.series(str(key)) : fallback)
  ],
  keys: [[], (data) => [...data.frame.names]],
  items: [[], (data) => data.frame.names.map((name) => new Tuple([name, data.series(name)]))],
  iterrows: [[], (data) => data.index.map((label, row) => new Tuple([label, data.row(row)]))],
  itertuples: [[], (data) => data.index.map((_, row) => new RowTuple(data.row(row)))],
  drop: [
    [['columns', []]],
    (data, columns) =>
      new DataFrame(data.frame.drop(typeof columns === 'string' ? [columns] : strings(columns)), data.index)
  ],
  dropna: [[], (data) => data.take([...data.frame.dropna().kept])],
  drop_duplicates: [[], (data) => data.take([...data.frame.dropDuplicates().kept])],
  sort_values: [['by', ['ascending', true]], sortValues],
  reset_index: [[['drop', true]], (data) => new DataFrame(data.frame)],
  to_dict: [[['orient', 'dict']], toDict],
  to_json: [
    [['orient', 'records']],
    (data, orient) => {
      if (orient === 'records') return toJson(data.frame)
      throw new PythonError('ValueError', `to_json() writes orient='records' here, not ${repr(orient)}`)
    }
  ],
  to_csv: [[['index', false]], (data) => writeCsv(data.frame)],
  to_string: [[], (data) => data.repr()],
  to_html: [
    [
      ['index', true],
      ['header', true],
      ['border', 1],
      ['classes', null],
      ['table_id', ''],
      ['escape', true],
      ['na_rep', 'NaN'],
      ['columns', null],
      ['max_rows', null]
    ],
    (data, index, header, border, classes, tableId, escape, missing, columns, maxRows) => {
      const chosen = columns === null ? data : data.select(columns)
      const part = maxRows === null ? chosen : chosen.take([...chosen.index.keys()].slice(0, Number(maxRows)))
      return part.html({
        index: truth(index),
        header: truth(header),
        border: Number(border),
        classes: strings(classes),
        tableId: str(tableId ?? ''),
        escape: truth(escape),
        missing: str(missing)
      })
    }
  ]
}
