import { type Column, type Dtype, type Label, lengthOf, missingColumn, objectColumn, valueAt } from './column'

/** The dtype that holds both, as pandas.concat promotes: numbers to float64, every other mixture to object. */
function commonDtype(a: Dtype, b: Dtype): Dtype {
  if (a === b) return a
  const numeric = (dtype: Dtype) => dtype === 'int64' || dtype === 'float64'
  return numeric(a) && numeric(b) ? 'float64' : 'object'
}

const concatFloats = (a: Float64Array, b: Float64Array): Float64Array => {
  const out = new Float64Array(a.length + b.length)
  out.set(a)
  out.set(b, a.length)
  return out
}

/** An object column keeps labels: a date becomes its ISO text. */
const labelsOf = (column: Column): (Label | null)[] =>
  Array.from({ length: lengthOf(column) }, (_, row) => {
    const value = valueAt(column, row)
    return column.dtype === 'datetime64[ns]' && value !== null ? new Date(Number(value)).toISOString() : value
  })

function concatCoded(
  a: Extract<Column, { dtype: 'object' }>,
  b: Extract<Column, { dtype: 'object' }>
): Column {
  const known = new Map(a.categories.map((label, code) => [label, code]))
  const recode = b.categories.map((label) => {
    if (!known.has(label)) known.set(label, known.size)
    return known.get(label) as number
  })
  const codes = new Int32Array(a.codes.length + b.codes.length)
  codes.set(a.codes)
  b.codes.forEach((code, row) => (codes[a.codes.length + row] = code < 0 ? -1 : recode[code]))
  return { dtype: 'object', codes, categories: [...known.keys()] }
}

/** The rows of b below those of a. A column without rows has no say in the dtype. */
export function concatColumns(a: Column, b: Column): Column {
  if (lengthOf(a) === 0) return b
  if (lengthOf(b) === 0) return a
  if (a.dtype === 'object' && b.dtype === 'object') return concatCoded(a, b)
  const dtype = commonDtype(a.dtype, b.dtype)
  if (a.dtype === 'object' || b.dtype === 'object' || dtype === 'object') {
    const labels = [...labelsOf(a), ...labelsOf(b)]
    return objectColumn(labels, labels.length)
  }
  if (a.dtype === 'bool' && b.dtype === 'bool') {
    const values = new Uint8Array(a.values.length + b.values.length)
    values.set(a.values)
    values.set(b.values, a.values.length)
    return { dtype: 'bool', values }
  }
  const values = concatFloats(a.values as Float64Array, b.values as Float64Array)
  return { dtype: dtype as 'float64', values }
}

/** The column with `before` missing rows above and `after` below. */
export function padColumn(column: Column, before: number, after: number): Column {
  const gap = (length: number) => missingColumn(column.dtype, length)
  return concatColumns(concatColumns(gap(before), column), gap(after))
}

interface Groups {
  readonly ids: Int32Array
  readonly count: number
}

/** Each row's number among the distinct values, in order of appearance; missing values equal one another. */
function factorize(column: Column): Groups {
  const seen = new Map<unknown, number>()
  const keys = column.dtype === 'object' ? column.codes : column.values
  const ids = new Int32Array(keys.length)
  for (let row = 0; row < keys.length; row++) {
    const id = seen.get(keys[row])
    ids[row] = id ?? seen.size
    if (id === undefined) seen.set(keys[row], seen.size)
  }
  return { ids, count: seen.size }
}

/** The first row of each distinct combination of these columns' values, in order. */
export function firstOfEach(columns: readonly Column[], length: number): Int32Array {
  let groups: Groups = { ids: new Int32Array(length), count: Math.min(length, 1) }
  for (const column of columns) {
    if (groups.count === length) break
    const { ids, count } = factorize(column)
    const pairs = new Float64Array(length)
    for (let row = 0; row < length; row++) pairs[row] = groups.ids[row] * count + ids[row]
    groups = factorize({ dtype: 'float64', values: pairs })
  }
  const first = new Int32Array(groups.count)
  for (let row = 0, next = 0; row < length; row++) if (groups.ids[row] === next) first[next++] = row
  return first
}
