import { axpy, dot, norm } from './vector'

export interface ConjugateGradientOptions {
  /** Stops when the residual is this small, relative to ‖b‖. */
  readonly tol: number
  /** The most steps; ten times the unknowns unless told. */
  readonly maxIter?: number
}

/**
 * x with A x = b for symmetric positive definite A, given as the function x ↦ A x (Hestenes & Stiefel, J. Res. Natl. Bur.
 * Stand. 49(6), 1952; Barrett et al., Templates, 1994, 2.3.1), with the stopping rule of scipy 1.10: a residual that is
 * small enough is computed afresh before it counts.
 */
export function conjugateGradient(
  apply: (x: Float64Array) => Float64Array,
  b: Float64Array,
  { tol, maxIter = 10 * b.length }: ConjugateGradientOptions
): Float64Array {
  const x = new Float64Array(b.length)
  const bNorm = norm(b)
  if (bNorm <= tol) return x
  let r = b.slice()
  let p = new Float64Array(b.length)
  let rhoBefore = 1
  for (let step = 1; step <= maxIter; step++) {
    const rho = dot(r, r)
    const beta = step === 1 ? 0 : rho / rhoBefore
    p = r.map((value, i) => value + beta * p[i])
    const Ap = apply(p)
    const alpha = rho / dot(p, Ap)
    axpy(alpha, p, x)
    axpy(-alpha, Ap, r)
    rhoBefore = rho
    if (norm(r) > tol * bNorm) continue
    if (step === 1) return x
    const Ax = apply(x)
    r = b.map((value, i) => value - Ax[i])
    if (norm(r) <= tol * bNorm) return x
  }
  return x
}
