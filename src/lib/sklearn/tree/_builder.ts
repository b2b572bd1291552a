import type { Criterion } from './_criterion'
import { Frontier } from './_frontier'
import type { Split, Splitter } from './_splitter'
import { TREE_UNDEFINED, type TreeBuffer } from './_tree'

/** When to stop dividing. */
export interface StoppingRule {
  readonly maxDepth: number
  readonly minSamplesSplit: number
  readonly minSamplesLeaf: number
  readonly minWeightLeaf: number
  readonly minImpurityDecrease: number
}

/** A node whose samples are known. */
interface Pending {
  readonly start: number
  readonly end: number
  readonly depth: number
  readonly parent: number
  readonly isLeft: boolean
  /** NaN at the root: the criterion tells it. */
  readonly impurity: number
  readonly nConstantFeatures: number
}

/** A node of the tree and its split, if it has one. */
interface Added {
  readonly id: number
  readonly node: Pending
  readonly split: Split | null
  readonly nConstantFeatures: number
}

/** Adds nodes to a tree; what comes first is the caller's. */
class NodeAdder {
  constructor(
    private readonly tree: TreeBuffer,
    private readonly splitter: Splitter,
    private readonly criterion: Criterion,
    private readonly rule: StoppingRule
  ) {}

  add(node: Pending): Added {
    const { criterion, rule, tree } = this
    const { start, end, depth } = node
    const n = end - start
    criterion.init(start, end)
    const impurity = Number.isNaN(node.impurity) ? criterion.nodeImpurity() : node.impurity
    const isLeaf =
      depth >= rule.maxDepth ||
      n < rule.minSamplesSplit ||
      n < 2 * rule.minSamplesLeaf ||
      criterion.weightedNNodeSamples < 2 * rule.minWeightLeaf ||
      impurity <= Number.EPSILON
    const found = isLeaf ? null : this.splitter.split(start, end, impurity, node.nConstantFeatures)
    const divides =
      found !== null &&
      found.best.pos < end &&
      found.best.improvement + Number.EPSILON >= rule.minImpurityDecrease
    const stats = { impurity, nNodeSamples: n, weightedNNodeSamples: criterion.weightedNNodeSamples }
    const id = tree.add(node.parent, node.isLeft, depth, stats, (dest) => criterion.nodeValue(dest, 0))
    return { id, node, split: divides ? found.best : null, nConstantFeatures: found?.constant ?? 0 }
  }
}

const root = (end: number): Pending => ({
  start: 0,
  end,
  depth: 0,
  parent: TREE_UNDEFINED,
  isLeft: false,
  impurity: NaN,
  nConstantFeatures: 0
})

const child = ({ id, node, nConstantFeatures }: Added, split: Split, isLeft: boolean): Pending => ({
  start: isLeft ? node.start : split.pos,
  end: isLeft ? split.pos : node.end,
  depth: node.depth + 1,
  parent: id,
  isLeft,
  impurity: isLeft ? split.impurityLeft : split.impurityRight,
  nConstantFeatures
})

/**
 * What growing a tree needs; `pace` is asked at every node with the number of samples that have come to a leaf, and gives
 * a promise when it is time to rest.
 */
export interface Growth {
  readonly tree: TreeBuffer
  readonly splitter: Splitter
  readonly criterion: Criterion
  readonly nSamples: number
  readonly rule: StoppingRule
  readonly pace: (settled: number) => Promise<void> | undefined
}

/** Divides a node, then its left child and all below, then its right child. */
export async function growDepthFirst({
  tree,
  splitter,
  criterion,
  nSamples,
  rule,
  pace
}: Growth): Promise<void> {
  const adder = new NodeAdder(tree, splitter, criterion, rule)
  const stack = [root(nSamples)]
  let settled = 0
  for (let node = stack.pop(); node; node = stack.pop()) {
    const added = adder.add(node)
    if (added.split) {
      tree.divide(added.id, added.split.feature, added.split.threshold)
      stack.push(child(added, added.split, false), child(added, added.split, true))
    } else settled += node.end - node.start
    const rest = pace(settled)
    if (rest) await rest
  }
}

/** Divides the node whose split improves most, until there are `maxLeafNodes` leaves. */
export async function growBestFirst(growth: Growth, maxLeafNodes: number): Promise<void> {
  const { tree, splitter, criterion, nSamples, rule, pace } = growth
  const adder = new NodeAdder(tree, splitter, criterion, rule)
  const frontier = new Frontier<Added>(({ split }) => split?.improvement ?? 0)
  frontier.push(adder.add(root(nSamples)))
  let splits = maxLeafNodes - 1
  let settled = 0
  for (let added = frontier.pop(); added; added = frontier.pop()) {
    if (!added.split || splits <= 0) {
      settled += added.node.end - added.node.start
      continue
    }
    splits--
    tree.divide(added.id, added.split.feature, added.split.threshold)
    // scikit-learn does not hand known constant features on to the children here.
    const parent = { ...added, nConstantFeatures: 0 }
    frontier.push(adder.add(child(parent, added.split, true)))
    frontier.push(adder.add(child(parent, added.split, false)))
    const rest = pace(settled)
    if (rest) await rest
  }
}
