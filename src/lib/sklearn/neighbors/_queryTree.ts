import type { Metric } from '$lib/numeric/distances'
import type { Matrix } from '$lib/numeric/matrix'
import { isLeaf, type BinaryTree } from './_binaryTree'
import { heapPush } from './_heap'
import { shapes } from './_nodeShapes'

/** Brings the k rows nearest to a point into a heap of k reduced distances that begins at `from`. */
export type Nearest = (point: Float64Array, from: number) => void

/** The rows of the largest leaf. */
function largestLeaf(tree: BinaryTree): number {
  let greatest = 0
  for (let node = tree.start.length >> 1; node < tree.start.length; node++)
    greatest = Math.max(greatest, tree.end[node] - tree.start[node])
  return greatest
}

/** Looks for neighbours depth first, the nearer child before the other, and skips nodes that are too far off. */
export function nearestInTree(
  tree: BinaryTree,
  X: Matrix,
  metric: Metric,
  k: number,
  distances: Float64Array,
  indices: Int32Array
): Nearest {
  const cols = X.shape[1]
  const { leastReduced } = shapes[tree.shape]
  const reduced = new Float64Array(largestLeaf(tree))
  let point: Float64Array = new Float64Array(0)
  let from = 0
  const visit = (node: number, least: number): void => {
    if (least > distances[from]) return
    if (isLeaf(tree, node)) {
      const start = tree.start[node]
      const end = tree.end[node]
      metric.fill(point, 0, X.data, tree.rows, start, end, cols, reduced)
      for (let r = start; r < end; r++)
        if (reduced[r - start] < distances[from])
          heapPush(distances, indices, from, k, reduced[r - start], tree.rows[r])
      return
    }
    const left = 2 * node + 1
    const leastLeft = leastReduced(tree, left, point, metric)
    const leastRight = leastReduced(tree, left + 1, point, metric)
    if (leastLeft <= leastRight) {
      visit(left, leastLeft)
      visit(left + 1, leastRight)
    } else {
      visit(left + 1, leastRight)
      visit(left, leastLeft)
    }
  }
  return (query, at) => {
    point = query
    from = at
    visit(0, leastReduced(tree, 0, point, metric))
  }
}

/** Finds the rows within a radius of a point, in the tree's order. */
export type Within = (point: Float64Array) => { distances: number[]; indices: number[] }

export function withinInTree(tree: BinaryTree, X: Matrix, metric: Metric, radius: number): Within {
  const cols = X.shape[1]
  const { leastReduced, most } = shapes[tree.shape]
  const reducedRadius = metric.toReduced(radius)
  const reduced = new Float64Array(tree.rows.length)
  return (point) => {
    const distances: number[] = []
    const indices: number[] = []
    const visit = (node: number): void => {
      if (metric.toDistance(leastReduced(tree, node, point, metric)) > radius) return
      const all = most(tree, node, point, metric) <= radius
      if (!all && !isLeaf(tree, node)) {
        visit(2 * node + 1)
        visit(2 * node + 2)
        return
      }
      const start = tree.start[node]
      const end = tree.end[node]
      metric.fill(point, 0, X.data, tree.rows, start, end, cols, reduced)
      for (let r = start; r < end; r++) {
        if (!all && reduced[r - start] > reducedRadius) continue
        distances.push(metric.toDistance(reduced[r - start]))
        indices.push(tree.rows[r])
      }
    }
    visit(0)
    return { distances, indices }
  }
}
