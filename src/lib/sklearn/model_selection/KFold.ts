import { checkRandomState } from '$lib/numeric/random/RandomState'
import { checkFolds, splitsOfFolds, type FoldOptions, type Split, type Splitter } from './_split'

/**
 * Folds of equal size (the first ones larger by one where it does not come out even), of neighbouring rows unless they
 * are mixed. Source: scikit-learn 1.2, `sklearn.model_selection.KFold`.
 */
export class KFold implements Splitter {
  constructor(readonly options: FoldOptions = {}) {}

  split(rows: number): Split[] {
    checkFolds(rows, this.options)
    const { n_splits = 5, shuffle = false, random_state = null } = this.options
    const order = Int32Array.from({ length: rows }, (_, i) => i)
    if (shuffle) checkRandomState(random_state).shuffle(order)
    const foldOf = new Int32Array(rows)
    const size = Math.floor(rows / n_splits)
    const larger = rows % n_splits
    for (let fold = 0, at = 0; fold < n_splits; fold++)
      for (let n = size + (fold < larger ? 1 : 0); n > 0; n--) foldOf[order[at++]] = fold
    return splitsOfFolds(foldOf, n_splits)
  }
}
