import { FLOAT64 } from '$lib/numeric/backend'
import { eigh, type SVD } from '$lib/numeric/linalg'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import type { FitOptions } from '../base'
import { svdFlip } from './_svdFlip'

/**
 * The singular value decomposition of a tall X by the eigenvectors of XᵀX, which a device computes; undefined where none
 * does. It squares the ratio of the singular values: with roundoff u (float32: 6e-8) a variance is off by some u times
 * the largest, 1e-5 of it at most, and directions whose variances differ by less are not told apart.
 */
export async function deviceSvd(X: Matrix, { backend, warn }: FitOptions): Promise<SVD | undefined> {
  const [n, d] = X.shape
  if (!backend || n <= d) return undefined
  const operator = await backend.hold(X, { grams: 1, products: 1, columns: d, unrefined: true })
  try {
    if (operator.device === 'cpu') return undefined
    const { values, vectors } = eigh(await operator.gram())
    const V = matrix(d, d)
    const s = new Float64Array(d)
    for (let k = 0; k < d; k++) {
      s[k] = Math.sqrt(Math.max(values[d - 1 - k], 0))
      for (let j = 0; j < d; j++) V.data[j * d + k] = vectors.data[j * d + d - 1 - k]
    }
    const U = matrix(n, d, await operator.matmat(V.data, d))
    for (let i = 0; i < U.data.length; i++) U.data[i] /= s[i % d] || 1
    const Vt = matrix(d, d)
    for (let k = 0; k < d; k++) for (let j = 0; j < d; j++) Vt.data[k * d + j] = V.data[j * d + k]
    svdFlip(U, Vt)
    if (operator.roundoff > FLOAT64)
      warn?.({
        category: 'UserWarning',
        message: `PCA was computed in float32 on ${operator.device}: variances hold to 1e-5 of the largest`
      })
    return { U, s, Vt }
  } finally {
    operator.dispose()
  }
}
