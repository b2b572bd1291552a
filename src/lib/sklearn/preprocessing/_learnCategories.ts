import { ValueError } from '$lib/estimator/exceptions'
import { shown, shownList } from '$lib/estimator/shown'
import type { Matrix } from '$lib/numeric/matrix'
import type { Table } from '../base'
import { categoryColumns, normal, uniqueCategories, type Category } from '../utils/categories'
import { compareLabels } from '../utils/labels'

/** A column and the categories it may hold. */
export interface LearntColumn {
  readonly name: string
  readonly values: ArrayLike<Category>
  readonly categories: Category[]
}

/**
 * The categories of each column: those that occur, sorted, or those that were given. Throws ValueError for lists that are
 * not one a column, and for numbers that are given unsorted.
 */
export function learnCategories(
  X: Matrix | Table,
  given: 'auto' | readonly (readonly Category[])[]
): LearntColumn[] {
  const columns = categoryColumns(X)
  if (given !== 'auto' && given.length !== columns.length)
    throw new ValueError(
      `categories has ${given.length} lists for ${columns.length} columns`,
      'Give one a column.'
    )
  return columns.map(({ name, values }, j) => {
    if (given === 'auto') return { name, values, categories: uniqueCategories(values) }
    const categories = given[j].map(normal)
    checkSorted(name, categories)
    return { name, values, categories }
  })
}

function checkSorted(name: string, categories: readonly Category[]): void {
  const numbers = categories.filter((category) => typeof category === 'number')
  if (numbers.length < categories.filter((category) => category !== null).length) return
  if (numbers.some((value, i) => i > 0 && compareLabels(numbers[i - 1], value) > 0))
    throw new ValueError(
      `The categories of ${name} are not sorted: ${numbers.join(', ')}`,
      'Numbers must rise.'
    )
}

/** For each value the index of its category, −1 for one that is none of them. */
export function categoryCodes(values: ArrayLike<Category>, categories: readonly Category[]): Int32Array {
  const index = new Map(categories.map((category, k) => [category, k]))
  return Int32Array.from({ length: values.length }, (_, i) => index.get(normal(values[i])) ?? -1)
}

/** Throws ValueError that names the column, the row, the value and the categories that there are. */
export function refuseUnknown(
  column: string,
  row: number,
  value: Category,
  known: readonly Category[]
): never {
  throw new ValueError(
    `Row ${row}: ${column} = ${shown(value)} is a category that the model was not trained on`,
    `${column} is one of: ${shownList(known)}.`,
    { column, row, value, expected: known }
  )
}
