import { concatColumns, firstOfEach, padColumn } from './combine'
import {
  compact,
  type Column,
  type Dtype,
  type Label,
  lengthOf,
  missingMask,
  sliceRows,
  takeRows,
  toNumbers,
  valueAt
} from './column'
import { FrameError } from './errors'
import { inferColumn } from './infer'

export type { Column, Dtype, Label } from './column'

/** A frame as plain data, for storage and for crossing threads. */
export interface FrameState {
  readonly length: number
  readonly columns: readonly (readonly [name: string, column: Column])[]
}

/**
 * A table of named columns of one length, after pandas' DataFrame without its index: rows count from 0.
 * Immutable: every operation gives a new frame, which shares the columns that did not change.
 */
export class Frame {
  readonly length: number
  readonly names: readonly string[]

  /** @param length the number of rows; needed only where there is no column to tell it */
  constructor(
    private readonly columns: ReadonlyMap<string, Column>,
    length?: number
  ) {
    this.names = [...columns.keys()]
    this.length = length ?? (columns.size ? lengthOf(columns.values().next().value as Column) : 0)
    for (const [name, column] of columns)
      if (lengthOf(column) !== this.length)
        throw new FrameError(`Column "${name}" has ${lengthOf(column)} rows, not ${this.length}`)
  }

  static empty(): Frame {
    return new Frame(new Map())
  }

  has(name: string): boolean {
    return this.columns.has(name)
  }

  /** @throws FrameError when there is no such column */
  column(name: string): Column {
    const column = this.columns.get(name)
    if (column) return column
    const known = this.names.map((known) => `"${known}"`).join(', ')
    throw new FrameError(`There is no column "${name}"`, `The columns are ${known || '(none)'}.`, {
      column: name
    })
  }

  /** The value of a row and a column, null where it is missing. */
  get(row: number, name: string): Label | null {
    return valueAt(this.column(name), row)
  }

  get dtypes(): Readonly<Record<string, Dtype>> {
    return Object.fromEntries([...this.columns].map(([name, { dtype }]) => [name, dtype]))
  }

  /** The column as float64, NaN where missing; dates in milliseconds. Text is refused, with its row. */
  numbers(name: string): Float64Array {
    return toNumbers(this.column(name), name)
  }

  labels(name: string): (Label | null)[] {
    const column = this.column(name)
    return Array.from({ length: this.length }, (_, row) => valueAt(column, row))
  }

  /** 1 where the column's value is missing. */
  isMissing(name: string): Uint8Array {
    return missingMask(this.column(name))
  }

  /** The distinct values that are not missing, in order of appearance. */
  unique(name: string): Label[] {
    const column = this.column(name)
    const first = firstOfEach([column], this.length)
    return Array.from(first, (row) => valueAt(column, row)).filter((value) => value !== null)
  }

  /** These columns, in this order. */
  select(names: readonly string[]): Frame {
    return new Frame(new Map(names.map((name) => [name, this.column(name)])), this.length)
  }

  /** All columns but these; a name that is not there is ignored. */
  drop(names: readonly string[]): Frame {
    return this.select(this.names.filter((name) => !names.includes(name)))
  }

  rename(renamed: Readonly<Record<string, string>>): Frame {
    const entries = [...this.columns].map(([name, column]) => [renamed[name] ?? name, column] as const)
    return new Frame(new Map(entries), this.length)
  }

  /** With this column put in place of the one of that name, or added at the end. */
  with(name: string, column: Column): Frame {
    return new Frame(new Map(this.columns).set(name, column), this.names.length ? this.length : undefined)
  }

  private map(change: (column: Column) => Column, length: number): Frame {
    return new Frame(new Map([...this.columns].map(([name, column]) => [name, change(column)])), length)
  }

  /** The rows at these indices, in that order; an index may repeat. */
  take(rows: ArrayLike<number>): Frame {
    return this.map((column) => takeRows(column, rows), rows.length)
  }

  /** The rows from start up to end (both as in Array.slice), as views of the columns. */
  slice(start: number, end = this.length): Frame {
    const from = start < 0 ? Math.max(this.length + start, 0) : Math.min(start, this.length)
    const to = end < 0 ? Math.max(this.length + end, 0) : Math.min(end, this.length)
    return this.map((column) => sliceRows(column, from, to), Math.max(to - from, 0))
  }

  head(n = 5): Frame {
    return this.slice(0, n)
  }

  /** Without the rows that miss a value in any of these columns; `kept` are the rows that stayed. */
  dropna(subset: readonly string[] = this.names): { frame: Frame; kept: Int32Array } {
    const missing = new Uint8Array(this.length)
    for (const name of subset) {
      const gaps = this.isMissing(name)
      for (let row = 0; row < gaps.length; row++) missing[row] |= gaps[row]
    }
    const kept = new Int32Array(this.length)
    let count = 0
    for (let row = 0; row < this.length; row++) if (!missing[row]) kept[count++] = row
    return this.keep(kept.slice(0, count))
  }

  /** Without the rows that equal an earlier one in these columns, missing values equal to one another. */
  dropDuplicates(subset: readonly string[] = this.names): { frame: Frame; kept: Int32Array } {
    if (!subset.length) return this.keep(Int32Array.from({ length: this.length }, (_, row) => row))
    const columns = subset.map((name) => this.column(name))
    return this.keep(firstOfEach(columns, this.length))
  }

  private keep(kept: Int32Array): { frame: Frame; kept: Int32Array } {
    return { frame: kept.length === this.length ? this : this.take(kept), kept }
  }

  /**
   * The rows of `other` below, columns matched by name: new ones come last, values that a side lacks are missing,
   * dtypes are promoted as by pandas.concat. A frame without rows has no say in the dtypes.
   */
  concat(other: Frame): Frame {
    const joined = new Map<string, Column>()
    for (const name of new Set([...this.names, ...other.names])) {
      const [above, below] = [this.columns.get(name), other.columns.get(name)]
      if (above && below) joined.set(name, concatColumns(above, below))
      else if (above) joined.set(name, padColumn(above, 0, other.length))
      else joined.set(name, padColumn(other.column(name), this.length, 0))
    }
    return new Frame(joined, this.length + other.length)
  }

  /** A frame of objects, one per row; columns in order of first appearance, a key that a row lacks is missing. */
  static fromRecords(records: readonly Readonly<Record<string, unknown>>[]): Frame {
    const names = new Set<string>()
    for (const record of records) for (const name of Object.keys(record)) names.add(name)
    const columns = [...names].map(
      (name) => [name, inferColumn(records.map((record) => record[name]))] as const
    )
    return new Frame(new Map(columns), records.length)
  }

  /** A frame of columns' values by name; dtypes are inferred. */
  static fromColumns(columns: Readonly<Record<string, readonly unknown[]>>): Frame {
    return new Frame(new Map(Object.entries(columns).map(([name, values]) => [name, inferColumn(values)])))
  }

  toRecords(): Record<string, Label | null>[] {
    const columns = [...this.columns]
    return Array.from({ length: this.length }, (_, row) =>
      Object.fromEntries(columns.map(([name, column]) => [name, valueAt(column, row)]))
    )
  }

  toColumns(): Record<string, (Label | null)[]> {
    return Object.fromEntries(this.names.map((name) => [name, this.labels(name)]))
  }

  /** Plain data that can be cloned between threads and stored; whole columns are not copied. */
  toState(): FrameState {
    return {
      length: this.length,
      columns: [...this.columns].map(([name, column]) => [name, compact(column)])
    }
  }

  static fromState(state: FrameState): Frame {
    return new Frame(new Map(state.columns), state.length)
  }
}
