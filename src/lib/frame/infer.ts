import { type Column, type Label, objectColumn } from './column'

/** What a value, or a column so far, can be held as. */
export type Kind = 'missing' | 'int64' | 'float64' | 'bool' | 'datetime64[ns]' | 'object'

function kindOf(value: unknown): Kind {
  if (value === null || value === undefined) return 'missing'
  if (typeof value === 'number')
    return Number.isNaN(value) ? 'missing' : Number.isSafeInteger(value) ? 'int64' : 'float64'
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? 'int64' : 'float64'
  if (typeof value === 'boolean') return 'bool'
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'missing' : 'datetime64[ns]'
  return 'object'
}

/** The kind of both together: what pandas' DataFrame makes of a list with both. */
function join(a: Kind, b: Kind): Kind {
  if (a === b || b === 'missing') return a
  if (a === 'missing') return b
  return (a === 'int64' && b === 'float64') || (a === 'float64' && b === 'int64') ? 'float64' : 'object'
}

/** What an object column keeps of any value: nested objects as their JSON text, dates as ISO text. */
function toLabel(value: unknown): Label | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'number') return Number.isNaN(value) ? null : value
  if (typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  return (
    JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? Number(inner) : inner)) ?? String(value)
  )
}

/**
 * The column that holds these values: int64 for whole numbers, float64 for numbers (also whole ones with gaps, and
 * columns without any value), bool, datetime64[ns] for Dates, object for text and for every mixture. null, undefined
 * and NaN are missing. Integers beyond 2⁵³ are float64, since int64 here holds what a double holds exactly.
 * @param least what the column's source says it is: whole numbers of a float64 column stay floats
 */
export function inferColumn(values: readonly unknown[], least: Kind = 'missing'): Column {
  let kind = least
  let gaps = false
  for (const value of values) {
    const next = kindOf(value)
    gaps ||= next === 'missing'
    kind = join(kind, next)
    if (kind === 'object') break
  }
  if ((values.length === 0 && kind === 'missing') || kind === 'object' || (kind === 'bool' && gaps))
    return objectColumn(values.map(toLabel), values.length)
  if (kind === 'bool') return { dtype: 'bool', values: Uint8Array.from(values, (value) => (value ? 1 : 0)) }
  const numbers = Float64Array.from(values, (value) => (value === null ? NaN : Number(value)))
  if (kind === 'datetime64[ns]') return { dtype: kind, values: numbers }
  return { dtype: kind === 'int64' && !gaps ? 'int64' : 'float64', values: numbers }
}
