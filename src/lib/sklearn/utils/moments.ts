/** Means and variances of columns that come in parts (Chan, Golub & LeVeque, The American Statistician 37(3), 1983). */
import type { Matrix } from '$lib/numeric/matrix'

/** What is known of a column. */
export interface Moments {
  /** Rows, or the sum of their weights, without the missing values. */
  readonly total: number
  readonly mean: number
  readonly variance: number
}

/** What is added up of one column. */
interface Sums {
  readonly total: number
  readonly sum: number
  /** Of the squared distances from the mean. */
  readonly squares: number
}

/** The sums of column j, its missing values counted as nothing. */
export function sumsOf(X: Matrix, j: number, add: (x: Float64Array) => number, weights?: Float64Array): Sums {
  const [rows, cols] = X.shape
  const terms = new Float64Array(rows)
  const sumOf = (term: (value: number) => number): number => {
    for (let i = 0, at = j; i < rows; i++, at += cols) {
      const value = X.data[at]
      terms[i] = Number.isNaN(value) ? 0 : weights ? weights[i] * term(value) : term(value)
    }
    return add(terms)
  }
  const total = sumOf(() => 1)
  const sum = sumOf((value) => value)
  const mean = sum / total
  const correction = sumOf((value) => value - mean)
  const squares = sumOf((value) => (value - mean) ** 2)
  return { total, sum, squares: squares - correction ** 2 / total }
}

/** The moments of the earlier rows and those just added up. */
export function merged(past: Moments, { total: added, sum, squares }: Sums): Moments {
  if (past.total === 0) return { total: added, mean: sum / added, variance: squares / added }
  if (added === 0) return past
  const total = past.total + added
  const pastSum = past.total * past.mean
  const ratio = past.total / added
  const apart = (ratio / total) * (pastSum / ratio - sum) ** 2
  return {
    total,
    mean: (pastSum + sum) / total,
    variance: (past.variance * past.total + squares + apart) / total
  }
}
