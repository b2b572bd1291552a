import type { Matrix } from '$lib/numeric/matrix'
import type { EstimatorState } from '$lib/sklearn/state'
import { floats } from '../../numpy/arrays'
import { Call, Global, tuple, type PyValue } from '../../pickle/values'
import { encodeValue, type Encode } from '../encode'
import type { Rule } from '../Rule'

const trees: Readonly<Record<string, Global>> = {
  kd_tree: new Global('sklearn.neighbors._kd_tree', 'KDTree'),
  ball_tree: new Global('sklearn.neighbors._ball_tree', 'BallTree')
}

/** The search tree is not told node by node: the pickle says to build it from the rows, as fit does. */
function searchTree({ params, attributes }: EstimatorState, encode: Encode, rows: Call): PyValue {
  const tree = trees[attributes._fit_method as string]
  if (!tree) return null
  const named = encodeValue(attributes.effective_metric_params_, '', encode) as Map<PyValue, PyValue>
  const args = tuple(rows, BigInt(params.leaf_size as number), attributes.effective_metric_ as string)
  return new Call(named.size ? partial(tree, named) : tree, args)
}

/** The class with arguments by name, which an instruction to call has no place for. */
const partial = (callable: Global, named: Map<PyValue, PyValue>): Call =>
  new Call(new Global('functools', 'partial'), tuple(callable)).withState(
    tuple(callable, tuple(), named, null)
  )

function write(state: EstimatorState, encode: Encode): Record<string, PyValue> {
  const { data, shape } = state.attributes._fit_X as Matrix
  const rows = floats(data, shape)
  return { _fit_X: rows, _tree: searchTree(state, encode, rows) }
}

/** Without its tree, ours goes through all the rows: the same neighbours, but for the order of equally far ones. */
const read =
  (isClassifier: boolean): Rule['read'] =>
  (_, __, { attributes }) => {
    const y = attributes._y as ArrayLike<number>
    return { attributes: { _tree: null, _y: isClassifier ? y : Float64Array.from(y) } }
  }

const rule = (fixed: Rule['fixed'], isClassifier: boolean): Rule => ({
  fixed: isClassifier ? { ...fixed, outputs_2d_: false } : fixed,
  binding: isClassifier ? ['outputs_2d_'] : [],
  consumes: ['_tree'],
  write,
  read: read(isClassifier)
})

export const neighborRules: Readonly<Record<string, Rule>> = {
  KNeighborsClassifier: rule({ radius: null }, true),
  KNeighborsRegressor: rule({ radius: null }, false),
  RadiusNeighborsClassifier: rule({ n_neighbors: null }, true),
  RadiusNeighborsRegressor: rule({ n_neighbors: null }, false)
}
