/** Non-negative factorization by coordinate descent (Cichocki & Phan, IEICE Trans. E92-A(3), 2009). */
import { dot, matmul, matmulTN } from '$lib/numeric/linalg'
import { row, transpose, type Matrix } from '$lib/numeric/matrix'
import { pacer } from '$lib/numeric/pacer'
import type { RandomState } from '$lib/numeric/random/RandomState'
import type { FitOptions } from '../base'
import { addToDiagonal } from './_gaussian'
import type { Factors } from './_nmfStart'
import type { NmfFound, NmfOptions } from './_multiplicativeNmf'

/** One step on each value of W, in place, towards X ≈ W·Htᵀ; how far the gradient was from what it may be. */
function descend(X: Matrix, W: Matrix, Ht: Matrix, l1: number, l2: number, random?: RandomState): number {
  const k = Ht.shape[1]
  const HHt = matmulTN(Ht, Ht)
  const XHt = matmul(X, Ht)
  if (l2 !== 0) addToDiagonal(HHt, l2)
  const order = random?.permutation(k) ?? Array.from({ length: k }, (_, c) => c)
  let violation = 0
  for (const c of order) {
    const hessian = HHt.data[c * (k + 1)]
    const products = row(HHt, c)
    for (let i = 0; i < W.shape[0]; i++) {
      const w = row(W, i)
      const gradient = dot(products, w) - (XHt.data[i * k + c] - l1)
      violation += Math.abs(w[c] === 0 ? Math.min(gradient, 0) : gradient)
      if (hessian !== 0) w[c] = Math.max(w[c] - gradient / hessian, 0)
    }
  }
  return violation
}

/** Changes W, and H too unless it is fixed, until the violations are `tol` of what they were in the first round. */
export async function coordinateNmf(
  X: Matrix,
  { W, H }: Factors,
  { tol, maxIter, penalties, fixed, random }: NmfOptions,
  { signal, onProgress }: FitOptions
): Promise<NmfFound> {
  const pace = pacer(signal)
  const Ht = transpose(H)
  const Xt = fixed ? undefined : transpose(X)
  let first = 0
  let nIter = 0
  while (nIter < maxIter) {
    nIter++
    let violation = descend(X, W, Ht, penalties.l1W, penalties.l2W, random)
    if (Xt) violation += descend(Xt, Ht, W, penalties.l1H, penalties.l2H, random)
    if (nIter === 1) first = violation
    onProgress?.({ phase: 'fit', done: nIter, total: maxIter })
    if (first === 0 || violation / first <= tol) break
    await pace()
  }
  return { W, H: transpose(Ht), nIter }
}
