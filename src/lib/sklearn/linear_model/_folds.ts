import { ValueError } from '../exceptions'

export interface Fold {
  readonly train: ArrayLike<number>
  readonly test: ArrayLike<number>
}

/** A number of folds, null for five, or the folds themselves as [train indices, test indices]. */
export type Cv = number | null | readonly (readonly [ArrayLike<number>, ArrayLike<number>])[]

/** Contiguous folds without shuffling, as scikit-learn's KFold; or those that were given. */
export function folds(cv: Cv, samples: number): Fold[] {
  if (typeof cv === 'object' && cv !== null) return cv.map(([train, test]) => ({ train, test }))
  const count = cv ?? 5
  if (count > samples)
    throw new ValueError(
      `${count} folds of ${samples} rows are not possible`,
      'Give a smaller cv or more rows.'
    )
  const rows = Array.from({ length: samples }, (_, i) => i)
  const size = Math.floor(samples / count)
  const larger = samples % count
  return Array.from({ length: count }, (_, k) => {
    const from = k * size + Math.min(k, larger)
    const to = from + size + (k < larger ? 1 : 0)
    return { train: [...rows.slice(0, from), ...rows.slice(to)], test: rows.slice(from, to) }
  })
}
