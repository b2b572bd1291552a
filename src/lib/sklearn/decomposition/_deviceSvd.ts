import { FLOAT64 } from '$lib/numeric/backend'
import { cholesky, eigh, independence, svd, type SVD } from '$lib/numeric/linalg'
import { matrix, transpose, type Matrix } from '$lib/numeric/matrix'
import type { FitOptions } from '../base'
import { svdFlip } from './_svdFlip'

/** How independent the columns must be for a float64 Gram matrix to tell their singular values to twelve digits. */
const STEADY = 1e-4

/**
 * The singular value decomposition of a tall X from XᵀX, which a device computes; undefined where none does.
 *
 * In float64 it comes by way of the Cholesky factor, which has X's singular values and right vectors, and only where the
 * columns are far enough from depending on each other: so it is as exact as the decomposition of X itself. In float32 it
 * comes from the eigenvectors of XᵀX, which squares the ratio of the singular values: with roundoff u = 6e-8 a variance is
 * off by some u times the largest, 1e-5 of it at most, and directions whose variances differ by less are not told apart.
 */
export async function deviceSvd(X: Matrix, { backend, warn }: FitOptions): Promise<SVD | undefined> {
  const [n, d] = X.shape
  if (!backend || n <= d) return undefined
  const operator = await backend.hold(X, { grams: 1, products: 1, columns: d, unrefined: true })
  try {
    if (operator.device === 'cpu') return undefined
    const G = await operator.gram()
    const rough = operator.roundoff > FLOAT64
    if (!rough && independence(G) < STEADY) return undefined
    const { s, Vt } = rough ? byEigenvectors(G) : byCholesky(G)
    const U = matrix(n, d, await operator.matmat(transpose(Vt).data, d))
    for (let i = 0; i < U.data.length; i++) U.data[i] /= s[i % d] || 1
    svdFlip(U, Vt)
    if (rough)
      warn?.({
        category: 'UserWarning',
        message: `PCA was computed in float32 on ${operator.device}: variances hold to 1e-5 of the largest`
      })
    return { U, s, Vt }
  } finally {
    operator.dispose()
  }
}

type RightSide = Pick<SVD, 's' | 'Vt'>

function byCholesky(G: Matrix): RightSide {
  const { U, s } = svd(cholesky(G))
  return { s, Vt: transpose(U) }
}

function byEigenvectors(G: Matrix): RightSide {
  const { values, vectors } = eigh(G)
  const d = values.length
  const Vt = matrix(d, d)
  for (let k = 0; k < d; k++) for (let j = 0; j < d; j++) Vt.data[k * d + j] = vectors.data[j * d + d - 1 - k]
  return { s: values.map((value) => Math.sqrt(Math.max(value, 0))).reverse(), Vt }
}
