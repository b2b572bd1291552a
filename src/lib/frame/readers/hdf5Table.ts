import type { Dataset, Group } from 'h5wasm'
import type { Column } from '../column'
import { attribute, columnOf, pickledAttribute, utf8 } from './hdf5Node'

/** Records read at once: each becomes a JavaScript array, so not too many. */
const RECORDS = 20_000

/** A field of the compound records: one column, or several of one dtype side by side. */
interface Field {
  readonly at: number
  readonly names: readonly string[]
  readonly dtype: string
  readonly categories?: readonly unknown[]
}

/** pandas' "table" format: records with an index and a field per dtype, or per column where it is a data column. */
export function readTable(group: Group): Map<string, Column> {
  const table = group.get('table') as Dataset
  const fields = fieldsOf(group, table)
  const values = new Map<string, unknown[]>(fields.flatMap(({ names }) => names.map((name) => [name, []])))
  const missing = String(attribute(group, 'nan_rep') ?? 'nan')
  const rows = table.shape?.[0] ?? 0
  for (let start = 0; start < rows; start += RECORDS) {
    const records = table.slice([[start, Math.min(start + RECORDS, rows)]]) as unknown[][]
    for (const field of fields)
      field.names.forEach((name, i) => {
        const column = values.get(name) as unknown[]
        for (const record of records) column.push(valueOf(record[field.at], i, field, missing))
      })
  }
  const dtypes = new Map(fields.flatMap(({ names, dtype }) => names.map((name) => [name, dtype])))
  return new Map(
    order(group, [...values.keys()]).map((name) => [
      name,
      columnOf(values.get(name) ?? [], dtypes.get(name) ?? '')
    ])
  )
}

/** The value of column i of a field in a record. */
function valueOf(cell: unknown, i: number, { categories }: Field, missing: string): unknown {
  const value = typeof cell === 'object' && cell !== null ? (cell as ArrayLike<unknown>)[i] : cell
  if (categories) return categories[Number(value)] ?? null
  if (typeof value !== 'string') return value
  return value === missing ? null : utf8(value)
}

function fieldsOf(group: Group, table: Dataset): Field[] {
  const members = (table.dtype as [string, unknown][]).map(([name]) => name)
  const fields = pickledAttribute(group, 'values_cols')
  return (Array.isArray(fields) ? fields : []).map((field): Field => {
    const names = pickledAttribute(table, `${field}_kind`)
    if (!Array.isArray(names)) throw new Error(`there is no list of the columns in ${field}`)
    const dtype = String(attribute(table, `${field}_dtype`))
    const isCategory = attribute(table, `${field}_meta`) === 'category'
    const isText = dtype.startsWith('bytes') || dtype.startsWith('string') || isCategory
    const categories = isCategory ? categoriesOf(group, String(field)) : undefined
    return {
      at: members.indexOf(String(field)),
      names: names.map(String),
      dtype: isText ? 'string' : dtype,
      categories
    }
  })
}

/** The categories of a categorical field are a table of their own. */
function categoriesOf(group: Group, field: string): unknown[] {
  const meta = group.get(`meta/${field}/meta`) as Group
  return [...readTable(meta).values()].flatMap((column) =>
    column.dtype === 'object' ? [...column.categories] : Array.from(column.values)
  )
}

/** The columns as the DataFrame had them, without the levels of its index. */
function order(group: Group, names: string[]): string[] {
  const axes = pickledAttribute(group, 'non_index_axes')
  const axis = Array.isArray(axes) ? axes[0] : undefined
  const ordered = Array.isArray(axis) && Array.isArray(axis[1]) ? axis[1].map(String) : names
  const levels = pickledAttribute(group, 'levels')
  const index = Array.isArray(levels) ? levels.map(String) : []
  return ordered.filter((name) => names.includes(name) && !index.includes(name))
}
