import type { Metric } from '$lib/numeric/distances'
import type { Matrix } from '$lib/numeric/matrix'
import { isLeaf, type BinaryTree } from './_binaryTree'
import { heapPush } from './_heap'
import { shapes } from './_nodeShapes'

/** Brings the k rows nearest to a point into a heap of k reduced distances that begins at `from`. */
export type Nearest = (point: Float64Array, from: number) => void

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
  let point = new Float64Array(0)
  let from = 0
  const visit = (node: number, least: number): void => {
    if (least > distances[from]) return
    if (isLeaf(tree, node)) {
      for (let r = tree.start[node]; r < tree.end[node]; r++) {
        const row = tree.rows[r]
        heapPush(distances, indices, from, k, metric.reduced(point, 0, X.data, row * cols, cols), row)
      }
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
    point = query as Float64Array<ArrayBuffer>
    from = at
    visit(0, leastReduced(tree, 0, point, metric))
  }
}

/** The rows within `radius` of a point, in the tree's order. */
export function withinInTree(
  tree: BinaryTree,
  X: Matrix,
  metric: Metric,
  radius: number,
  point: Float64Array
): { distances: number[]; indices: number[] } {
  const cols = X.shape[1]
  const { leastReduced, most } = shapes[tree.shape]
  const reducedRadius = metric.toReduced(radius)
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
    for (let r = tree.start[node]; r < tree.end[node]; r++) {
      const row = tree.rows[r]
      const reduced = metric.reduced(point, 0, X.data, row * cols, cols)
      if (!all && reduced > reducedRadius) continue
      distances.push(metric.toDistance(reduced))
      indices.push(row)
    }
  }
  visit(0)
  return { distances, indices }
}
