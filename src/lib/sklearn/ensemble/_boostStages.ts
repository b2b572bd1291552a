/** The stages of gradient boosting, one after another: each grows its trees to what the ones before have left. */
import { pacer } from '$lib/numeric/pacer'
import type { Matrix } from '$lib/numeric/matrix'
import type { RandomState } from '$lib/numeric/random/RandomState'
import type { FitOptions } from '../base'
import { growTree, type TreeData } from '../tree/_grow'
import { settle } from '../tree/_params'
import { apply } from '../tree/_predict'
import { TREE_LEAF, type Tree } from '../tree/_tree'
import type { GradientBoostingParams } from './_boostParams'
import type { GradientLoss, Observed } from './_gradientLoss'

/** What the stages are fitted to. */
export interface Training extends Observed {
  readonly X: Matrix
  /** X as float32, feature by feature. */
  readonly columns: Float32Array
  readonly loss: GradientLoss
  /** The predictions so far; each stage adds to them. */
  readonly raw: Float64Array[]
}

/** Rows on which early stopping looks. */
export interface Validation extends Observed {
  readonly X: Matrix
  readonly raw: Float64Array[]
  readonly loss: GradientLoss
}

export interface Stages {
  /** Those that were there and those that were added. */
  readonly trees: Tree[][]
  readonly trainScore: number[]
  /** Empty unless rows are left out of bags. */
  readonly oobImprovement: number[]
}

/** Adds a tree's leaves to predictions, in place; `leaves` are those of the rows, if they are known. */
export function addTree(
  raw: Float64Array,
  tree: Tree,
  rate: number,
  X: Matrix,
  leaves = apply(tree, X)
): void {
  for (let i = 0; i < raw.length; i++) raw[i] += rate * tree.value[leaves[i]]
}

/**
 * Adds stages to `done` until there are n_estimators, or the loss of the validation's rows gets no less.
 *
 * Algorithm: Friedman, "Greedy Function Approximation: A Gradient Boosting Machine", Annals of Statistics 29(5), 2001; with
 * bags "Stochastic Gradient Boosting", Computational Statistics & Data Analysis 38(4), 2002.
 */
export async function addStages(
  params: GradientBoostingParams,
  training: Training,
  done: readonly Tree[][],
  random: RandomState,
  validation: Validation | null,
  { signal, onProgress }: FitOptions
): Promise<Stages> {
  const { loss, y } = training
  const stages: Stages = { trees: [...done], trainScore: [], oobImprovement: [] }
  const stop = validation && earlyStop(params, validation)
  const due = pacer(signal)
  const total = params.n_estimators
  for (let i = done.length; i < total; i++) {
    onProgress?.({ phase: 'Boosting', done: i, total })
    const bag = params.subsample < 1 ? drawBag(y.length, params.subsample, random) : null
    const outside = bag && judge(training, bag.outside)
    const before = outside?.()
    stages.trees.push(await growStage(params, training, bag, random, due))
    stages.trainScore.push(bag ? judge(training, bag.inside)() : loss.value(training, training.raw))
    if (outside) stages.oobImprovement.push(before! - outside())
    if (stop?.(i, stages.trees)) break
    const rest = due()
    if (rest) await rest
  }
  return stages
}

interface Bag {
  readonly inside: Int32Array
  readonly outside: Int32Array
}

/** A share of the rows, without replacement, in one pass. */
function drawBag(rows: number, share: number, random: RandomState): Bag {
  const wanted = Math.max(1, Math.floor(share * rows))
  const inside = new Int32Array(wanted)
  const outside = new Int32Array(rows - wanted)
  let taken = 0
  random.random_sample(rows).forEach((draw, i) => {
    if (draw * (rows - i) < wanted - taken) inside[taken++] = i
    else outside[i - taken] = i
  })
  return { inside, outside }
}

/** The mean loss of some rows, whenever it is asked for. */
function judge({ loss, y, weights, raw }: Training, rows: Int32Array): () => number {
  const pick = (values: Float64Array): Float64Array => Float64Array.from(rows, (i) => values[i])
  const observed = { y: pick(y), weights: pick(weights) }
  return () => loss.value(observed, raw.map(pick))
}

/** One tree for each column of the predictions, which it then adds to. */
async function growStage(
  params: GradientBoostingParams,
  { X, columns, y, weights, loss, raw }: Training,
  bag: Bag | null,
  random: RandomState,
  pace: () => Promise<void> | undefined
): Promise<Tree[]> {
  const [nRows, nFeatures] = X.shape
  const drawn = bag ? new Float64Array(nRows) : weights
  bag?.inside.forEach((i) => (drawn[i] = weights[i]))
  // scikit-learn's trees of classes are those of numbers here, so that "auto" means all features.
  const tree = { ...params, splitter: 'best' }
  const residuals = loss.negativeGradients({ y, weights }, raw)
  const trees: Tree[] = []
  for (const [k, residual] of residuals.entries()) {
    const data: TreeData = { columns, nRows, nFeatures, y: residual, nClasses: 1 }
    const grown = await growTree(data, settle(tree, data, false, drawn), drawn, random, pace)
    const leaves = apply(grown, X)
    if (loss.leafValue) {
      const target = residuals.length > 1 ? y.map((label) => Number(label === k)) : y
      const known = { y: target, residual, raw: raw[k], weights }
      for (const [leaf, rows] of rowsOfLeaves(grown, leaves, bag))
        grown.value[leaf] = loss.leafValue({ rows, ...known })
    }
    addTree(raw[k], grown, params.learning_rate, X, leaves)
    trees.push(grown)
  }
  return trees
}

/** Each leaf with its rows (those in the bag), in their order. */
function* rowsOfLeaves(tree: Tree, leaves: Int32Array, bag: Bag | null): Generator<[number, Int32Array]> {
  const ends = new Int32Array(tree.node_count + 1)
  const each = (visit: (row: number) => void): void => {
    if (bag) bag.inside.forEach(visit)
    else for (let i = 0; i < leaves.length; i++) visit(i)
  }
  each((i) => ends[leaves[i] + 1]++)
  for (let node = 0; node < tree.node_count; node++) ends[node + 1] += ends[node]
  const order = new Int32Array(ends[tree.node_count])
  const next = ends.slice()
  each((i) => (order[next[leaves[i]]++] = i))
  for (let node = 0; node < tree.node_count; node++)
    if (tree.children_left[node] === TREE_LEAF) yield [node, order.subarray(ends[node], ends[node + 1])]
}

/**
 * Tells after each stage whether the loss of the validation's rows has not become less by `tol` for n_iter_no_change stages.
 * As in scikit-learn it looks at the first stages again where warm_start goes on from others.
 */
function earlyStop(
  { n_iter_no_change, tol, learning_rate }: GradientBoostingParams,
  validation: Validation
): (stage: number, trees: readonly Tree[][]) => boolean {
  const { X, raw, loss } = validation
  const history = new Float64Array(n_iter_no_change!).fill(Infinity)
  let looked = 0
  return (stage, trees) => {
    trees[looked++].forEach((tree, k) => addTree(raw[k], tree, learning_rate, X))
    const now = loss.value(validation, raw)
    if (!history.some((before) => now + tol < before)) return true
    history[stage % history.length] = now
    return false
  }
}
