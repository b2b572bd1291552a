import { PythonError } from '../errors'
import { place, Slice } from '../python/subscript'
import { repr } from '../python/text'
import { PyObject, Tuple, type Value } from '../python/values'
import type { DataFrame } from './DataFrame'
import type { Series } from './Series'

/** `data.iloc`: rows, or cells, by their places. */
export class Rows extends PyObject {
  readonly typeName = '_iLocIndexer'
  constructor(private readonly data: DataFrame) {
    super()
  }
  override item(key: Value): Value {
    const { data } = this
    if (key instanceof Slice) return data.take(key.indices(data.frame.length))
    if (!(key instanceof Tuple)) return data.row(place(key, data.frame.length, 'positional'))
    const [row, column] = key.items
    const at = place(column, data.frame.names.length, 'positional')
    if (row instanceof Slice) return data.take(row.indices(data.frame.length)).series(data.frame.names[at])
    return data.row(place(row, data.frame.length, 'positional')).values[at]
  }
}

/** `data.loc`: rows, or cells, by their labels. */
export class Labels extends PyObject {
  readonly typeName = '_LocIndexer'
  constructor(private readonly data: DataFrame) {
    super()
  }
  override item(key: Value): Value {
    const [label, column] = key instanceof Tuple ? key.items : [key]
    const at = this.data.index.indexOf(label)
    if (at < 0) throw new PythonError('KeyError', repr(label))
    return column === undefined ? this.data.row(at) : this.data.row(at).item(column)
  }
}

/** A row as itertuples gives it: its label as Index, its values by their columns' names. */
export class RowTuple extends PyObject {
  readonly typeName = 'Pandas'
  constructor(private readonly series: Series) {
    super()
  }
  override attribute = (name: string) =>
    name === 'Index'
      ? this.series.name
      : this.series.index.includes(name)
        ? this.series.item(name)
        : undefined
  override iterate = (): Iterable<Value> => [this.series.name, ...this.series.values]
  override item = (key: Value): Value =>
    [...this.iterate()][place(key, this.series.values.length + 1, 'tuple')]
  override length = (): number => this.series.values.length + 1
}
