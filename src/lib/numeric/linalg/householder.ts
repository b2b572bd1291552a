/** Householder reflections as LAPACK's dlarfg makes them: H = I − tau · v vᵀ with v[0] = 1 maps x onto beta · e₀. */
import { axpy, dot, norm, scale } from './vector'

/**
 * Turns x into the reflection's vector v, in place. Gives tau (0: nothing to do) and beta, the length that x is mapped
 * to; beta has the sign opposite to x[0], so that nothing cancels.
 */
export function reflector(x: Float64Array): { tau: number; beta: number } {
  const alpha = x[0]
  const tail = x.subarray(1)
  const rest = norm(tail)
  if (rest === 0) {
    x[0] = 1
    return { tau: 0, beta: alpha }
  }
  const beta = alpha >= 0 ? -Math.hypot(alpha, rest) : Math.hypot(alpha, rest)
  scale(1 / (alpha - beta), tail)
  x[0] = 1
  return { tau: (beta - alpha) / beta, beta }
}

/** x ← H x, in place. */
export function reflect(v: Float64Array, tau: number, x: Float64Array): void {
  if (tau !== 0) axpy(-tau * dot(v, x), v, x)
}
