/** Rotations of whitened data that make it independent, all components at once or one after the other. */
import { axpy, dot, eigh, matmul, matmulNT, norm, scale } from '$lib/numeric/linalg'
import { matrix, row, type Matrix } from '$lib/numeric/matrix'
import { pacer } from '$lib/numeric/pacer'
import type { FitOptions } from '../base'
import { newtonStep, type Contrast } from './_contrasts'

export interface UnmixingOptions {
  readonly change: Contrast
  readonly tol: number
  readonly maxIter: number
  /** The rotation to begin with, components × components. */
  readonly start: Matrix
}

export interface Unmixing {
  readonly W: Matrix
  readonly nIter: number
}

type Unmix = (Z: Matrix, options: UnmixingOptions, fit: FitOptions) => Promise<Unmixing>

/** What the eigenvalues of W·Wᵀ are at least: rounding may leave them below zero. */
const TINY = 2 ** -1022

/** (W Wᵀ)^(−1/2) W: the orthonormal rows nearest to W's. */
function symmetric(W: Matrix): Matrix {
  const { values, vectors } = eigh(matmulNT(W, W))
  const k = values.length
  const scales = values.map((value) => 1 / Math.sqrt(Math.max(value, TINY)))
  const scaled = matrix(
    k,
    k,
    vectors.data.map((value, i) => value * scales[i % k])
  )
  return matmul(matmulNT(scaled, vectors), W)
}

/** All rows at once (Hyvärinen, Karhunen & Oja, table 8.4). Warns when maxIter steps do not suffice. */
export const parallel: Unmix = async (Z, { change, tol, maxIter, start }, { signal, onProgress, warn }) => {
  const pace = pacer(signal)
  let W = symmetric(start)
  for (let nIter = 1; nIter <= maxIter; nIter++) {
    const next = symmetric(newtonStep(W, Z, change))
    const turned = Math.max(
      ...Array.from({ length: W.shape[0] }, (_, c) => Math.abs(Math.abs(dot(row(next, c), row(W, c))) - 1))
    )
    W = next
    onProgress?.({ phase: 'fit', done: nIter, total: maxIter })
    if (turned < tol) return { W, nIter }
    await pace()
  }
  warn?.({
    category: 'ConvergenceWarning',
    message: `FastICA did not converge in max_iter (${maxIter}) iterations. Increase tol or max_iter.`
  })
  return { W, nIter: maxIter }
}

/** One row after the other, each orthogonal to those before (table 8.3). */
export const deflation: Unmix = async (Z, { change, tol, maxIter, start }, { signal, onProgress }) => {
  const pace = pacer(signal)
  const k = start.shape[0]
  const W = matrix(k, k)
  let nIter = 0
  for (let c = 0; c < k; c++) {
    let w: Float64Array = row(start, c).slice()
    scale(1 / norm(w), w)
    for (let step = 1; step <= maxIter; step++) {
      const next = newtonStep(matrix(1, k, w), Z, change).data
      leaveOut(next, W, c)
      scale(1 / norm(next), next)
      const turned = Math.abs(Math.abs(dot(next, w)) - 1)
      w = next
      nIter = Math.max(nIter, step)
      if (turned < tol) break
      await pace()
    }
    row(W, c).set(w)
    onProgress?.({ phase: 'fit', done: c + 1, total: k })
  }
  return { W, nIter }
}

/** Takes from w what lies along the first `count` rows of W, in place. */
function leaveOut(w: Float64Array, W: Matrix, count: number): void {
  const along = Float64Array.from({ length: count }, (_, j) => dot(w, row(W, j)))
  along.forEach((amount, j) => axpy(-amount, row(W, j), w))
}
