import { isMatrix, column, type Matrix } from '$lib/numeric/matrix'
import type { Label, Table } from '../base'
import { compareLabels } from './labels'

/** What stands for a missing value among categories: scikit-learn puts it last. */
export type Category = Label | null

/** The columns of a table or a matrix as categories, each with its name (its position, in a matrix). */
export function categoryColumns(X: Matrix | Table): { name: string; values: ArrayLike<Category> }[] {
  if (isMatrix(X))
    return Array.from({ length: X.shape[1] }, (_, j) => ({ name: String(j), values: column(X, j) }))
  return X.names.map((name) => ({ name, values: X.labels(name) }))
}

/** The sorted distinct values of a column; missing (null or NaN) comes last. */
export function uniqueCategories(values: ArrayLike<Category>): Category[] {
  const seen = new Set<Category>()
  for (let i = 0; i < values.length; i++) seen.add(normal(values[i]))
  const missing = seen.delete(null)
  const sorted = [...(seen as Set<Label>)].sort(compareLabels)
  return missing ? [...sorted, null] : sorted
}

/** null for every kind of missing value, so that they compare equal. */
export const normal = (value: Category | undefined): Category =>
  value === undefined || (typeof value === 'number' && Number.isNaN(value)) ? null : value
