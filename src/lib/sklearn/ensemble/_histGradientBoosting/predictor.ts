/** A grown tree as it is kept and asked (scikit-learn 1.2, `sklearn/ensemble/_hist_gradient_boosting/predictor.py`). */
import type { Matrix } from '$lib/numeric/matrix'
import type { BinMapper, Binned } from './binning'
import type { Grown, Node } from './grower'

/** Nodes from the root on, the left side of each before its right; one array a field. */
export interface TreePredictor {
  readonly value: Float64Array
  readonly count: Int32Array
  readonly feature_idx: Int32Array
  readonly num_threshold: Float64Array
  readonly missing_go_to_left: Uint8Array
  readonly left: Int32Array
  readonly right: Int32Array
  readonly gain: Float64Array
  readonly depth: Int32Array
  readonly is_leaf: Uint8Array
  readonly bin_threshold: Uint8Array
  readonly is_categorical: Uint8Array
  /** Which of the bit sets a categorical split has. */
  readonly bitset_idx: Int32Array
  /** Sets of 256 bits, 8 words each: the bins that go left, … */
  readonly binned_left_cat_bitsets: Uint32Array
  /** … and the categories. */
  readonly raw_left_cat_bitsets: Uint32Array
}

/** The words of a set of 256 bits. */
const WORDS = 8

const inSet = (sets: Uint32Array, index: number, item: number): boolean =>
  ((sets[index * WORDS + (item >> 5)] >>> (item & 31)) & 1) === 1

function add(sets: Uint32Array, index: number, item: number): void {
  sets[index * WORDS + ((item & 255) >> 5)] |= 1 << (item & 31)
}

/** The nodes of a grown tree. */
export function predictorOf({ root, nNodes }: Grown, mapper: BinMapper): TreePredictor {
  const categorical = countCategorical(root)
  const tree: TreePredictor = {
    value: new Float64Array(nNodes),
    count: new Int32Array(nNodes),
    feature_idx: new Int32Array(nNodes),
    num_threshold: new Float64Array(nNodes),
    missing_go_to_left: new Uint8Array(nNodes),
    left: new Int32Array(nNodes),
    right: new Int32Array(nNodes),
    gain: new Float64Array(nNodes),
    depth: new Int32Array(nNodes),
    is_leaf: new Uint8Array(nNodes),
    bin_threshold: new Uint8Array(nNodes),
    is_categorical: new Uint8Array(nNodes),
    bitset_idx: new Int32Array(nNodes),
    binned_left_cat_bitsets: new Uint32Array(categorical * WORDS),
    raw_left_cat_bitsets: new Uint32Array(categorical * WORDS)
  }
  fill(tree, mapper, root, { node: 0, set: 0 })
  return tree
}

const countCategorical = ({ split, children }: Node): number =>
  children ? Number(split!.left !== null) + countCategorical(children[0]) + countCategorical(children[1]) : 0

/** Writes a node and all below it; `next` is where the next of each kind goes. */
function fill(tree: TreePredictor, mapper: BinMapper, node: Node, next: { node: number; set: number }): void {
  const at = next.node++
  tree.value[at] = node.value
  tree.count[at] = node.count
  tree.depth[at] = node.depth
  tree.gain[at] = node.split?.gain ?? -1
  if (!node.children) {
    tree.is_leaf[at] = 1
    return
  }
  const { feature, bin, left, missingLeft } = node.split!
  const thresholds = mapper.bin_thresholds_[feature]
  const missing = mapper.n_bins_non_missing_[feature]
  tree.feature_idx[at] = feature
  tree.bin_threshold[at] = bin
  tree.missing_go_to_left[at] = Number(missingLeft)
  tree.is_categorical[at] = Number(left !== null)
  // All that is not missing goes left. As in scikit-learn also where the one category of a feature is parted from it.
  if (bin === missing - 1) tree.num_threshold[at] = Infinity
  else if (left) {
    const set = (tree.bitset_idx[at] = next.set++)
    for (const own of left) {
      add(tree.binned_left_cat_bitsets, set, own === missing ? mapper.n_bins - 1 : own)
      if (own !== missing) add(tree.raw_left_cat_bitsets, set, thresholds[own])
    }
  } else tree.num_threshold[at] = thresholds[bin]
  tree.left[at] = next.node
  fill(tree, mapper, node.children[0], next)
  tree.right[at] = next.node
  fill(tree, mapper, node.children[1], next)
}

/** Which categories each feature is known to have: sets of 256 bits side by side. */
export function knownCategories({ is_categorical, bin_thresholds_ }: BinMapper): Uint32Array {
  const sets = new Uint32Array(bin_thresholds_.length * WORDS)
  is_categorical?.forEach((own, f) => {
    if (own) for (const category of bin_thresholds_[f]) add(sets, f, category)
  })
  return sets
}

/** Adds to predictions what the tree says of the rows, in place. */
export function addTree(raw: Float64Array, tree: TreePredictor, X: Matrix, known: Uint32Array): void {
  const { value, feature_idx, num_threshold, missing_go_to_left, left, right, is_leaf, is_categorical } = tree
  const cols = X.shape[1]
  for (let i = 0, row = 0; i < raw.length; i++, row += cols) {
    let node = 0
    while (!is_leaf[node]) {
      const x = X.data[row + feature_idx[node]]
      const goesLeft =
        x !== x
          ? missing_go_to_left[node] === 1
          : is_categorical[node]
            ? categoryGoesLeft(tree, node, x, known)
            : x <= num_threshold[node]
      node = goesLeft ? left[node] : right[node]
    }
    raw[i] += value[node]
  }
}

/** Categories below 0, and those that it never saw, go where missing values go. */
function categoryGoesLeft(tree: TreePredictor, node: number, x: number, known: Uint32Array): boolean {
  const category = x & 255
  if (x >= 0 && inSet(tree.raw_left_cat_bitsets, tree.bitset_idx[node], category)) return true
  if (x >= 0 && inSet(known, tree.feature_idx[node], category)) return false
  return tree.missing_go_to_left[node] === 1
}

/** The same for rows in bins. */
export function addBinnedTree(
  raw: Float64Array,
  tree: TreePredictor,
  { columns }: Binned,
  mapper: BinMapper
): void {
  for (let i = 0; i < raw.length; i++) {
    let node = 0
    while (!tree.is_leaf[node]) {
      const f = tree.feature_idx[node]
      const bin = columns[f][i]
      const goesLeft =
        bin === mapper.n_bins_non_missing_[f]
          ? tree.missing_go_to_left[node] === 1
          : tree.is_categorical[node]
            ? inSet(tree.binned_left_cat_bitsets, tree.bitset_idx[node], bin)
            : bin <= tree.bin_threshold[node]
      node = goesLeft ? tree.left[node] : tree.right[node]
    }
    raw[i] += tree.value[node]
  }
}
