import { ValueError } from '$lib/estimator/exceptions'
import type { FitWarning } from '$lib/estimator/progress'
import type { Estimator, Target } from '../base'
import { typeOfTarget } from '../metrics/_targets'
import { KFold } from './KFold'
import type { Split, Splitter } from './_split'
import { StratifiedKFold } from './StratifiedKFold'

/** How to split: a number of folds, null for 5, a splitter, or the splits themselves as [train, test] indices. */
export type Cv = number | null | Splitter | readonly (readonly [ArrayLike<number>, ArrayLike<number>])[]

/** The estimator that answers in the end: a pipeline's last step, a search's best. */
function finalEstimator(estimator: Estimator): Estimator {
  const { final } = estimator as Estimator & { readonly final?: Estimator }
  return final ? finalEstimator(final) : estimator
}

/** The splits that are meant; a number of folds means folds by class where classes are predicted. */
export function checkCv(
  cv: Cv,
  rows: number,
  y: Target | undefined,
  estimator: Estimator,
  warn?: (warning: FitWarning) => void
): Split[] {
  if (Array.isArray(cv)) return givenSplits(cv, rows)
  if (cv !== null && typeof cv === 'object') return (cv as Splitter).split(rows, y, warn)
  const n_splits = (cv as number | null) ?? 5
  const byClass =
    y && finalEstimator(estimator).meta.estimatorType === 'classifier' && typeOfTarget(y) !== 'continuous'
  return byClass
    ? new StratifiedKFold({ n_splits }).split(rows, y, warn)
    : new KFold({ n_splits }).split(rows)
}

function givenSplits(
  splits: readonly (readonly [ArrayLike<number>, ArrayLike<number>])[],
  rows: number
): Split[] {
  if (!splits.length)
    throw new ValueError('cv holds no split', 'Give a number of folds, or [train, test] indices.')
  const checked = (indices: ArrayLike<number>): Int32Array =>
    Int32Array.from(indices, (i) => {
      if (!Number.isInteger(i) || i < 0 || i >= rows)
        throw new ValueError(`cv names row ${i}; there are ${rows} rows`)
      return i
    })
  return splits.map(([train, test]) => ({ train: checked(train), test: checked(test) }))
}
