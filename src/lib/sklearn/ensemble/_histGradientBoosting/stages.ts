/** The stages of a fit, one after another: each grows its trees to what the ones before have left. */
import type { FitOptions } from '../../base'
import type { BinMapper, Binned, Pace } from './binning'
import type { HistTask } from './boosting'
import { growTree, type GrowRules, type Grown } from './grower'
import type { HistLoss, Raw, Slopes } from './losses'
import { addBinnedTree, predictorOf, type TreePredictor } from './predictor'
import { pick, scoredRows, scoreOf, type Watched } from './scores'

/** A fit under way. */
export interface Stages {
  readonly task: HistTask
  readonly mapper: BinMapper
  readonly rules: GrowRules
  readonly predictors: TreePredictor[][]
  readonly train: Watched
  readonly held: (Watched & { readonly binned: Binned }) | null
  readonly seed: number
  readonly stops: boolean
  readonly scores: { readonly train: number[]; readonly validation: number[] }
}

/**
 * Adds stages until there are max_iter, or the score that is watched gets no better.
 *
 * Algorithm: Ke et al., "LightGBM: A Highly Efficient Gradient Boosting Decision Tree", NIPS 2017, with Newton steps as in
 * Friedman, Hastie & Tibshirani, "Additive Logistic Regression", Annals of Statistics 28(2), 2000.
 */
export async function addStages(
  fit: Stages,
  pace: Pace,
  onProgress: FitOptions['onProgress']
): Promise<void> {
  const { task, mapper, rules, predictors, train, held } = fit
  const { loss, params } = task
  const watch = fit.stops ? watcher(fit) : null
  if (!task.previous) await watch?.()
  const vectors = (): Float32Array[] => train.raw.map(({ length }) => new Float32Array(length))
  const slopes: Slopes = { gradients: vectors(), hessians: rules.cells.width === 3 ? vectors() : null }
  for (let i = predictors.length; i < params.max_iter; i++) {
    onProgress?.({ phase: 'Boosting', done: i, total: params.max_iter })
    loss.slopes(train, train.raw, slopes)
    const stage: TreePredictor[] = []
    for (const [k, raw] of train.raw.entries()) {
      const own = { gradients: slopes.gradients[k], hessians: slopes.hessians?.[k] ?? null }
      const grown = await growTree(rules, own, pace)
      settleLeaves(grown, params.learning_rate, train, raw, loss)
      stage.push(predictorOf(grown, mapper))
      for (const { start, stop, value } of grown.leaves)
        for (let at = start; at < stop; at++) raw[grown.order[at]] += value
    }
    predictors.push(stage)
    if (held) addBinned(held.raw, stage, held.binned, mapper)
    if (await watch?.()) break
  }
}

/** What the leaves say, times the rate; by some losses it is what fits the rows best that came there. */
function settleLeaves(
  { leaves, order }: Grown,
  rate: number,
  { y, weights }: Watched,
  raw: Float64Array,
  loss: HistLoss
): void {
  for (const leaf of leaves) {
    if (loss.leafValue) {
      const rows = order.subarray(leaf.start, leaf.stop)
      const left = Float64Array.from(rows, (i) => y[i] - raw[i])
      leaf.value = rate * loss.leafValue(left, weights && Float64Array.from(rows, (i) => weights[i]))
    } else leaf.value *= rate
  }
}

export function addBinned(raw: Raw, stage: readonly TreePredictor[], rows: Binned, mapper: BinMapper): void {
  stage.forEach((tree, k) => addBinnedTree(raw[k], tree, rows, mapper))
}

/** Takes down the scores; true when none of the last n_iter_no_change is better by `tol` than the one before them. */
function watcher({ task, train, held, seed, scores }: Stages): () => Promise<boolean> {
  const { loss, spoken, isClassifier } = task
  const { scoring, n_iter_no_change, tol } = task.params
  const some = scoring === 'loss' ? null : scoredRows(train.y, isClassifier, seed)
  return async () => {
    scores.train.push(await scoreOf(some ? pick(train, some) : train, loss, spoken, scoring))
    if (held) scores.validation.push(await scoreOf(held, loss, spoken, scoring))
    const watched = held ? scores.validation : scores.train
    const before = watched.at(-1 - n_iter_no_change)
    return before !== undefined && !watched.slice(-n_iter_no_change).some((score) => score > before + tol)
  }
}
