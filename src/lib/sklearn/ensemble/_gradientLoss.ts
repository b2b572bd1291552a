/** What gradient boosting lowers: a loss, as Friedman, "Greedy Function Approximation", Annals of Statistics 29(5), 2001, has it. */
import { sum } from '../utils/mean'

/** What is predicted so far: one number a row for each tree of a stage. */
export type Raw = readonly Float64Array[]

/** Rows with their targets (class indices, or numbers) and weights. */
export interface Observed {
  readonly y: Float64Array
  readonly weights: Float64Array
}

/** The rows that came to a leaf, and what is known of all rows by the leaf's tree. */
export interface Leaf {
  readonly rows: Int32Array
  /** The target; 1 or 0 where the tree is one class's. */
  readonly y: Float64Array
  readonly residual: Float64Array
  readonly raw: Float64Array
  readonly weights: Float64Array
}

export interface GradientLoss {
  /** How many trees a stage has. */
  readonly nTrees: number
  /** The mean loss of these rows. */
  value(observed: Observed, raw: Raw): number
  /** What the trees of the next stage are grown to, one array a tree. */
  negativeGradients(observed: Observed, raw: Raw): Float64Array[]
  /** What a leaf adds to its rows; where a loss has none, the mean of its residuals. */
  leafValue?(leaf: Leaf): number
}

/** Σ of a function over the rows, in numpy's order. */
export function sumOver(rows: Int32Array, value: (row: number) => number): number {
  const values = new Float64Array(rows.length)
  for (let p = 0; p < values.length; p++) values[p] = value(rows[p])
  return sum(values)
}

/** The weighted mean of a function of each row. */
export function meanLoss({ y, weights }: Observed, loss: (row: number) => number): number {
  const values = new Float64Array(y.length)
  for (let i = 0; i < values.length; i++) values[i] = weights[i] * loss(i)
  return sum(values) / sum(weights)
}
