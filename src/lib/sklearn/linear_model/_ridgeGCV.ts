/**
 * Leave-one-out errors of ridge regression for many penalties from one decomposition (Rifkin & Lippert, Notes on
 * Regularized Least Squares, MIT-CSAIL-TR-2007-025): with G = X Xᵀ + alpha and dual coefficients c = G⁻¹ y, the error of
 * row i when the others are fitted is cᵢ / (G⁻¹)ᵢᵢ.
 */
import { axpy, dot, eigh, leftSingular, norm, outerGram, rmatvec } from '$lib/numeric/linalg'
import { matrix, row, transpose, type Matrix } from '$lib/numeric/matrix'

export type GcvMode = 'svd' | 'eigen'

export interface LeaveOneOut {
  /** The errors of the rows when left out, of the centred and weighted target. */
  readonly errors: Float64Array
  /** Coefficients of the rows: coef = Xᵀ dual. */
  readonly dual: Float64Array
}

/** X and y as fitted: centred, rows multiplied by `roots`, the roots of the sample weights. */
export interface GcvProblem {
  readonly X: Matrix
  readonly y: Float64Array
  readonly roots: Float64Array
  readonly fitIntercept: boolean
}

/** Vectors as rows, and for a penalty what stands on G⁻¹'s diagonal in their basis, less `rest` in every direction. */
interface Spectrum {
  readonly vectors: Matrix
  weights(alpha: number): { weights: Float64Array; rest: number }
}

/** The vector most in line with the intercept's direction: it bears no penalty. */
function interceptVector(vectors: Matrix, roots: Float64Array): number {
  let best = 0
  let largest = -1
  for (let k = 0; k < vectors.shape[0]; k++) {
    const cosine = Math.abs(dot(row(vectors, k), roots)) / norm(roots)
    if (cosine > largest) [best, largest] = [k, cosine]
  }
  return best
}

/** From the eigenvectors of X Xᵀ; the intercept's direction is added as one of them. */
function eigenSpectrum({ X, roots, fitIntercept }: GcvProblem): Spectrum {
  const K = outerGram(X)
  if (fitIntercept) roots.forEach((root, i) => axpy(root, roots, row(K, i)))
  const { values, vectors } = eigh(K)
  const rows = transpose(vectors)
  const intercept = fitIntercept ? interceptVector(rows, roots) : -1
  return {
    vectors: rows,
    weights: (alpha) => ({
      weights: values.map((value, k) => (k === intercept ? 0 : 1 / (value + alpha))),
      rest: 0
    })
  }
}

/** From the singular vectors of X, with the intercept's direction as one more column. */
function svdSpectrum({ X, roots, fitIntercept }: GcvProblem): Spectrum {
  const [n, d] = X.shape
  const columns = matrix(fitIntercept ? d + 1 : d, n)
  for (let i = 0, at = 0; i < n; i++) for (let j = 0; j < d; j++) columns.data[j * n + i] = X.data[at++]
  if (fitIntercept) row(columns, d).set(roots)
  const { Ut: vectors, s } = leftSingular(columns)
  const intercept = fitIntercept ? interceptVector(vectors, roots) : -1
  return {
    vectors,
    weights: (alpha) => ({
      weights: s.map((value, k) => (k === intercept ? -1 / alpha : 1 / (value * value + alpha) - 1 / alpha)),
      rest: 1 / alpha
    })
  }
}

/** Decomposes once; the function that it gives finds the errors for one penalty. */
export function leaveOneOut(problem: GcvProblem, mode: GcvMode): (alpha: number) => LeaveOneOut {
  const { y } = problem
  const { vectors, weights } = mode === 'svd' ? svdSpectrum(problem) : eigenSpectrum(problem)
  const projected = Float64Array.from({ length: vectors.shape[0] }, (_, k) => dot(row(vectors, k), y))
  return (alpha) => {
    const { weights: w, rest } = weights(alpha)
    const dual = rmatvec(
      vectors,
      projected.map((value, k) => value * w[k])
    )
    axpy(rest, y, dual)
    const diagonal = new Float64Array(dual.length)
    w.forEach((weight, k) => row(vectors, k).forEach((value, i) => (diagonal[i] += weight * value * value)))
    return { errors: dual.map((value, i) => value / (diagonal[i] + rest)), dual }
  }
}
