/** Where non-negative factorization begins. */
import { norm } from '$lib/numeric/linalg'
import { column, matrix, row, type Matrix } from '$lib/numeric/matrix'
import type { RandomState } from '$lib/numeric/random/RandomState'
import type { FitOptions } from '../base'
import { average } from '../utils/mean'
import { randomizedSvd } from './_randomizedSvd'

export interface Factors {
  /** rows × components */
  readonly W: Matrix
  /** components × features */
  readonly H: Matrix
}

/** Singular vectors' values below it count as zero. */
const LEAST = 1e-6

/** Absolute normal numbers, so large that the product has about X's mean. */
export function randomFactors(X: Matrix, components: number, random: RandomState): Factors {
  const size = Math.sqrt(average(X.data) / components)
  const draw = (rows: number, cols: number): Matrix =>
    matrix(
      rows,
      cols,
      random.normal(0, 1, rows * cols).map((value) => Math.abs(size * value))
    )
  const H = draw(components, X.shape[1])
  return { W: draw(X.shape[0], components), H }
}

/**
 * The non-negative parts of the singular vectors (Boutsidis & Gallopoulos, Pattern Recognition 41, 2008). Its zeros stay
 * ('nndsvd'), become X's mean ('nndsvda') or small random numbers ('nndsvdar').
 */
export async function singularFactors(
  X: Matrix,
  components: number,
  init: 'nndsvd' | 'nndsvda' | 'nndsvdar',
  randoms: () => RandomState,
  { backend }: FitOptions
): Promise<Factors> {
  const { U, s, Vt } = await randomizedSvd(X, {
    components,
    oversamples: 10,
    iterations: 'auto',
    normalizer: 'auto',
    random: randoms(),
    backend
  })
  const W = matrix(X.shape[0], components)
  const H = matrix(components, X.shape[1])
  for (let c = 0; c < components; c++) {
    const [w, h] =
      c === 0 ? leadingPair(column(U, 0), row(Vt, 0), s[0]) : largerPair(column(U, c), row(Vt, c), s[c])
    w.forEach((value, i) => (W.data[i * components + c] = value < LEAST ? 0 : value))
    row(H, c).set(h.map((value) => (value < LEAST ? 0 : value)))
  }
  if (init === 'nndsvd') return { W, H }
  const mean = average(X.data)
  const random = init === 'nndsvdar' ? randoms() : undefined
  for (const { data } of [W, H]) {
    const zeros = data.reduce((count, value) => count + Number(value === 0), 0)
    const fill = random?.normal(0, 1, zeros).map((value) => Math.abs((mean * value) / 100))
    for (let i = 0, k = 0; i < data.length; i++) if (data[i] === 0) data[i] = fill ? fill[k++] : mean
  }
  return { W, H }
}

type Pair = [Float64Array, Float64Array]

/** The first singular vectors have one sign each. */
const leadingPair = (u: Float64Array, v: Float64Array, s: number): Pair => [
  u.map((value) => Math.sqrt(s) * Math.abs(value)),
  v.map((value) => Math.sqrt(s) * Math.abs(value))
]

/** The positive or the negative parts of both vectors: those that are more. */
function largerPair(u: Float64Array, v: Float64Array, s: number): Pair {
  const parts = [1, -1].map((sign) => {
    const [x, y] = [u, v].map((vector) => vector.map((value) => Math.max(sign * value, 0)))
    return { x, y, xNorm: norm(x), yNorm: norm(y) }
  })
  const [positive, negative] = parts
  const { x, y, xNorm, yNorm } =
    positive.xNorm * positive.yNorm > negative.xNorm * negative.yNorm ? positive : negative
  const size = Math.sqrt(s * xNorm * yNorm)
  return [x.map((value) => (size * value) / xNorm), y.map((value) => (size * value) / yNorm)]
}
