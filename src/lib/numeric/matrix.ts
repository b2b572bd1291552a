/**
 * Dense float64 matrices as plain data: what estimators compute with is what is cloned between threads and stored.
 * Row-major, like numpy's default order.
 */
export interface Matrix {
  readonly data: Float64Array
  /** [rows, columns] */
  readonly shape: readonly [number, number]
}

/** A rows × cols matrix over `data` (zeros when none is given). */
export function matrix(
  rows: number,
  cols: number,
  data: Float64Array = new Float64Array(rows * cols)
): Matrix {
  if (data.length !== rows * cols)
    throw new RangeError(`A ${rows} × ${cols} matrix needs ${rows * cols} values, not ${data.length}`)
  return { data, shape: [rows, cols] }
}

/** A matrix from an array of equally long rows. */
export function fromRows(rows: readonly ArrayLike<number>[], cols = rows[0]?.length ?? 0): Matrix {
  const out = new Float64Array(rows.length * cols)
  rows.forEach((row, i) => {
    if (row.length !== cols) throw new RangeError(`Row ${i} has ${row.length} values, not ${cols}`)
    out.set(row, i * cols)
  })
  return matrix(rows.length, cols, out)
}

/** Row i as a view: no copy, writes go through. */
export function row(X: Matrix, i: number): Float64Array {
  const cols = X.shape[1]
  return X.data.subarray(i * cols, (i + 1) * cols)
}

/** Column j as a copy. */
export function column(X: Matrix, j: number): Float64Array {
  const [rows, cols] = X.shape
  const out = new Float64Array(rows)
  for (let i = 0, at = j; i < rows; i++, at += cols) out[i] = X.data[at]
  return out
}

/** The rows at `indices`, in that order (copied; an index may repeat). */
export function takeRows(X: Matrix, indices: ArrayLike<number>): Matrix {
  const cols = X.shape[1]
  const out = new Float64Array(indices.length * cols)
  // A view of a short row takes longer to make than its values to copy.
  if (cols > 64) for (let i = 0; i < indices.length; i++) out.set(row(X, indices[i]), i * cols)
  else
    for (let i = 0, at = 0; i < indices.length; i++)
      for (let j = indices[i] * cols, end = j + cols; j < end; j++, at++) out[at] = X.data[j]
  return matrix(indices.length, cols, out)
}

/** The transposed copy. */
export function transpose(X: Matrix): Matrix {
  const [rows, cols] = X.shape
  const out = new Float64Array(rows * cols)
  // Some rows at once: their values are still in the cache when the next column comes for them.
  for (let from = 0; from < rows; from += 16) {
    const end = Math.min(from + 16, rows)
    for (let j = 0; j < cols; j++)
      for (let i = from, at = from * cols + j; i < end; i++, at += cols) out[j * rows + i] = X.data[at]
  }
  return matrix(cols, rows, out)
}

/** Nested arrays, as JSON shows a matrix. */
export function toRows(X: Matrix): number[][] {
  return Array.from({ length: X.shape[0] }, (_, i) => Array.from(row(X, i)))
}

/** Is this plain value a Matrix? */
export function isMatrix(value: unknown): value is Matrix {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as Matrix).data instanceof Float64Array &&
    Array.isArray((value as Matrix).shape)
  )
}
