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

/** What a fitted model knows of its columns: how many, and what they are called if they have names. */
export interface KnowsColumns {
  n_features_in_: number
  feature_names_in_?: string[]
}

/** Keeps the columns' names; without any, those of an earlier fit are forgotten. */
export function keepNames(model: KnowsColumns, names: readonly string[] | undefined): void {
  if (names) model.feature_names_in_ = [...names]
  else delete model.feature_names_in_
}

/** The names of columns that come out as they went in: their own, else x0, x1 … */
export const sameNames = ({ n_features_in_: count, feature_names_in_: names }: KnowsColumns): string[] =>
  names ? [...names] : Array.from({ length: count }, (_, j) => `x${j}`)
