/** Truncated singular value decomposition from random projections (Halko, Martinsson & Tropp, SIAM Review 53(2), 2011). */
import { cpu, FLOAT64, type Backend, type LinearOperator } from '$lib/numeric/backend'
import { luRange, matmul, qr, svd, type SVD } from '$lib/numeric/linalg'
import { matrix, row, transpose, type Matrix } from '$lib/numeric/matrix'
import type { RandomState } from '$lib/numeric/random/RandomState'
import { svdFlip } from './_svdFlip'

export type Normalizer = 'auto' | 'QR' | 'LU' | 'none'

export interface RandomizedOptions {
  readonly components: number
  readonly oversamples: number
  /** Power iterations; 'auto' is 7 for few components (under a tenth of the smaller side), else 4. */
  readonly iterations: number | 'auto'
  /** What keeps the power iterations from losing small directions; 'auto' is LU beyond two iterations. */
  readonly normalizer: Normalizer
  readonly random: RandomState
  /** Where the products are computed, unless it rounds them. */
  readonly backend?: Backend
}

/** The first `count` columns. */
export function leadingColumns(A: Matrix, count: number): Matrix {
  const out = matrix(A.shape[0], count)
  for (let i = 0; i < A.shape[0]; i++) row(out, i).set(row(A, i).subarray(0, count))
  return out
}

/** The first `count` rows. */
export const leadingRows = (A: Matrix, count: number): Matrix =>
  matrix(count, A.shape[1], A.data.slice(0, count * A.shape[1]))

/** A held matrix from either side. */
class Held {
  constructor(private readonly operator: LinearOperator) {}

  get shape(): LinearOperator['shape'] {
    return this.operator.shape
  }

  /** A · B. */
  async times({ data, shape: [, k] }: Matrix): Promise<Matrix> {
    return matrix(this.shape[0], k, await this.operator.matmat(data, k))
  }

  /** Aᵀ · B. */
  async turnedTimes({ data, shape: [, k] }: Matrix): Promise<Matrix> {
    return matrix(this.shape[1], k, await this.operator.rmatmat(data, k))
  }
}

/** An orthonormal basis of most of A's range. */
async function rangeBasis(
  A: Held,
  size: number,
  iterations: number,
  options: RandomizedOptions
): Promise<Matrix> {
  const cols = A.shape[1]
  let Q = matrix(cols, size, options.random.normal(0, 1, cols * size))
  const { normalizer } = options
  const chosen = normalizer === 'auto' ? (iterations <= 2 ? 'none' : 'LU') : normalizer
  const tidy = { none: (M: Matrix) => M, LU: luRange, QR: (M: Matrix) => qr(M).Q }[chosen]
  for (let i = 0; i < iterations; i++) Q = tidy(await A.turnedTimes(tidy(await A.times(Q))))
  return qr(await A.times(Q)).Q
}

/** U, s and Vᵀ of the largest singular values, at most as many as there are; signs by U's largest entries. */
export async function randomizedSvd(A: Matrix, options: RandomizedOptions): Promise<SVD> {
  const { components, oversamples, iterations, backend = cpu } = options
  const [m, n] = A.shape
  const passes = iterations === 'auto' ? (components < 0.1 * Math.min(m, n) ? 7 : 4) : iterations
  const wide = m < n
  const M = wide ? transpose(A) : A
  const size = components + oversamples
  const products = 2 * passes + 2
  const chosen = await backend.hold(M, { products, columns: products * size, unrefined: true })
  const operator = chosen.roundoff > FLOAT64 ? cpu.hold(M) : chosen
  try {
    const held = new Held(operator)
    const Q = await rangeBasis(held, size, passes, options)
    const small = svd(transpose(await held.turnedTimes(Q)))
    const kept = Math.min(components, small.s.length)
    const U = matmul(Q, leadingColumns(small.U, kept))
    const Vt = leadingRows(small.Vt, kept)
    svdFlip(U, Vt, wide)
    const s = small.s.slice(0, kept)
    return wide ? { U: transpose(Vt), s, Vt: transpose(U) } : { U, s, Vt }
  } finally {
    chosen.dispose()
  }
}
