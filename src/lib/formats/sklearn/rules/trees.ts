import type { EstimatorState } from '$lib/sklearn/state'
import type { Tree } from '$lib/sklearn/tree/_tree'
import { inconsistent } from '../../errors'
import { arrayOf, fieldOf, floats, ints, readArray } from '../../numpy/arrays'
import { float64, int64, struct } from '../../numpy/dtypes'
import { Call, dict, Global, Tuple, tuple, type PyValue } from '../../pickle/values'
import { entriesOf } from '../Decoder'
import type { Entries, Rule, Told } from '../Rule'

/** A node in scikit-learn's `Tree` (sklearn/tree/_tree.pyx): its fields in order, and what we call them. */
const fields = [
  ['left_child', 'children_left', int64],
  ['right_child', 'children_right', int64],
  ['feature', 'feature', int64],
  ['threshold', 'threshold', float64],
  ['impurity', 'impurity', float64],
  ['n_node_samples', 'n_node_samples', int64],
  ['weighted_n_node_samples', 'weighted_n_node_samples', float64]
] as const

const nodeDtype = struct(Object.fromEntries(fields.map(([name, , dtype]) => [name, dtype])))

function nodesOf(tree: Tree): Call {
  const size = 8 * fields.length
  const view = new DataView(new ArrayBuffer(tree.node_count * size))
  fields.forEach(([, own, dtype], f) => {
    for (let i = 0; i < tree.node_count; i++) {
      const at = i * size + 8 * f
      if (dtype === float64) view.setFloat64(at, tree[own][i], true)
      else view.setBigInt64(at, BigInt(tree[own][i]), true)
    }
  })
  return arrayOf(nodeDtype, [tree.node_count], new Uint8Array(view.buffer))
}

const encodeTree = (tree: Tree): Call =>
  new Call(
    new Global('sklearn.tree._tree', 'Tree'),
    tuple(BigInt(tree.n_features), ints([tree.n_classes]), 1n)
  ).withState(
    dict({
      max_depth: BigInt(tree.max_depth),
      node_count: BigInt(tree.node_count),
      nodes: nodesOf(tree),
      values: floats(tree.value, [tree.node_count, 1, tree.n_classes])
    })
  )

function decodeTree(object: PyValue | undefined): Tree {
  if (!(object instanceof Call) || !(object.args instanceof Tuple)) throw inconsistent()
  const state = entriesOf(object)
  const nodes = readArray(state.get('nodes') ?? null)
  const { shape, values } = readArray(state.get('values') ?? null)
  if (shape.length !== 3 || shape[1] !== 1 || !(values instanceof Float64Array)) throw inconsistent()
  const columns = Object.fromEntries(
    fields.map(([name, own, dtype]) => {
      const column = fieldOf(nodes, name)
      return [own, dtype === float64 ? column : Int32Array.from(column)]
    })
  ) as unknown as Pick<Tree, (typeof fields)[number][1]>
  const n_features = Number(object.args.items[0])
  checkNodes(columns, n_features, shape[0])
  return {
    n_features,
    n_classes: shape[2],
    node_count: shape[0],
    max_depth: Number(state.get('max_depth')),
    ...columns,
    value: values
  }
}

type Nodes = Pick<Tree, 'children_left' | 'children_right' | 'feature'>

/** Every way down comes to a leaf: a child stands behind its parent. */
function checkNodes(
  { children_left, children_right, feature }: Nodes,
  features: number,
  count: number
): void {
  const inside = (child: number, parent: number): boolean => child > parent && child < count
  const whole = children_left.every(
    (left, i) =>
      left === -1 ||
      (inside(left, i) && inside(children_right[i], i) && feature[i] >= 0 && feature[i] < features)
  )
  if (!whole || children_left.length !== count || count === 0) throw inconsistent()
}

/** How much each feature lowers the impurity, per unit of weight (Breiman et al. 1984, ch. 5.3.4). */
export function decreasesOf(tree: Tree): Float64Array {
  const { children_left: left, children_right: right, weighted_n_node_samples: weight, impurity } = tree
  const weighted = (node: number): number => (weight[node] / weight[0]) * impurity[node]
  const sums = new Float64Array(tree.n_features)
  for (let i = 0; i < tree.node_count; i++)
    if (left[i] >= 0) sums[tree.feature[i]] += weighted(i) - weighted(left[i]) - weighted(right[i])
  return sums
}

/** As shares of their sum; zeros where nothing is lowered. */
export function asShares(values: Float64Array): Float64Array {
  const total = values.reduce((sum, value) => sum + value, 0)
  return total > 0 ? values.map((value) => value / total) : values
}

/** A tree that a forest clones is not grown. */
const write = ({ attributes }: EstimatorState): Record<string, PyValue> =>
  attributes.tree_ ? { tree_: encodeTree(attributes.tree_ as Tree) } : {}

function read(entries: Entries): Told {
  if (!entries.has('tree_')) return {}
  const tree = decodeTree(entries.get('tree_'))
  return { attributes: { tree_: tree, feature_importances_: asShares(decreasesOf(tree)) } }
}

const classifier: Rule = { omit: ['feature_importances_'], consumes: ['tree_'], write, read }
const regressor: Rule = { ...classifier, fixed: { class_weight: null } }

export const treeRules: Readonly<Record<string, Rule>> = {
  DecisionTreeClassifier: classifier,
  DecisionTreeRegressor: regressor,
  ExtraTreeClassifier: classifier,
  ExtraTreeRegressor: regressor
}
