import { FormatError } from '$lib/formats/errors'
import { Frame } from '../Frame'
import type { Column } from '../column'
import { ColumnBuilder } from './ColumnBuilder'
import { uniqueNames } from './header'
import type { Fields } from './Tokenizer'

/** A table while its file is read: the first record gives the names, each further one a row. */
export class TableBuilder {
  private names: string[] = []
  private builders: (ColumnBuilder | undefined)[] = []
  /** Leading fields without a name, when the first row has more fields than the header: pandas' index. */
  private indexFields = 0
  private rows = 0

  /** @param again the columns to read as text this time; without it, all, inferring their types */
  constructor(private readonly again?: ReadonlySet<string>) {}

  take(record: Fields): void {
    if (!this.names.length) return this.takeHeader(record)
    if (!this.rows++) this.indexFields = Math.max(record.count - this.names.length, 0)
    const width = this.names.length + this.indexFields
    if (record.count > width)
      throw new FormatError(
        `Line ${record.line} has ${record.count} fields, but the lines before it have ${width}`,
        'Put fields that contain the separator in double quotes.'
      )
    for (let i = 0; i < this.names.length; i++) {
      const field = i + this.indexFields
      if (field < record.count) this.builders[i]?.add(record.bytes, record.starts[field], record.ends[field])
      else this.builders[i]?.addMissing()
    }
  }

  private takeHeader({ bytes, starts, ends, count }: Fields): void {
    const decoder = new TextDecoder()
    const header = Array.from({ length: count }, (_, i) => decoder.decode(bytes.subarray(starts[i], ends[i])))
    this.names = uniqueNames(header)
    this.builders = this.names.map((name) => {
      if (!this.again) return new ColumnBuilder()
      return this.again.has(name) ? new ColumnBuilder('text') : undefined
    })
  }

  /** The columns that turned out to be text after values that were taken for something else. */
  get misread(): ReadonlySet<string> {
    return new Set(this.names.filter((_, i) => this.builders[i]?.kind === 'misread'))
  }

  columns(): Map<string, Column> {
    const columns = new Map<string, Column>()
    this.names.forEach((name, i) => {
      const builder = this.builders[i]
      if (builder) columns.set(name, builder.finish(name))
    })
    return columns
  }

  /** @param corrected columns that were read again */
  finish(corrected: ReadonlyMap<string, Column>): Frame {
    if (!this.names.length) throw new FormatError('There is no header line: the file is empty')
    const columns = this.columns()
    return new Frame(
      new Map(this.names.map((name) => [name, corrected.get(name) ?? (columns.get(name) as Column)])),
      this.rows
    )
  }
}
