/**
 * A binary tree in parallel arrays, one entry a node; node 0 is the root, and a child's index is greater than its parent's.
 * At a leaf the children are TREE_LEAF, feature and threshold TREE_UNDEFINED. Names are scikit-learn's `Tree`'s.
 */
export interface Tree {
  readonly n_features: number
  /** Classes of a classifier; 1 for a regressor. */
  readonly n_classes: number
  readonly node_count: number
  readonly max_depth: number
  readonly children_left: Int32Array
  readonly children_right: Int32Array
  readonly feature: Int32Array
  readonly threshold: Float64Array
  readonly impurity: Float64Array
  readonly n_node_samples: Int32Array
  readonly weighted_n_node_samples: Float64Array
  /** Shape (node_count, n_classes): weighted counts of the classes, or the mean or median of the target. */
  readonly value: Float64Array
}

export const TREE_LEAF = -1
export const TREE_UNDEFINED = -2

/** Numbers one after another in a typed array that is enlarged as needed. */
class Column<A extends Int32Array | Float64Array> {
  length = 0

  constructor(private array: A) {}

  push(value: number): void {
    if (this.length === this.array.length) this.reserve(2 * this.length)
    this.array[this.length++] = value
  }

  set(at: number, value: number): void {
    this.array[at] = value
  }

  done(): A {
    return this.array.slice(0, this.length) as A
  }

  private reserve(capacity: number): void {
    const larger = new (this.array.constructor as new (length: number) => A)(capacity)
    larger.set(this.array)
    this.array = larger
  }
}

export interface Node {
  readonly impurity: number
  readonly nNodeSamples: number
  readonly weightedNNodeSamples: number
}

const CAPACITY = 64

/** A tree to which nodes are added. */
export class TreeBuffer {
  nodeCount = 0
  private maxDepth = 0
  private readonly left = new Column(new Int32Array(CAPACITY))
  private readonly right = new Column(new Int32Array(CAPACITY))
  private readonly feature = new Column(new Int32Array(CAPACITY))
  private readonly threshold = new Column(new Float64Array(CAPACITY))
  private readonly impurity = new Column(new Float64Array(CAPACITY))
  private readonly nNodeSamples = new Column(new Int32Array(CAPACITY))
  private readonly weightedNNodeSamples = new Column(new Float64Array(CAPACITY))
  private readonly value = new Column(new Float64Array(CAPACITY))
  private readonly valueOfNode: Float64Array

  constructor(
    private readonly nFeatures: number,
    private readonly nClasses: number
  ) {
    this.valueOfNode = new Float64Array(nClasses)
  }

  /**
   * Adds a node, a leaf for now, under its parent (TREE_UNDEFINED for the root) and gives its index.
   *
   * @param writeValue writes the node's value into an array of n_classes numbers
   */
  add(
    parent: number,
    isLeft: boolean,
    depth: number,
    node: Node,
    writeValue: (dest: Float64Array) => void
  ): number {
    const id = this.nodeCount++
    if (parent !== TREE_UNDEFINED) (isLeft ? this.left : this.right).set(parent, id)
    this.maxDepth = Math.max(this.maxDepth, depth)
    this.left.push(TREE_LEAF)
    this.right.push(TREE_LEAF)
    this.feature.push(TREE_UNDEFINED)
    this.threshold.push(TREE_UNDEFINED)
    this.impurity.push(node.impurity)
    this.nNodeSamples.push(node.nNodeSamples)
    this.weightedNNodeSamples.push(node.weightedNNodeSamples)
    writeValue(this.valueOfNode)
    for (let k = 0; k < this.nClasses; k++) this.value.push(this.valueOfNode[k])
    return id
  }

  /** Makes a leaf an inner node; its children are added after it. */
  divide(id: number, feature: number, threshold: number): void {
    this.feature.set(id, feature)
    this.threshold.set(id, threshold)
  }

  done(): Tree {
    return {
      n_features: this.nFeatures,
      n_classes: this.nClasses,
      node_count: this.nodeCount,
      max_depth: this.maxDepth,
      children_left: this.left.done(),
      children_right: this.right.done(),
      feature: this.feature.done(),
      threshold: this.threshold.done(),
      impurity: this.impurity.done(),
      n_node_samples: this.nNodeSamples.done(),
      weighted_n_node_samples: this.weightedNNodeSamples.done(),
      value: this.value.done()
    }
  }
}
