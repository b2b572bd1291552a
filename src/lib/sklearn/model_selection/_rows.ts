import { isMatrix, takeRows, type Matrix } from '$lib/numeric/matrix'
import type { Label, Table, Target } from '../base'

export const rowsOf = (X: Matrix | Table): number => (isMatrix(X) ? X.shape[0] : X.length)

/** The rows at `indices` of a matrix or a table, in that order. */
export function take(X: Matrix | Table, indices: Int32Array): Matrix | Table {
  if (isMatrix(X)) return takeRows(X, indices)
  return {
    names: X.names,
    length: indices.length,
    numbers: (name) => {
      const values = X.numbers(name)
      return Float64Array.from(indices, (i) => values[i])
    },
    labels: (name) => {
      const values = X.labels(name)
      return Array.from(indices, (i) => values[i])
    }
  }
}

export const takeLabels = (y: Target, indices: Int32Array): Label[] => Array.from(indices, (i) => y[i])
