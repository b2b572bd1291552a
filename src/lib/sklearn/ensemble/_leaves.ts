import { matrix, type Matrix } from '$lib/numeric/matrix'
import { decisionPath } from '../tree/_predict'
import type { Tree } from '../tree/_tree'

export interface ForestPath {
  /** Shape (n_samples, nodes of all trees). */
  readonly indicator: Matrix
  /** Where each tree's columns begin, and where the last one's end, shape (n_estimators + 1,). */
  readonly n_nodes_ptr: Int32Array
}

/** One column a tree. */
export function leavesOf(leaves: readonly Int32Array[]): Matrix {
  const out = matrix(leaves[0].length, leaves.length)
  leaves.forEach((column, t) => column.forEach((leaf, i) => (out.data[i * leaves.length + t] = leaf)))
  return out
}

/** The paths through all trees side by side. */
export function pathsOf(trees: readonly Tree[], X: Matrix): ForestPath {
  const ends = new Int32Array(trees.length + 1)
  trees.forEach(({ node_count }, t) => (ends[t + 1] = ends[t] + node_count))
  const cols = ends[trees.length]
  const indicator = matrix(X.shape[0], cols)
  trees.forEach((tree, t) => {
    const path = decisionPath(tree, X)
    for (let i = 0; i < X.shape[0]; i++)
      indicator.data.set(
        path.data.subarray(i * tree.node_count, (i + 1) * tree.node_count),
        i * cols + ends[t]
      )
  })
  return { indicator, n_nodes_ptr: ends }
}
