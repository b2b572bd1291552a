/** Non-negative factorization by multiplicative updates (Févotte & Idier, Neural Computation 23(9), 2011). */
import { matmul, matmulNT, matmulTN, norm } from '$lib/numeric/linalg'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { pacer } from '$lib/numeric/pacer'
import type { RandomState } from '$lib/numeric/random/RandomState'
import type { FitOptions } from '../base'
import { sum } from '../utils/mean'
import type { Factors } from './_nmfStart'

export interface NmfOptions {
  readonly tol: number
  readonly maxIter: number
  readonly penalties: Readonly<Record<'l1W' | 'l1H' | 'l2W' | 'l2H', number>>
  /** H stays as it is. */
  readonly fixed: boolean
  /** 2 for squares, 1 for Kullback and Leibler's divergence, 0 for Itakura and Saito's. */
  readonly beta: number
  /** Shuffles the coordinates. */
  readonly random?: RandomState
}

export interface NmfFound extends Factors {
  readonly nIter: number
}

/** What is divided by instead of zero: float32's rounding unit, as in scikit-learn. */
const TINY = 2 ** -23

/** The root of twice the β-divergence of X from W·H. */
export function divergence(X: Matrix, { W, H }: Factors, beta: number): number {
  const product = matmul(W, H).data
  if (beta === 2) return norm(X.data.map((value, i) => value - product[i]))
  const total = sum(product.map((value) => (beta === 1 ? value : value ** beta)))
  let result = 0
  X.data.forEach((x, i) => {
    if (x <= TINY) return
    const ratio = x / (product[i] || TINY)
    if (beta === 1) result += x * Math.log(ratio) - x
    else if (beta === 0) result += ratio - Math.log(ratio)
    else result += x ** beta - beta * x * (product[i] || TINY) ** (beta - 1)
  })
  if (beta === 1) result += total
  else if (beta === 0) result -= X.data.length
  else result = (result + total * (beta - 1)) / (beta * (beta - 1))
  return Math.sqrt(2 * Math.max(result, 0))
}

/** Each value times numerator over denominator, in place. */
function multiply(
  A: Matrix,
  numerator: Matrix,
  denominator: Matrix,
  l1: number,
  l2: number,
  exponent: number
): void {
  for (let i = 0; i < A.data.length; i++) {
    const below = denominator.data[i] + l1 + l2 * A.data[i]
    A.data[i] *= (numerator.data[i] / (below || TINY)) ** exponent
  }
}

/** What the data and the model weigh in the gradient of β-divergence. */
function weights(X: Matrix, factors: Factors, beta: number): { data: Matrix; model: Matrix } {
  const WH = matmul(factors.W, factors.H)
  if (beta === 2) return { data: X, model: WH }
  const safe = (value: number, power: number): number => (value === 0 && power < 0 ? TINY : value) ** power
  return {
    data: matrix(
      ...X.shape,
      X.data.map((x, i) => x * safe(WH.data[i], beta - 2))
    ),
    model: matrix(
      ...X.shape,
      WH.data.map((value) => safe(value, beta - 1))
    )
  }
}

const dropTiny = (A: Matrix): void => {
  for (let i = 0; i < A.data.length; i++) if (A.data[i] < Number.EPSILON) A.data[i] = 0
}

/** Changes W, and H too unless it is fixed, until ten rounds gain less than `tol` of the first error. */
export async function multiplicativeNmf(
  X: Matrix,
  factors: Factors,
  { tol, maxIter, penalties, fixed, beta }: NmfOptions,
  { signal, onProgress }: FitOptions
): Promise<NmfFound> {
  const pace = pacer(signal)
  const { W } = factors
  const H = matrix(...factors.H.shape, factors.H.data.slice())
  const now = { W, H }
  const exponent = beta < 1 ? 1 / (2 - beta) : beta > 2 ? 1 / (beta - 1) : 1
  const first = divergence(X, now, beta)
  let before = first
  let nIter = 0
  while (nIter < maxIter) {
    nIter++
    const forW = weights(X, now, beta)
    multiply(W, matmulNT(forW.data, H), matmulNT(forW.model, H), penalties.l1W, penalties.l2W, exponent)
    if (beta < 1) dropTiny(W)
    if (!fixed) {
      const forH = weights(X, now, beta)
      multiply(H, matmulTN(W, forH.data), matmulTN(W, forH.model), penalties.l1H, penalties.l2H, exponent)
      if (beta <= 1) dropTiny(H)
    }
    onProgress?.({ phase: 'fit', done: nIter, total: maxIter })
    if (tol > 0 && nIter % 10 === 0) {
      const error = divergence(X, now, beta)
      if ((before - error) / first < tol) break
      before = error
    }
    await pace()
  }
  return { W, H, nIter }
}
