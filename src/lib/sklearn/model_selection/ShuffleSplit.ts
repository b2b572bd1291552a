import { checkRandomState } from '$lib/numeric/random/RandomState'
import { splitSizes, type SizeOptions, type Split, type Splitter } from './_split'

export interface ShuffleSplitOptions extends SizeOptions {
  /** = 10 */
  readonly n_splits?: number
}

/**
 * Independent random splits; a tenth of the rows is tested on unless sizes are given.
 * Source: scikit-learn 1.2, `sklearn.model_selection.ShuffleSplit`.
 */
export class ShuffleSplit implements Splitter {
  constructor(readonly options: ShuffleSplitOptions = {}) {}

  split(rows: number): Split[] {
    const sizes = splitSizes(rows, this.options, 0.1)
    const random = checkRandomState(this.options.random_state ?? null)
    return Array.from({ length: this.options.n_splits ?? 10 }, () => {
      const order = random.permutation(rows)
      return { train: order.slice(sizes.test, sizes.test + sizes.train), test: order.slice(0, sizes.test) }
    })
  }
}
