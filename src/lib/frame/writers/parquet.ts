import type { BasicType, ColumnSource } from 'hyparquet-writer'
import { type Column, lengthOf, valueAt } from '../column'
import type { Frame } from '../Frame'

/** The Parquet type of each dtype; an object column is text unless it holds truth values only. */
const TYPES = { int64: 'INT64', float64: 'DOUBLE', bool: 'BOOLEAN', 'datetime64[ns]': 'TIMESTAMP' } as const

function sourceOf(name: string, column: Column): ColumnSource {
  const all = <T>(convert: (value: NonNullable<ReturnType<typeof valueAt>>) => T): (T | null)[] =>
    Array.from({ length: lengthOf(column) }, (_, row) => {
      const value = valueAt(column, row)
      return value === null ? null : convert(value)
    })
  const source = (type: BasicType, data: unknown[]): ColumnSource => ({ name, type, data })
  if (column.dtype === 'object') {
    const onlyBools =
      column.categories.length > 0 && column.categories.every((label) => typeof label === 'boolean')
    return onlyBools ? source('BOOLEAN', all(Boolean)) : source('STRING', all(String))
  }
  const type = TYPES[column.dtype]
  if (type === 'INT64') return source(type, all(BigInt))
  return source(type, type === 'TIMESTAMP' ? all((ms) => new Date(Number(ms))) : all((value) => value))
}

/** A Parquet file, compressed with Snappy; missing values are nulls. Mixed columns are written as text. */
export async function writeParquet(frame: Frame): Promise<Uint8Array<ArrayBuffer>> {
  const { parquetWriteBuffer } = await import('hyparquet-writer')
  const columnData = frame.names.map((name) => sourceOf(name, frame.column(name)))
  return new Uint8Array(parquetWriteBuffer({ columnData }))
}
