/** What the four forests do alike. */
import { ValueError } from '$lib/estimator/exceptions'
import { matrix, takeRows, type Matrix } from '$lib/numeric/matrix'
import { pacer } from '$lib/numeric/pacer'
import { checkRandomState } from '$lib/numeric/random/RandomState'
import type { FitOptions } from '../base'
import { serial } from '../tasks'
import type { Tree } from '../tree/_tree'
import { MAX_INT } from '../utils/randomStates'
import { drawCounts } from './_bootstrap'
import type { Grove } from './_growTask'
import type { ForestParams } from './_params'

/** How many rows a tree draws; null when it takes all. */
export function countDrawn(
  { bootstrap, max_samples, oob_score }: ForestParams,
  nRows: number
): number | null {
  if (!bootstrap && max_samples !== null)
    throw new ValueError(
      'max_samples is set, but bootstrap is false',
      'Set bootstrap to true, or max_samples to null.'
    )
  if (!bootstrap && oob_score)
    throw new ValueError('oob_score is set, but bootstrap is false', 'Without bootstrap no row is left out.')
  if (!bootstrap) return null
  if (max_samples === null) return nRows
  if (max_samples > nRows)
    throw new ValueError(
      `max_samples is ${max_samples}, but there are ${nRows} rows`,
      'It may be a share in (0, 1].'
    )
  return max_samples > 1 ? max_samples : roundHalfEven(max_samples * nRows)
}

/** As Python rounds. */
function roundHalfEven(x: number): number {
  return x % 1 === 0.5 ? 2 * Math.round(x / 2) : Math.round(x)
}

/**
 * The seeds of the trees that a fit adds to those that are there (with warm_start). Throws ValueError when n_estimators
 * is less than what is there; warns when it is the same.
 */
export function drawSeeds(
  {
    n_estimators,
    random_state,
    warm_start
  }: { n_estimators: number; random_state: number | null; warm_start: boolean },
  nFitted: number,
  { warn }: FitOptions
): number[] {
  const missing = n_estimators - nFitted
  if (missing < 0)
    throw new ValueError(
      `n_estimators is ${n_estimators}, but warm_start goes on from ${nFitted} estimators`,
      'It must not be less; or set warm_start to false.'
    )
  if (missing === 0)
    warn?.({ category: 'UserWarning', message: 'warm_start without more n_estimators fits nothing new.' })
  const random = checkRandomState(random_state)
  if (warm_start && nFitted > 0) random.randint(0, MAX_INT, nFitted)
  return Array.from({ length: missing }, () => random.randint(0, MAX_INT))
}

/** Grows one tree for each seed, in the pool's threads if there is one. */
export async function growTrees(grove: Grove, seeds: number[], options: FitOptions): Promise<Tree[]> {
  const { pool = serial, signal, onProgress } = options
  const total = seeds.length
  onProgress?.({ phase: 'Growing trees', done: 0, total })
  const onDone = (done: number): void => onProgress?.({ phase: 'Growing trees', done, total })
  return pool.map<Grove, number, Tree>('growTree', grove, seeds, { signal, onDone })
}

/** The mean of the trees' importances, scaled to the sum 1, shape (n_features,). Trees without a split do not count. */
export function meanImportances(
  estimators: readonly { tree_: Tree; feature_importances_: Float64Array }[],
  nFeatures: number
): Float64Array {
  const sums = new Float64Array(nFeatures)
  for (const { tree_, feature_importances_ } of estimators)
    if (tree_.node_count > 1) feature_importances_.forEach((importance, f) => (sums[f] += importance))
  const total = sums.reduce((sum, importance) => sum + importance, 0)
  return total > 0 ? sums.map((importance) => importance / total) : sums
}

/** The sum of what a function of each tree gives for X, in the trees' order, divided by their number. */
export async function meanOver(
  trees: readonly Tree[],
  X: Matrix,
  values: (tree: Tree, X: Matrix) => Matrix
): Promise<Matrix> {
  const due = pacer()
  const mean = matrix(X.shape[0], trees[0].n_classes)
  for (const tree of trees) {
    const { data } = values(tree, X)
    for (let i = 0; i < data.length; i++) mean.data[i] += data[i]
    const rest = due()
    if (rest) await rest
  }
  for (let i = 0; i < mean.data.length; i++) mean.data[i] /= trees.length
  return mean
}

/** For each row the mean over the trees that did not draw it; a row that all have drawn gets zeros, and a warning. */
export async function outOfBag(
  estimators: readonly { tree_: Tree; params: { random_state: number | null } }[],
  X: Matrix,
  nDrawn: number,
  values: (tree: Tree, X: Matrix) => Matrix,
  { signal, warn }: FitOptions
): Promise<Matrix> {
  const due = pacer(signal)
  const [rows] = X.shape
  const cols = estimators[0].tree_.n_classes
  const mean = matrix(rows, cols)
  const votes = new Int32Array(rows)
  for (const { tree_, params } of estimators) {
    const counts = drawCounts(params.random_state!, rows, nDrawn)
    const left: number[] = []
    counts.forEach((count, i) => count === 0 && left.push(i))
    const { data } = values(tree_, takeRows(X, left))
    left.forEach((i, at) => {
      votes[i]++
      for (let k = 0; k < cols; k++) mean.data[i * cols + k] += data[at * cols + k]
    })
    const rest = due()
    if (rest) await rest
  }
  if (votes.includes(0)) warnOfFewEstimators(warn)
  for (let i = 0; i < rows; i++)
    for (let k = 0; k < cols; k++) mean.data[i * cols + k] /= Math.max(1, votes[i])
  return mean
}

export function warnOfFewEstimators(warn: FitOptions['warn']): void {
  warn?.({
    category: 'UserWarning',
    message: 'Some rows have no out-of-bag score: there are too few estimators for a reliable estimate.'
  })
}
