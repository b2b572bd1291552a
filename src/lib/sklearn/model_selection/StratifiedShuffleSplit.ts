import { ValueError } from '$lib/estimator/exceptions'
import { checkRandomState } from '$lib/numeric/random/RandomState'
import type { Target } from '../base'
import { encodeLabels } from '../utils/labels'
import { shares } from './_shares'
import { splitSizes, type Split, type Splitter } from './_split'
import type { ShuffleSplitOptions } from './ShuffleSplit'

/**
 * Independent random splits in which each class has the share that it has in all rows.
 * Source: scikit-learn 1.2, `sklearn.model_selection.StratifiedShuffleSplit`.
 * Errors: ValueError for a class of one row, or fewer rows on one side than there are classes.
 */
export class StratifiedShuffleSplit implements Splitter {
  constructor(readonly options: ShuffleSplitOptions = {}) {}

  split(rows: number, y?: Target): Split[] {
    if (!y) throw new ValueError('A split by class needs the classes', 'Give y.')
    const sizes = splitSizes(rows, this.options, 0.1)
    const { classes, codes } = encodeLabels(y)
    const members = classes.map((_, k) => Int32Array.from(codes.keys()).filter((i) => codes[i] === k))
    const rare = members.findIndex(({ length }) => length < 2)
    if (rare >= 0)
      throw new ValueError(`The class "${classes[rare]}" has one row only`, 'Each class needs two or more.')
    for (const [name, size] of Object.entries(sizes))
      if (size < classes.length)
        throw new ValueError(`${size} rows to ${name} on are fewer than the ${classes.length} classes`)
    const random = checkRandomState(this.options.random_state ?? null)
    const counts = members.map(({ length }) => length)
    return Array.from({ length: this.options.n_splits ?? 10 }, () => {
      const train = shares(counts, sizes.train, random)
      const test = shares(
        counts.map((count, k) => count - train[k]),
        sizes.test,
        random
      )
      const drawn = members.map((own) => random.permutation(own.length).map((i) => own[i]))
      const trainRows = Int32Array.from(drawn.flatMap((own, k) => [...own.subarray(0, train[k])]))
      const testRows = Int32Array.from(
        drawn.flatMap((own, k) => [...own.subarray(train[k], train[k] + test[k])])
      )
      random.shuffle(trainRows)
      random.shuffle(testRows)
      return { train: trainRows, test: testRows }
    })
  }
}
