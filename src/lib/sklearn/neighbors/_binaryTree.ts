import type { Metric } from '$lib/numeric/distances'
import type { Matrix } from '$lib/numeric/matrix'
import { shapes, type Shape } from './_nodeShapes'
import { nthElement } from './_nthElement'

/**
 * A complete binary tree over the rows of a matrix, in flat arrays: the children of node i are 2i + 1 and 2i + 2. A node
 * holds the rows `rows[start[i]] … rows[end[i] − 1]` and what encloses them: a box (k-d tree) or a ball.
 */
export interface BinaryTree {
  readonly shape: Shape
  readonly rows: Int32Array
  readonly start: Int32Array
  readonly end: Int32Array
  /** Box: nodes × lower corner. Ball: nodes × centre. */
  readonly corner: Float64Array
  /** Box: nodes × upper corner. Ball: one radius a node. */
  readonly extent: Float64Array
}

/**
 * The tree of scikit-learn 1.2's `KDTree` and `BallTree` (`neighbors/_binary_tree.pxi`), node for node: each node is split
 * at the median of the feature with the greatest spread, until leaves hold between `leafSize` and 2·`leafSize` rows.
 */
export function buildTree(X: Matrix, shape: Shape, leafSize: number, metric: Metric): BinaryTree {
  const [n, cols] = X.shape
  const levels = Math.floor(Math.log2(Math.max(1, (n - 1) / leafSize)) + 1)
  const nodes = 2 ** levels - 1
  const tree: BinaryTree = {
    shape,
    rows: Int32Array.from({ length: n }, (_, i) => i),
    start: new Int32Array(nodes),
    end: new Int32Array(nodes),
    corner: new Float64Array(nodes * cols),
    extent: new Float64Array(shape === 'box' ? nodes * cols : nodes)
  }
  const { enclose } = shapes[shape]
  const grow = (node: number, start: number, end: number): void => {
    tree.start[node] = start
    tree.end[node] = end
    enclose(tree, X, node, metric)
    if (isLeaf(tree, node)) return
    const feature = widestFeature(X, tree.rows, start, end)
    const middle = start + ((end - start) >> 1)
    nthElement(tree.rows, start, middle, end, (a, b) => {
      const left = X.data[a * cols + feature]
      const right = X.data[b * cols + feature]
      return left === right ? a < b : left < right
    })
    grow(2 * node + 1, start, middle)
    grow(2 * node + 2, middle, end)
  }
  grow(0, 0, n)
  return tree
}

export const isLeaf = (tree: BinaryTree, node: number): boolean => 2 * node + 1 >= tree.start.length

/** The first feature in which these rows are furthest apart. */
function widestFeature(X: Matrix, rows: Int32Array, start: number, end: number): number {
  const cols = X.shape[1]
  let widest = 0
  let widestSpread = 0
  for (let j = 0; j < cols; j++) {
    let least = Infinity
    let greatest = -Infinity
    for (let r = start; r < end; r++) {
      const value = X.data[rows[r] * cols + j]
      least = Math.min(least, value)
      greatest = Math.max(greatest, value)
    }
    if (greatest - least > widestSpread) {
      widestSpread = greatest - least
      widest = j
    }
  }
  return widest
}
