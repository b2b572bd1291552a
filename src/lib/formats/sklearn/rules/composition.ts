/** Pipelines and column transformers: estimators by name. */
import type { EstimatorState } from '$lib/sklearn/state'
import { FormatError, inconsistent } from '../../errors'
import { Call, Global, tuple, type PyValue } from '../../pickle/values'
import { encodeTuple, estimator, isNested, type Encode } from '../encode'
import type { Rule, Told } from '../Rule'
import { widths } from './preprocessing'

type Part = readonly [name: string, transformer: unknown, columns: string[]]

/** How many columns a part gives. */
function widthOf(transformer: unknown): number {
  if (!isNested(transformer)) throw inconsistent()
  const state = transformer.$estimator
  if (state.class === 'OneHotEncoder') return widths(state).reduce((sum, width) => sum + width, 0)
  return (state.attributes.n_components_ ?? state.attributes.n_features_in_) as number
}

const slice = (start: number, end: number): Call =>
  new Call(new Global('builtins', 'slice'), tuple(BigInt(start), BigInt(end), null))

/** What scikit-learn puts in place of 'passthrough'. */
const passThrough = (): Call =>
  estimator('sklearn.preprocessing._function_transformer', 'FunctionTransformer', {
    func: null,
    inverse_func: null,
    validate: false,
    accept_sparse: true,
    check_inverse: false,
    feature_names_out: 'one-to-one',
    kw_args: null,
    inv_kw_args: null
  })

/** The columns that each part, and then the remainder, gives. */
function outputs(parts: readonly Part[], remainder: number): Map<PyValue, PyValue> {
  const out = new Map<PyValue, PyValue>()
  let start = 0
  for (const [name, transformer] of parts) {
    const end = start + widthOf(transformer)
    out.set(name, slice(start, end))
    start = end
  }
  return out.set('remainder', remainder ? slice(start, start + remainder) : slice(0, 0))
}

function writeColumnTransformer(
  { params, attributes }: EstimatorState,
  encode: Encode
): Record<string, PyValue> {
  const transformers = (params.transformers as Part[]).map((part) => encodeTuple(part, encode))
  if (!attributes.transformers_) return { transformers }
  const parts = attributes.transformers_ as Part[]
  const names = attributes.feature_names_in_ as string[]
  const used = new Set(parts.flatMap(([, , columns]) => columns))
  const indices = (columns: readonly string[]): PyValue[] =>
    columns.map((name) => BigInt(names.indexOf(name)))
  const rest = names.filter((name) => !used.has(name))
  const remainder = params.remainder as string
  const passes = remainder === 'passthrough'
  const restPart = tuple('remainder', remainder, indices(rest))
  return {
    transformers,
    transformers_: [...parts.map((part) => encodeTuple(part, encode)), ...(rest.length ? [restPart] : [])],
    _columns: parts.map(([, , columns]) => [...columns]),
    _transformer_to_input_indices: new Map<PyValue, PyValue>([
      ...parts.map(([name, , columns]): [PyValue, PyValue] => [name, indices(columns)]),
      ['remainder', indices(rest)]
    ]),
    _n_features: BigInt(names.length),
    _remainder: restPart,
    sparse_output_: false,
    _name_to_fitted_passthrough: new Map<PyValue, PyValue>(
      passes && rest.length ? [['remainder', passThrough()]] : []
    ),
    output_indices_: outputs(parts, passes ? rest.length : 0)
  }
}

/** Parts that were fitted, their columns by name. */
function readColumnTransformer(_: unknown, __: unknown, { params, attributes }: Required<Told>): Told {
  const names = attributes.feature_names_in_ as string[] | undefined
  const named = ([name, transformer, columns]: Part): Part => {
    const list =
      Array.isArray(columns) || ArrayBuffer.isView(columns) ? Array.from(columns as unknown[]) : null
    if (!list || !isNested(transformer))
      throw new FormatError(
        `The part "${name}" of the ColumnTransformer is not supported`,
        'A part must be an estimator with a list of columns.',
        415
      )
    return [
      name,
      transformer,
      list.map((column) => (typeof column === 'number' ? names![column] : String(column)))
    ]
  }
  const fitted = attributes.transformers_ as Part[] | undefined
  return {
    params: { transformers: (params.transformers as Part[]).map(named) },
    attributes: fitted
      ? {
          transformers_: fitted
            .filter(([name, , columns]) => name !== 'remainder' && columns.length)
            .map(named)
        }
      : {}
  }
}

/** The steps as tuples, and steps that are estimators only. */
const pipeline: Rule = {
  fixed: { memory: null },
  write: ({ params }, encode) => ({
    steps: (params.steps as unknown[][]).map((step) => encodeTuple(step, encode))
  }),
  read: (_, __, { params }) => {
    for (const [name, step] of params.steps as [string, unknown][])
      if (!isNested(step))
        throw new FormatError(`The step "${name}" is no estimator, which is not supported`, undefined, 415)
    return {}
  }
}

export const compositionRules: Readonly<Record<string, Rule>> = {
  Pipeline: pipeline,
  ColumnTransformer: {
    fixed: { sparse_threshold: 0.3, n_jobs: null, transformer_weights: null, verbose: false },
    binding: ['transformer_weights'],
    consumes: [
      '_columns',
      '_transformer_to_input_indices',
      '_n_features',
      '_remainder',
      'sparse_output_',
      '_name_to_fitted_passthrough',
      'output_indices_',
      '_feature_names_in'
    ],
    write: writeColumnTransformer,
    read: readColumnTransformer
  }
}
