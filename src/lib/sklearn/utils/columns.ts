import { isMatrix, matrix, type Matrix } from '$lib/numeric/matrix'
import type { Table } from '../base'

/** Numbers of a matrix or of a table's columns, with the columns' names when they have any. */
export function numericColumns(X: Matrix | Table): { matrix: Matrix; names?: string[] } {
  if (isMatrix(X)) return { matrix: X }
  const cols = X.names.length
  const out = matrix(X.length, cols)
  X.names.forEach((name, j) => {
    const values = X.numbers(name)
    for (let i = 0, at = j; i < values.length; i++, at += cols) out.data[at] = values[i]
  })
  return { matrix: out, names: [...X.names] }
}

/** Only these columns of a table. */
export function selectColumns(X: Table, names: readonly string[]): Table {
  return { names, length: X.length, numbers: (name) => X.numbers(name), labels: (name) => X.labels(name) }
}
