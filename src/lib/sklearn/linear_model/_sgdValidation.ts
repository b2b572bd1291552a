import { ValueError } from '$lib/estimator/exceptions'
import { ShuffleSplit } from '../model_selection/ShuffleSplit'
import { StratifiedShuffleSplit } from '../model_selection/StratifiedShuffleSplit'
import type { Split } from '../model_selection/_split'
import type { SgdParams } from './_sgd'

type SplitParams = Pick<SgdParams, 'validation_fraction' | 'random_state'>

/**
 * Which rows early stopping holds back: 1 for each. `codes`: class numbers, for as many of each class in both parts.
 * Throws ValueError when a part would be empty or hold too few of a class, or the held rows have no weight.
 */
export function heldRows(weight: Float64Array, params: SplitParams, codes?: ArrayLike<number>): Uint8Array {
  const held = new Uint8Array(weight.length)
  const { test } = split(weight.length, params, codes)
  for (const i of test) held[i] = 1
  if (!test.some((i) => weight[i] > 0))
    throw new ValueError(
      'The rows held back for early stopping all have sample weight 0',
      'Use another random_state.'
    )
  return held
}

function split(
  rows: number,
  { validation_fraction, random_state }: SplitParams,
  codes?: ArrayLike<number>
): Split {
  const options = { n_splits: 1, test_size: validation_fraction, random_state }
  try {
    const [only] = codes
      ? new StratifiedShuffleSplit(options).split(rows, codes)
      : new ShuffleSplit(options).split(rows)
    return only
  } catch (error) {
    if (!(error instanceof ValueError)) throw error
    const count = Math.ceil(validation_fraction * rows)
    const classes = codes ? ` of ${new Set(Array.from(codes)).size} classes` : ''
    throw new ValueError(
      `Early stopping cannot hold back ${count} of ${rows} rows${classes}: ${error.message}`,
      'Change validation_fraction, or set early_stopping to false.'
    )
  }
}
