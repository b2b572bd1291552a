import type { CellObject, WorkSheet } from 'xlsx'
import { type Column, valueAt } from '../column'
import { FormatError } from '$lib/formats/errors'
import type { Frame } from '../Frame'

/** What a sheet can hold (ECMA-376, as Excel applies it). */
const [MAX_ROWS, MAX_COLUMNS, MAX_TEXT] = [1_048_576, 16_384, 32_767]
const DAY = 86_400_000
const EPOCH = 25_569

const text = (value: string): CellObject => ({ t: 's', v: value.slice(0, MAX_TEXT) })

function cellOf(column: Column, row: number): CellObject | undefined {
  const value = valueAt(column, row)
  if (value === null) return undefined
  if (typeof value === 'boolean') return { t: 'b', v: value }
  if (typeof value === 'string') return text(value)
  if (column.dtype === 'datetime64[ns]') return { t: 'n', v: value / DAY + EPOCH, z: 'yyyy-mm-dd hh:mm:ss' }
  return Number.isFinite(value) ? { t: 'n', v: value } : text(value > 0 ? 'inf' : '-inf')
}

/** One sheet with a header row, as pandas' to_excel(index=False) writes it. */
export async function writeExcel(frame: Frame): Promise<Uint8Array<ArrayBuffer>> {
  if (frame.length >= MAX_ROWS || frame.names.length > MAX_COLUMNS)
    throw new FormatError(
      `An Excel sheet cannot hold ${frame.length} rows and ${frame.names.length} columns`,
      'Use csv or parquet.'
    )
  const { utils, write } = await import('xlsx')
  const columns = frame.names.map((name) => frame.column(name))
  const rows: (CellObject | undefined)[][] = [frame.names.map(text)]
  for (let row = 0; row < frame.length; row++) rows.push(columns.map((column) => cellOf(column, row)))
  const range = { s: { r: 0, c: 0 }, e: { r: frame.length, c: Math.max(columns.length - 1, 0) } }
  const sheet: WorkSheet = { '!data': rows as CellObject[][], '!ref': utils.encode_range(range) }
  const book = utils.book_new(sheet, 'Sheet1')
  return new Uint8Array(write(book, { type: 'array', bookType: 'xlsx', compression: true }) as ArrayBuffer)
}
