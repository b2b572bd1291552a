/** Grows one tree, the best split first (scikit-learn 1.2, `sklearn/ensemble/_hist_gradient_boosting/grower.py`). */
import type { Binned, Pace } from './binning'
import { Heap } from './heap'
import { IndexSet } from './IndexSet'
import type { Gradients, HistogramBuilder } from './histogram'
import { findSplit, MIN_HESSIAN, nodeValue, type Split, type SplitRules, type Sums } from './splitting'

/** What all trees of a fit have in common. */
export interface GrowRules extends SplitRules {
  readonly binned: Binned
  readonly builder: HistogramBuilder
  readonly maxLeafNodes: number | null
  readonly maxDepth: number | null
  /** All features; or, with groups, those of any. */
  readonly features: Int32Array
  /** Features of one group may stand on a way down together; null: all may. */
  readonly groups: readonly IndexSet[] | null
  /** Rows in the order of the tree that is grown, and room for those that are moved: each tree takes the same. */
  readonly order: Int32Array
  readonly aside: Int32Array
}

export class Node implements Sums {
  /** Between these its children's values must lie. */
  lower = -Infinity
  upper = Infinity
  split: Split | null = null
  histogram: Float64Array | null = null
  children: readonly [Node, Node] | null = null

  constructor(
    readonly depth: number,
    /** Its rows: those of the tree's order from `start` to `stop`. */
    readonly start: number,
    readonly stop: number,
    readonly gradients: number,
    readonly hessians: number,
    /** What it says as a leaf. */
    public value: number,
    /** By which features it may be split, and which groups these are. */
    readonly features: Int32Array,
    readonly groups: readonly IndexSet[] | null
  ) {}

  get count(): number {
    return this.stop - this.start
  }
}

export interface Grown {
  readonly root: Node
  readonly leaves: readonly Node[]
  readonly nNodes: number
  /** The rows, those of a leaf side by side, until the next tree is grown. */
  readonly order: Int32Array
}

/** Grows a tree; what `pace` gives is awaited between splits. */
export async function growTree(rules: GrowRules, stage: Gradients, pace: Pace): Promise<Grown> {
  const grower = new Grower(rules, stage)
  while (grower.splitNext()) {
    const rest = pace()
    if (rest) await rest
  }
  return grower
}

class Grower implements Grown {
  readonly order: Int32Array
  readonly leaves: Node[] = []
  readonly root: Node
  nNodes = 1
  private readonly open = new Heap<Node>((a, b) => a.split!.gain > b.split!.gain)

  constructor(
    private readonly rules: GrowRules,
    private readonly stage: Gradients
  ) {
    const { nRows } = rules.binned
    this.order = rules.order
    for (let i = 0; i < nRows; i++) this.order[i] = i
    const gradients = total(stage.gradients)
    const hessians = stage.hessians ? total(stage.hessians) : nRows
    const { features, groups } = rules
    this.root = new Node(0, 0, nRows, gradients, hessians, 0, features, groups)
    if (nRows < 2 * rules.minSamplesLeaf || hessians < MIN_HESSIAN) this.leaves.push(this.root)
    else {
      this.root.histogram = rules.builder.build(this.order, stage, features)
      this.consider(this.root)
    }
  }

  /** Splits the node of the greatest gain. False when there is none left. */
  splitNext(): boolean {
    const node = this.open.pop()
    if (!node) return false
    const { maxLeafNodes, maxDepth, minSamplesLeaf, builder } = this.rules
    const children = (node.children = this.part(node))
    this.nNodes += 2
    if (this.leaves.length + this.open.size + 2 === maxLeafNodes) {
      this.leaves.push(...children)
      this.close(node)
      for (let left = this.open.pop(); left; left = this.open.pop()) {
        this.leaves.push(left)
        this.close(left)
      }
      return false
    }
    if (node.depth + 1 === maxDepth) {
      this.leaves.push(...children)
      this.close(node)
      return true
    }
    const goOn = children.filter((child) => child.count >= 2 * minSamplesLeaf)
    this.leaves.push(...children.filter((child) => !goOn.includes(child)))
    if (!goOn.length) {
      this.close(node)
      return true
    }
    bound(node, children, this.rules.monotonic[node.split!.feature])
    const [left, right] = children
    const [small, large] = left.count < right.count ? [left, right] : [right, left]
    small.histogram = builder.build(this.order.subarray(small.start, small.stop), this.stage, small.features)
    large.histogram = builder.subtract(node.histogram!, small.histogram, small.features)
    node.histogram = null
    for (const child of children)
      if (goOn.includes(child)) this.consider(child)
      else this.close(child)
    return true
  }

  /** Finds the node's split; without one it is a leaf. */
  private consider(node: Node): void {
    node.split = findSplit(node.histogram!, node, node.features, this.rules)
    if (node.split.gain > 0) return this.open.push(node)
    this.leaves.push(node)
    this.close(node)
  }

  /** Gives back a histogram that is no longer needed. */
  private close(node: Node): void {
    if (node.histogram) this.rules.builder.release(node.histogram)
    node.histogram = null
  }

  /** Parts the node's rows; both sides keep their order. */
  private part(node: Node): [Node, Node] {
    const { order, rules } = this
    const { aside } = rules
    const split = node.split!
    const bins = rules.binned.columns[split.feature]
    const goesLeft = sides(split, rules.nBinsNonMissing[split.feature])
    let left = node.start
    let right = 0
    for (let i = node.start; i < node.stop; i++) {
      const row = order[i]
      if (goesLeft[bins[row]]) order[left++] = row
      else aside[right++] = row
    }
    order.set(aside.subarray(0, right), left)
    // Without missing values to learn from, those that come later go with most rows.
    if (!rules.hasMissing[split.feature]) split.missingLeft = left - node.start > node.stop - left
    const groups = node.groups?.filter((group) => group.has(split.feature)) ?? null
    const features = groups ? IndexSet.union(groups).values : node.features
    const child = (gradients: number, hessians: number, start: number, stop: number): Node => {
      const value = nodeValue(gradients, hessians, rules.l2, node.lower, node.upper)
      return new Node(node.depth + 1, start, stop, gradients, hessians, value, features, groups)
    }
    const { gradientsLeft, hessiansLeft } = split
    return [
      child(gradientsLeft, hessiansLeft, node.start, left),
      child(node.gradients - gradientsLeft, node.hessians - hessiansLeft, left, node.stop)
    ]
  }
}

/** For each bin of a feature, with the one for missing values: does it go left? */
function sides({ bin, left, missingLeft }: Split, missing: number): Uint8Array {
  const out = new Uint8Array(missing + 1)
  if (left) for (const own of left) out[own] = 1
  else {
    out.fill(1, 0, bin + 1)
    if (missingLeft) out[missing] = 1
  }
  return out
}

/** Between which values the children's own children must lie, so that the prediction rises or falls as it should. */
function bound(node: Node, [left, right]: readonly [Node, Node], sign: number): void {
  const middle = (left.value + right.value) / 2
  left.lower = sign < 0 ? middle : node.lower
  left.upper = sign > 0 ? middle : node.upper
  right.lower = sign > 0 ? middle : node.lower
  right.upper = sign < 0 ? middle : node.upper
}

/** One after another, in float64. */
function total(values: Float32Array): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]
  return sum
}
