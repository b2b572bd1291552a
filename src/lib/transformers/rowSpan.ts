import { pacer } from '$lib/numeric/pacer'

/**
 * Few long rows in short: an orthonormal basis of what they span, and each row's coordinates in it. A linear model whose penalty
 * is the length of its weights has weights in that span: it is the same model in the coordinates, and quicker to fit.
 */
export interface RowSpan {
  /** (count, rank) */
  readonly coordinates: Float32Array
  readonly rank: number
  /** (rank, width) */
  readonly basis: readonly Float64Array[]
}

/** What is left of a row after its projection counts as rounding below this share of the row's length. */
const NOTHING = 1e-6

/** Gram-Schmidt orthogonalisation, each row twice (Giraud, Langou & Rozložník 2005). @param rows all of one length */
export async function rowSpan(rows: readonly Float32Array[], signal?: AbortSignal): Promise<RowSpan> {
  const pace = pacer(signal)
  const basis: Float64Array[] = []
  const found: Float64Array[] = []
  for (const row of rows) {
    const rest = Float64Array.from(row)
    const length = Math.sqrt(dot(rest, rest))
    const coordinates = new Float64Array(basis.length + 1)
    for (let pass = 0; pass < 2; pass++)
      basis.forEach((direction, j) => {
        const along = dot(rest, direction)
        coordinates[j] += along
        for (let d = 0; d < rest.length; d++) rest[d] -= along * direction[d]
      })
    const left = Math.sqrt(dot(rest, rest))
    if (left > NOTHING * length) {
      coordinates[basis.length] = left
      basis.push(rest.map((value) => value / left))
    }
    found.push(coordinates)
    const due = pace()
    if (due) await due
  }
  const rank = basis.length
  const coordinates = new Float32Array(rows.length * rank)
  found.forEach((row, i) => coordinates.set(row.subarray(0, rank), i * rank))
  return { coordinates, rank, basis }
}

/** The row of these coordinates. */
export function fromSpan({ basis }: RowSpan, coordinates: Float64Array): Float64Array {
  const row = new Float64Array(basis.length ? basis[0].length : 0)
  basis.forEach((direction, j) => {
    for (let d = 0; d < row.length; d++) row[d] += coordinates[j] * direction[d]
  })
  return row
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let d = 0; d < a.length; d++) sum += a[d] * b[d]
  return sum
}
