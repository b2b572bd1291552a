import { ValueError } from '$lib/estimator/exceptions'
import type { FitWarning } from '$lib/estimator/progress'
import { checkRandomState } from '$lib/numeric/random/RandomState'
import type { Label, Target } from '../base'
import { typeOfTarget } from '../metrics/_targets'
import { checkFolds, splitsOfFolds, type FoldOptions, type Split, type Splitter } from './_split'

/**
 * Folds in which each class has the share that it has in all rows.
 * Source: scikit-learn 1.2, `sklearn.model_selection.StratifiedKFold`.
 */
export class StratifiedKFold implements Splitter {
  constructor(readonly options: FoldOptions = {}) {}

  split(rows: number, y?: Target, warn?: (warning: FitWarning) => void): Split[] {
    checkFolds(rows, this.options)
    if (!y || typeOfTarget(y) === 'continuous')
      throw new ValueError('Folds by class need classes, not numbers with fractions', 'Use KFold.')
    const { n_splits = 5, shuffle = false, random_state = null } = this.options
    const random = checkRandomState(random_state)
    const codes = codesByAppearance(y)
    const counts = new Int32Array(codes.reduce((a, b) => Math.max(a, b), 0) + 1)
    codes.forEach((code) => counts[code]++)
    checkCounts(counts, n_splits, warn)
    const inClassOrder = codes.slice().sort()
    const foldOf = new Int32Array(rows)
    counts.forEach((count, code) => {
      const folds = new Int32Array(count)
      let at = 0
      for (let fold = 0; fold < n_splits; fold++)
        for (let i = fold; i < rows; i += n_splits) if (inClassOrder[i] === code) folds[at++] = fold
      if (shuffle) random.shuffle(folds)
      at = 0
      codes.forEach((own, i) => {
        if (own === code) foldOf[i] = folds[at++]
      })
    })
    return splitsOfFolds(foldOf, n_splits)
  }
}

/** Each row's class, numbered in the order in which classes first appear. */
function codesByAppearance(y: Target): Int32Array {
  const seen = new Map<Label, number>()
  return Int32Array.from({ length: y.length }, (_, i) => {
    if (!seen.has(y[i])) seen.set(y[i], seen.size)
    return seen.get(y[i])!
  })
}

function checkCounts(counts: Int32Array, folds: number, warn?: (warning: FitWarning) => void): void {
  const least = counts.reduce((a, b) => Math.min(a, b))
  if (counts.every((count) => count < folds))
    throw new ValueError(`No class has as many rows as there are folds (${folds})`, 'Use fewer folds.')
  if (least < folds)
    warn?.({ category: 'UserWarning', message: `A class has ${least} rows, fewer than the ${folds} folds` })
}
