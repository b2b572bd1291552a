/** What a fitted tree says of rows. Rows are compared as float32, as the tree was grown. */
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { TREE_LEAF, type Tree } from './_tree'

/** The leaf that each row comes to, shape (n_samples,). */
export function apply(tree: Tree, X: Matrix): Int32Array {
  const { children_left, children_right, feature, threshold } = tree
  const [rows, cols] = X.shape
  const leaves = new Int32Array(rows)
  for (let i = 0; i < rows; i++) {
    let node = 0
    while (children_left[node] !== TREE_LEAF)
      node =
        Math.fround(X.data[i * cols + feature[node]]) <= threshold[node]
          ? children_left[node]
          : children_right[node]
    leaves[i] = node
  }
  return leaves
}

/** Ones at the nodes that a row goes through, shape (n_samples, node_count). */
export function decisionPath(tree: Tree, X: Matrix): Matrix {
  const parent = new Int32Array(tree.node_count).fill(-1)
  for (let i = 0; i < tree.node_count; i++) {
    if (tree.children_left[i] === TREE_LEAF) continue
    parent[tree.children_left[i]] = i
    parent[tree.children_right[i]] = i
  }
  const indicator = matrix(X.shape[0], tree.node_count)
  apply(tree, X).forEach((leaf, i) => {
    for (let node = leaf; node >= 0; node = parent[node]) indicator.data[i * tree.node_count + node] = 1
  })
  return indicator
}

/** The values of the rows' leaves, shape (n_samples, n_classes). */
export function leafValues(tree: Tree, X: Matrix): Matrix {
  const { n_classes, value } = tree
  const out = matrix(X.shape[0], n_classes)
  const leaves = apply(tree, X)
  for (let i = 0, at = 0; i < leaves.length; i++)
    for (let k = 0; k < n_classes; k++) out.data[at++] = value[leaves[i] * n_classes + k]
  return out
}

/** The classes' shares in the rows' leaves, shape (n_samples, n_classes). */
export function leafShares(tree: Tree, X: Matrix): Matrix {
  const shares = leafValues(tree, X)
  const { data } = shares
  const cols = tree.n_classes
  for (let at = 0; at < data.length; at += cols) {
    let total = 0
    for (let k = 0; k < cols; k++) total += data[at + k]
    if (total !== 0) for (let k = 0; k < cols; k++) data[at + k] /= total
  }
  return shares
}

export const nLeaves = (tree: Tree): number =>
  tree.children_left.reduce((count, left) => count + (left === TREE_LEAF ? 1 : 0), 0)

/** How much each feature decreases the impurity, per unit of weight, shape (n_features,). */
export function impurityDecreases(tree: Tree): Float64Array {
  const { children_left, children_right, weighted_n_node_samples: weight, impurity } = tree
  const decreases = new Float64Array(tree.n_features)
  for (let i = 0; i < tree.node_count; i++) {
    const left = children_left[i]
    if (left === TREE_LEAF) continue
    const right = children_right[i]
    decreases[tree.feature[i]] +=
      weight[i] * impurity[i] - weight[left] * impurity[left] - weight[right] * impurity[right]
  }
  for (let f = 0; f < decreases.length; f++) decreases[f] /= weight[0]
  return decreases
}

/** The share of each feature in the total decrease of impurity, shape (n_features,); zeros when there is no split. */
export function featureImportances(tree: Tree): Float64Array {
  const importances = impurityDecreases(tree)
  const total = importances.reduce((sum, importance) => sum + importance, 0)
  return total > 0 ? importances.map((importance) => importance / total) : importances
}
