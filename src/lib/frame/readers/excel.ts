import type { CellObject, WorkSheet } from 'xlsx'
import { NA_WORDS } from '../csv/words'
import { uniqueNames } from '../csv/header'
import { FormatError } from '$lib/formats/errors'
import { Frame } from '../Frame'
import { inferColumn } from '../infer'
import { unzipEntry, zipEntries } from './zip'

const DAY = 86_400_000
/** Days from the epoch of serial dates to 1970: 1899-12-30 by default, 1904-01-01 in workbooks from old Macs. */
const EPOCHS = { 1900: 25_569, 1904: 24_107 } as const

type Cells = readonly (CellObject | undefined)[]

/**
 * Reads the first sheet of an Excel workbook, .xlsx or .xls, as pandas' read_excel does: its first row that is not
 * empty names the columns; dates by their cells' number format; errors and pandas' words for it are missing.
 */
export async function readExcel(bytes: Uint8Array): Promise<Frame> {
  const { read, SSF } = await import('xlsx')
  const book = read(isZip(bytes) ? await repacked(bytes) : bytes, {
    type: 'array',
    dense: true,
    cellNF: true,
    cellFormula: false,
    cellHTML: false,
    cellText: false
  })
  const epoch = book.Workbook?.WBProps?.date1904 ? EPOCHS[1904] : EPOCHS[1900]

  const valueOf = (cell: CellObject | undefined): unknown => {
    if (!cell || cell.v === undefined || cell.t === 'e' || cell.t === 'z') return null
    if (typeof cell.v === 'string') return NA_WORDS.has(cell.v) ? null : cell.v
    if (typeof cell.v !== 'number' || typeof cell.z !== 'string' || !SSF.is_date(cell.z)) return cell.v
    const date = new Date(Math.round((cell.v - epoch) * DAY))
    // A time of day without a day
    return cell.v >= 0 && cell.v < 1 ? date.toISOString().slice(11, 19) : date
  }

  const sheet: WorkSheet | undefined = book.Sheets[book.SheetNames[0]]
  const rows = Array.from((sheet?.['!data'] ?? []) as Cells[], (row) => Array.from(row ?? [], valueOf))
  const used = rows.findIndex((row) => row.some((value) => value !== null))
  if (used < 0) throw new FormatError(`The sheet "${book.SheetNames[0]}" is empty`)
  return tableOf(rows.slice(used))
}

const isZip = (bytes: Uint8Array) => bytes[0] === 0x50 && bytes[1] === 0x4b

/** The archive with its files checked, since SheetJS trusts it. */
async function repacked(bytes: Uint8Array): Promise<Uint8Array> {
  const { zipSync } = await import('fflate')
  const files: Record<string, Uint8Array> = {}
  for (const entry of zipEntries(bytes)) files[entry.name] = await unzipEntry(entry)
  return zipSync(files, { level: 0 })
}

/** The first row names the columns; empty rows at the end are dropped. */
function tableOf([header, ...rows]: unknown[][]): Frame {
  while (rows.length && rows[rows.length - 1].every((value) => value === null)) rows.pop()
  const width = rows.reduce((width, row) => Math.max(width, row.length), header.length)
  const names = Array.from({ length: width }, (_, i) => {
    const name = header[i] ?? ''
    return name instanceof Date ? name.toISOString().slice(0, 10) : String(name)
  })
  const columns = uniqueNames(names).map(
    (name, i) => [name, inferColumn(rows.map((row) => row[i] ?? null))] as const
  )
  return new Frame(new Map(columns), rows.length)
}
