/** Minimal cost-complexity pruning ("Classification and Regression Trees", 1984, ch. 3.3; Algorithm 3.2, p. 294). */
import { TREE_LEAF, TREE_UNDEFINED, TreeBuffer, type Tree } from './_tree'

/** The impurities of ever smaller subtrees, and from which alpha on each is the best. */
export interface PruningPath {
  /** Effective alphas, ascending, beginning with 0. */
  readonly ccp_alphas: Float64Array
  /** The sum over the subtree's leaves of impurity, weighted by their share of the samples. */
  readonly impurities: Float64Array
}

/** Collapses branches, the weakest first, and keeps what that changes further up. */
class Pruner {
  readonly isLeaf: Uint8Array
  private readonly parent: Int32Array
  private readonly nLeaves: Int32Array
  /** The weighted impurity of a node as a leaf, and of the leaves below it. */
  private readonly asLeaf: Float64Array
  private readonly asBranch: Float64Array
  private readonly isCandidate: Uint8Array

  constructor(private readonly tree: Tree) {
    const n = tree.node_count
    this.isLeaf = Uint8Array.from(tree.children_left, (left) => Number(left === TREE_LEAF))
    this.isCandidate = this.isLeaf.map((leaf) => 1 - leaf)
    this.parent = new Int32Array(n).fill(TREE_UNDEFINED)
    this.nLeaves = new Int32Array(n)
    this.asBranch = new Float64Array(n)
    const total = tree.weighted_n_node_samples[0]
    this.asLeaf = tree.weighted_n_node_samples.map((weight, i) => (weight * tree.impurity[i]) / total)
    for (let i = 0; i < n; i++) {
      if (this.isLeaf[i]) continue
      this.parent[tree.children_left[i]] = i
      this.parent[tree.children_right[i]] = i
    }
    for (let i = 0; i < n; i++) {
      if (!this.isLeaf[i]) continue
      this.asBranch[i] = this.asLeaf[i]
      this.raise(i, this.asLeaf[i], 1)
    }
  }

  /** The impurity of the tree as it is now. */
  get impurity(): number {
    return this.asBranch[0]
  }

  /** The branch whose collapse costs least for each leaf that it saves; undefined when only the root is left. */
  weakest(): { node: number; alpha: number } | undefined {
    let node = -1
    let alpha = Number.MAX_VALUE
    for (let i = 0; i < this.isCandidate.length; i++) {
      if (!this.isCandidate[i]) continue
      const cost = (this.asLeaf[i] - this.asBranch[i]) / (this.nLeaves[i] - 1)
      if (cost < alpha) {
        alpha = cost
        node = i
      }
    }
    return node < 0 ? undefined : { node, alpha }
  }

  collapse(node: number): void {
    const stack = [node]
    for (let i = stack.pop(); i !== undefined; i = stack.pop()) {
      this.isCandidate[i] = this.isLeaf[i] = 0
      if (this.tree.children_left[i] !== TREE_LEAF)
        stack.push(this.tree.children_left[i], this.tree.children_right[i])
    }
    this.isLeaf[node] = 1
    const saved = this.nLeaves[node] - 1
    const cost = this.asLeaf[node] - this.asBranch[node]
    this.nLeaves[node] = 0
    this.asBranch[node] = this.asLeaf[node]
    this.raise(node, cost, -saved)
  }

  /** Adds to the impurity and the leaves of all ancestors. */
  private raise(node: number, impurity: number, leaves: number): void {
    for (let i = this.parent[node]; i !== TREE_UNDEFINED; i = this.parent[i]) {
      this.asBranch[i] += impurity
      this.nLeaves[i] += leaves
    }
  }
}

/** All effective alphas of a tree with the impurities that they lead to. */
export function pruningPath(tree: Tree): PruningPath {
  const pruner = new Pruner(tree)
  const alphas = [0]
  const impurities = [pruner.impurity]
  for (let next = pruner.weakest(); next; next = pruner.weakest()) {
    pruner.collapse(next.node)
    alphas.push(next.alpha)
    impurities.push(pruner.impurity)
  }
  return { ccp_alphas: Float64Array.from(alphas), impurities: Float64Array.from(impurities) }
}

/** The subtree that is the best for this alpha: without every branch whose effective alpha is not greater. */
export function prune(tree: Tree, ccpAlpha: number): Tree {
  const pruner = new Pruner(tree)
  for (let next = pruner.weakest(); next && next.alpha <= ccpAlpha; next = pruner.weakest())
    pruner.collapse(next.node)
  return withLeaves(tree, pruner.isLeaf)
}

/** A copy of the tree down to these leaves, its nodes numbered depth-first. */
function withLeaves(tree: Tree, isLeaf: Uint8Array): Tree {
  const buffer = new TreeBuffer(tree.n_features, tree.n_classes)
  const stack = [{ from: 0, depth: 0, parent: TREE_UNDEFINED, isLeft: false }]
  for (let node = stack.pop(); node; node = stack.pop()) {
    const { from, depth } = node
    const stats = {
      impurity: tree.impurity[from],
      nNodeSamples: tree.n_node_samples[from],
      weightedNNodeSamples: tree.weighted_n_node_samples[from]
    }
    const id = buffer.add(node.parent, node.isLeft, depth, stats, (dest) =>
      dest.set(tree.value.subarray(from * tree.n_classes, (from + 1) * tree.n_classes))
    )
    if (isLeaf[from]) continue
    buffer.divide(id, tree.feature[from], tree.threshold[from])
    stack.push({ from: tree.children_right[from], depth: depth + 1, parent: id, isLeft: false })
    stack.push({ from: tree.children_left[from], depth: depth + 1, parent: id, isLeft: true })
  }
  return buffer.done()
}
