import { ValueError } from '$lib/estimator/exceptions'
import type { Matrix } from '$lib/numeric/matrix'
import type { Label, Table, Target } from '../base'
import { checkLengths } from '../metrics/_targets'
import { rowsOf, take, takeLabels } from './_rows'
import { ShuffleSplit } from './ShuffleSplit'
import { splitSizes, type SizeOptions, type Split } from './_split'
import { StratifiedShuffleSplit } from './StratifiedShuffleSplit'

export interface TrainTestOptions extends SizeOptions {
  /** Mix the rows first = true. */
  readonly shuffle?: boolean
  /** Classes of which each side shall have the same share; null for none. */
  readonly stratify?: Target | null
}

/** The indices of the rows to train on and to test on; a quarter is tested on unless sizes are given. */
export function trainTestIndices(rows: number, options: TrainTestOptions = {}): Split {
  const { shuffle = true, stratify = null } = options
  const { train: train_size, test: test_size } = splitSizes(rows, options, 0.25)
  if (!shuffle) {
    if (stratify)
      throw new ValueError('A split by class mixes the rows', 'Set shuffle to true, or leave stratify out.')
    const order = Int32Array.from({ length: train_size + test_size }, (_, i) => i)
    return { train: order.slice(0, train_size), test: order.slice(train_size) }
  }
  const sized = { n_splits: 1, train_size, test_size, random_state: options.random_state }
  const splitter = stratify ? new StratifiedShuffleSplit(sized) : new ShuffleSplit(sized)
  return splitter.split(rows, stratify ?? undefined)[0]
}

/** Rows to train on and rows to test on, of the features and the target alike. */
export interface TrainTest<X extends Matrix | Table> {
  readonly XTrain: X
  readonly XTest: X
  readonly yTrain: Label[]
  readonly yTest: Label[]
}

/**
 * Parts X and y into rows to train on and rows to test on, row for row those of scikit-learn.
 *
 * Source: scikit-learn 1.2, `sklearn.model_selection.train_test_split`.
 * Errors: ValueError for sizes that do not fit, and for stratify without shuffle.
 */
export function trainTestSplit<X extends Matrix | Table>(
  X: X,
  y: Target,
  options: TrainTestOptions = {}
): TrainTest<X> {
  checkLengths(rowsOf(X), y, options.stratify ?? undefined)
  const { train, test } = trainTestIndices(rowsOf(X), options)
  return {
    XTrain: take(X, train) as X,
    XTest: take(X, test) as X,
    yTrain: takeLabels(y, train),
    yTest: takeLabels(y, test)
  }
}
