import { ValueError } from '$lib/estimator/exceptions'
import type { Matrix } from '$lib/numeric/matrix'
import { RAND_R_MAX, RandR } from '$lib/numeric/random/RandR'
import type { RandomState } from '$lib/numeric/random/RandomState'
import { sharedFloat32 } from '../utils/sharedArrays'
import { MAE } from './_absoluteError'
import { BestSplitter } from './_bestSplitter'
import { growBestFirst, growDepthFirst, type Growth, type StoppingRule } from './_builder'
import { Entropy, Gini } from './_classification'
import type { Criterion } from './_criterion'
import { prune } from './_pruning'
import { RandomSplitter } from './_randomSplitter'
import { FriedmanMSE, MSE, Poisson } from './_regression'
import { TreeBuffer, type Tree } from './_tree'

/** What trees are grown on; the trees of a forest share it. */
export interface TreeData {
  /** X as float32, one feature after another, shape (n_features, n_samples). */
  readonly columns: Float32Array
  readonly nRows: number
  readonly nFeatures: number
  /** Class indices, or numbers. */
  readonly y: Int32Array | Float64Array
  /** 1 for a regressor. */
  readonly nClasses: number
}

/** A tree's parameters, with what depends on the data worked out. */
export interface TreeSettings extends StoppingRule {
  readonly criterion: string
  readonly splitter: string
  readonly maxFeatures: number
  readonly maxLeafNodes: number | null
  readonly ccpAlpha: number
}

type Targets = [
  y: ArrayLike<number>,
  weights: Float64Array | null,
  samples: Int32Array,
  weightedNSamples: number
]

const criteria: Record<string, (nClasses: number, ...targets: Targets) => Criterion> = {
  gini: (nClasses, ...targets) => new Gini(nClasses, ...targets),
  entropy: (nClasses, ...targets) => new Entropy(nClasses, ...targets),
  log_loss: (nClasses, ...targets) => new Entropy(nClasses, ...targets),
  squared_error: (_, ...targets) => new MSE(...targets),
  friedman_mse: (_, ...targets) => new FriedmanMSE(...targets),
  absolute_error: (_, ...targets) => new MAE(...targets),
  poisson: (_, ...targets) => new Poisson(...targets)
}

const splitters: Record<string, typeof BestSplitter | typeof RandomSplitter> = {
  best: BestSplitter,
  random: RandomSplitter
}

/** X as float32, feature by feature: the one copy that a fit makes. Throws ValueError for what float32 cannot hold. */
export function float32Columns(X: Matrix, name: string): Float32Array {
  const [rows, cols] = X.shape
  const columns = sharedFloat32(rows * cols)
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < cols; j++) {
      const value = Math.fround(X.data[i * cols + j])
      if (!Number.isFinite(value))
        throw new ValueError(
          `${name}: row ${i}, feature ${j} is ${X.data[i * cols + j]}, too large for the float32 of trees`,
          'Scale the column to values below 3.4e38.'
        )
      columns[j * rows + i] = value
    }
  return columns
}

/**
 * Grows a tree, and prunes it where ccpAlpha is greater than 0.
 *
 * @param weights one weight a row; rows of weight 0 do not count. null means 1 each
 * @param pace see Growth
 */
export async function growTree(
  data: TreeData,
  settings: TreeSettings,
  weights: Float64Array | null,
  randomState: RandomState,
  pace: Growth['pace']
): Promise<Tree> {
  const random = new RandR(randomState.randint(0, RAND_R_MAX))
  const all = Int32Array.from({ length: data.nRows }, (_, i) => i)
  const samples = weights ? all.filter((i) => weights[i] !== 0) : all
  const total = weights ? weights.reduce((sum, weight) => sum + weight, 0) : data.nRows
  const criterion = criteria[settings.criterion](data.nClasses, data.y, weights, samples, total)
  // Counts of classes are, where weights are whole numbers.
  const isExact = data.y instanceof Int32Array && (!weights || weights.every(Number.isInteger))
  const splitter = new splitters[settings.splitter](
    { ...data, ...settings, samples, isExact },
    criterion,
    random
  )
  const tree = new TreeBuffer(data.nFeatures, data.nClasses)
  const growth = { tree, splitter, criterion, nSamples: samples.length, rule: settings, pace }
  if (settings.maxLeafNodes === null) await growDepthFirst(growth)
  else await growBestFirst(growth, settings.maxLeafNodes)
  const grown = tree.done()
  return settings.ccpAlpha > 0 ? prune(grown, settings.ccpAlpha) : grown
}
