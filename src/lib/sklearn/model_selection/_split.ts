import { ValueError } from '$lib/estimator/exceptions'
import type { FitWarning } from '$lib/estimator/progress'
import type { Seed } from '$lib/numeric/random/RandomState'
import type { Target } from '../base'

/** Indices of the rows to train on and of those to test on. */
export interface Split {
  readonly train: Int32Array
  readonly test: Int32Array
}

/** A way to split rows, several times over. */
export interface Splitter {
  /** The splits of that many rows; `y` for those that look at the target. */
  split(rows: number, y?: Target, warn?: (warning: FitWarning) => void): Split[]
}

/** For each fold the rows of which it is the test, both in the rows' own order. */
export function splitsOfFolds(foldOf: Int32Array, folds: number): Split[] {
  const rows = Int32Array.from(foldOf, (_, i) => i)
  return Array.from({ length: folds }, (_, fold) => ({
    train: rows.filter((i) => foldOf[i] !== fold),
    test: rows.filter((i) => foldOf[i] === fold)
  }))
}

export interface FoldOptions {
  /** = 5 */
  readonly n_splits?: number
  /** Mix the rows before they are split = false. */
  readonly shuffle?: boolean
  /** For `shuffle` only. */
  readonly random_state?: number | null
}

/** Throws ValueError for folds that cannot be made. */
export function checkFolds(
  rows: number,
  { n_splits = 5, shuffle = false, random_state = null }: FoldOptions
): void {
  if (!Number.isInteger(n_splits) || n_splits < 2)
    throw new ValueError(
      `n_splits = ${n_splits} is no number of folds`,
      'It must be an integer of 2 or more.'
    )
  if (!shuffle && random_state !== null)
    throw new ValueError(
      'random_state does nothing without shuffle',
      'Set shuffle to true, or leave random_state out.'
    )
  if (n_splits > rows)
    throw new ValueError(`${rows} rows do not make ${n_splits} folds`, 'Lower n_splits, or give more rows.')
}

export interface SizeOptions {
  /** Rows to test on: a count, or a share below 1. */
  readonly test_size?: number | null
  /** Rows to train on: a count, or a share below 1. */
  readonly train_size?: number | null
  readonly random_state?: Seed
}

/** How many rows are to be trained and tested on. Throws ValueError for sizes that do not fit. */
export function splitSizes(
  rows: number,
  { test_size = null, train_size = null }: SizeOptions,
  defaultTestSize: number
): { train: number; test: number } {
  const wanted = { test_size: test_size ?? (train_size === null ? defaultTestSize : null), train_size }
  for (const [name, size] of Object.entries(wanted))
    if (size !== null && !(size > 0 && (Number.isInteger(size) ? size < rows : size < 1)))
      throw new ValueError(
        `${name} = ${size} is not possible with ${rows} rows`,
        'Give a count below that, or a share below 1.'
      )
  const isShare = (size: number | null): size is number => size !== null && !Number.isInteger(size)
  if (isShare(wanted.test_size) && isShare(train_size) && wanted.test_size + train_size > 1)
    throw new ValueError(`test_size + train_size = ${wanted.test_size + train_size} is more than all rows`)
  const counted = (size: number | null, round: (x: number) => number): number | null =>
    isShare(size) ? round(size * rows) : size
  const testRows = counted(wanted.test_size, Math.ceil)
  const train = counted(train_size, Math.floor) ?? rows - testRows!
  const test = testRows ?? rows - train
  if (train + test > rows)
    throw new ValueError(
      `${train} rows to train on and ${test} to test on are more than the ${rows} there are`
    )
  if (train === 0)
    throw new ValueError(
      `Of ${rows} rows none would be left to train on`,
      'Lower test_size, or raise train_size.'
    )
  return { train, test }
}
