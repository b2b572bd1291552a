import { pacer } from '$lib/numeric/pacer'
import { RandomState } from '$lib/numeric/random/RandomState'
import { growTree, type TreeData } from '../tree/_grow'
import { settle, type GrowthParams } from '../tree/_params'
import type { Tree } from '../tree/_tree'
import { balancedSubsampleWeight } from '../utils/classWeight'
import { drawCounts } from './_bootstrap'

/** What all trees of a forest have in common. */
export interface Grove {
  readonly data: TreeData
  readonly params: GrowthParams & { readonly splitter: string }
  readonly isClassifier: boolean
  /** One weight a row; null means 1 each. */
  readonly weights: Float64Array | null
  /** How many rows a tree draws; null: each takes all. */
  readonly nDrawn: number | null
  /** Weigh classes by their sizes among the drawn rows. */
  readonly balanced: boolean
}

/** Grows a forest's tree whose random_state is `seed`. */
export async function growTask(grove: Grove, seed: number, signal?: AbortSignal): Promise<Tree> {
  const weights = grove.nDrawn === null ? grove.weights : drawnWeights(grove, seed, grove.nDrawn)
  const settings = settle(grove.params, grove.data, grove.isClassifier, weights)
  return growTree(grove.data, settings, weights, new RandomState(seed), pacer(signal))
}

/** Weights times how often each row was drawn. */
function drawnWeights({ data, weights, balanced }: Grove, seed: number, nDrawn: number): Float64Array {
  const counts = drawCounts(seed, data.nRows, nDrawn)
  const drawn = weights ? counts.map((count, i) => weights[i] * count) : counts
  if (!balanced) return drawn
  const byClass = balancedSubsampleWeight(data.nClasses, data.y, counts)
  return drawn.map((weight, i) => weight * byClass[i])
}
