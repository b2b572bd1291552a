/** Kernel machines: Python keeps under names of its own what it shows by properties. */
import { matmul } from '$lib/numeric/linalg'
import { isMatrix, matrix, row, type Matrix } from '$lib/numeric/matrix'
import type { EstimatorState } from '$lib/sklearn/state'
import { inconsistent } from '../../errors'
import { floats, int32s } from '../../numpy/arrays'
import { tuple, type PyValue } from '../../pickle/values'
import type { Decoder } from '../Decoder'
import type { Entries, Rule, Told } from '../Rule'

const omit = ['coef_', 'n_support_', 'probA_', 'probB_']
const consumes = [
  ...['_sparse', '_n_support', '_probA', '_probB', '_num_iter', '_intercept_', '_dual_coef_'],
  ...['n_iter_', 'shape_fit_']
]

/** Entries of all machines. `sign` turns the coefficients to LIBSVM's. */
function common({ attributes }: EstimatorState, sign: number): Record<string, PyValue> {
  const dual = attributes.dual_coef_ as Matrix
  const intercept = attributes.intercept_ as Float64Array
  const flip = (values: Float64Array): Float64Array => values.map((value) => sign * value)
  return {
    _sparse: false,
    fit_status_: BigInt(attributes.fit_status_ as number),
    shape_fit_: tuple(...(attributes.shape_fit_ as number[]).map(BigInt)),
    _intercept_: floats(flip(intercept)),
    _dual_coef_: floats(flip(dual.data), dual.shape)
  }
}

function writeClassifier(state: EstimatorState): Record<string, PyValue> {
  const { n_support_, probA_, probB_, n_iter_ } = state.attributes
  const support = n_support_ as Int32Array
  return {
    ...common(state, support.length === 2 ? -1 : 1),
    _n_support: int32s(support),
    _probA: floats(probA_ as Float64Array),
    _probB: floats(probB_ as Float64Array),
    _num_iter: int32s(n_iter_ as Int32Array)
  }
}

function writeOne(state: EstimatorState): Record<string, PyValue> {
  const { n_support_, n_iter_ } = state.attributes
  const count = (n_support_ as Int32Array)[0]
  return {
    ...common(state, 1),
    // LIBSVM counts as for two classes.
    _n_support: int32s(Int32Array.of(count, count)),
    _probA: floats(new Float64Array()),
    _probB: floats(new Float64Array()),
    _num_iter: int32s(Int32Array.of(n_iter_ as number))
  }
}

const numbers = (decoder: Decoder, value: PyValue | undefined): number[] => decoder.list(value) as number[]

function readClassifier(entries: Entries, decoder: Decoder, told: Required<Told>): Told {
  const n_support_ = Int32Array.from(numbers(decoder, entries.get('_n_support')))
  return {
    attributes: {
      n_support_,
      n_iter_: Int32Array.from(numbers(decoder, entries.get('n_iter_'))),
      probA_: Float64Array.from(numbers(decoder, entries.get('_probA'))),
      probB_: Float64Array.from(numbers(decoder, entries.get('_probB'))),
      shape_fit_: numbers(decoder, entries.get('shape_fit_')),
      ...weights(told, n_support_)
    }
  }
}

function readOne(entries: Entries, decoder: Decoder, told: Required<Told>): Told {
  const n_support_ = Int32Array.from(numbers(decoder, entries.get('_n_support')).slice(0, 1))
  return {
    attributes: {
      n_support_,
      n_iter_: Number(entries.get('n_iter_')),
      shape_fit_: numbers(decoder, entries.get('shape_fit_')),
      ...weights(told, n_support_)
    }
  }
}

/** coef_ of a linear kernel: the support vectors times their coefficients, of every two classes. */
function weights({ params, attributes }: Required<Told>, count: Int32Array): { coef_?: Matrix } {
  const { dual_coef_: dual, support_vectors_: vectors } = attributes
  if (params.kernel !== 'linear') return {}
  if (!isMatrix(dual) || !isMatrix(vectors)) throw inconsistent()
  if (dual.shape[0] === 1) return { coef_: matmul(dual, vectors) }
  const k = count.length
  const picked: Float64Array[] = []
  const classOf = Array.from(count).flatMap((size, c) => Array<number>(size).fill(c))
  for (let i = 0; i < k; i++)
    for (let j = i + 1; j < k; j++) {
      const [ofI, ofJ] = [row(dual, j - 1), row(dual, i)]
      picked.push(Float64Array.from(classOf, (c, s) => (c === i ? ofI[s] : c === j ? ofJ[s] : 0)))
    }
  const all = matrix(picked.length, vectors.shape[0])
  picked.forEach((values, pair) => row(all, pair).set(values))
  return { coef_: matmul(all, vectors) }
}

const classifier = (fixed: Rule['fixed']): Rule => ({
  fixed,
  omit,
  consumes,
  write: writeClassifier,
  read: readClassifier
})
const one = (fixed: Rule['fixed']): Rule => ({
  fixed: { ...fixed, probability: false, class_weight: null, random_state: null },
  omit,
  consumes,
  write: writeOne,
  read: readOne
})

export const svmRules: Readonly<Record<string, Rule>> = {
  SVC: classifier({ nu: 0, epsilon: 0 }),
  NuSVC: classifier({ C: 0, epsilon: 0 }),
  SVR: one({ nu: 0 }),
  NuSVR: one({ epsilon: 0 })
}
