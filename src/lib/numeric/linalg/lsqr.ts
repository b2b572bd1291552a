import type { Matrix } from '../matrix'
import { matvec, rmatvec } from './matmul'
import { axpy, norm, scale } from './vector'

export interface LsqrOptions {
  /** Minimise ‖A x − b‖² + damp²·‖x‖². */
  readonly damp: number
  readonly atol: number
  readonly btol: number
  /** The most steps; twice the columns of A unless told. */
  readonly maxIter?: number
}

/** c and s with c·a + s·b = r and s·a − c·b = 0 (Choi, Dissertation, Stanford 2006). */
function rotation(a: number, b: number): { c: number; s: number; r: number } {
  if (b === 0) return { c: Math.sign(a), s: 0, r: Math.abs(a) }
  if (a === 0) return { c: 0, s: Math.sign(b), r: Math.abs(b) }
  if (Math.abs(b) > Math.abs(a)) {
    const s = Math.sign(b) / Math.sqrt(1 + (a / b) ** 2)
    return { c: (s * a) / b, s, r: b / s }
  }
  const c = Math.sign(a) / Math.sqrt(1 + (b / a) ** 2)
  return { c, s: (c * b) / a, r: a / c }
}

/** Scales x to length 1, in place; gives the length it had. */
function normalise(x: Float64Array): number {
  const length = norm(x)
  if (length > 0) scale(1 / length, x)
  return length
}

/**
 * Damped least squares by LSQR (Paige & Saunders, ACM Trans. Math. Softw. 8(1), 1982), with scipy's stopping rules and its
 * limit of 1e8 on the condition. Gives the solution and the number of steps.
 */
export function lsqr(A: Matrix, b: Float64Array, options: LsqrOptions): { x: Float64Array; nIter: number } {
  const { damp, atol, btol, maxIter = 2 * A.shape[1] } = options
  const x = new Float64Array(A.shape[1])
  const bNorm = norm(b)
  const u = b.slice()
  let beta = normalise(u)
  const v = beta > 0 ? rmatvec(A, u) : x.slice()
  let alpha = normalise(v)
  const w = v.slice()
  if (alpha * beta === 0) return { x, nIter: 0 }
  let rhoBar = alpha
  let phiBar = beta
  let aNorm = 0
  let dNorm2 = 0
  let damped2 = 0
  let xNorm2 = 0
  let z = 0
  let cos2 = -1
  let sin2 = 0
  for (let nIter = 1; ; nIter++) {
    // Golub–Kahan bidiagonalisation: β·u ← A v − α·u, α·v ← Aᵀ u − β·v.
    const Av = matvec(A, v)
    for (let i = 0; i < u.length; i++) u[i] = Av[i] - alpha * u[i]
    beta = normalise(u)
    if (beta > 0) {
      aNorm = Math.sqrt(aNorm ** 2 + alpha ** 2 + beta ** 2 + damp ** 2)
      const Atu = rmatvec(A, u)
      for (let i = 0; i < v.length; i++) v[i] = Atu[i] - beta * v[i]
      alpha = normalise(v)
    }
    // Two rotations take the damping and the subdiagonal out of the lower bidiagonal matrix.
    const rhoBar1 = damp > 0 ? Math.hypot(rhoBar, damp) : rhoBar
    const psi = damp > 0 ? (damp / rhoBar1) * phiBar : 0
    if (damp > 0) phiBar *= rhoBar / rhoBar1
    const { c, s, r: rho } = rotation(rhoBar1, beta)
    const theta = s * alpha
    rhoBar = -c * alpha
    const phi = c * phiBar
    phiBar *= s
    dNorm2 += (norm(w) / rho) ** 2
    axpy(phi / rho, w, x)
    for (let i = 0; i < w.length; i++) w[i] = v[i] - (theta / rho) * w[i]
    // One from the right estimates ‖x‖.
    const rhs = phi - sin2 * rho * z
    const gammaBar = -cos2 * rho
    const xNorm = Math.sqrt(xNorm2 + (rhs / gammaBar) ** 2)
    const gamma = Math.hypot(gammaBar, theta)
    cos2 = gammaBar / gamma
    sin2 = theta / gamma
    z = rhs / gamma
    xNorm2 += z ** 2
    damped2 += psi ** 2

    const condition = aNorm * Math.sqrt(dNorm2)
    const rNorm = Math.sqrt(phiBar ** 2 + damped2)
    const atRNorm = alpha * Math.abs(s * phi)
    const small = rNorm / bNorm
    const orthogonal = atRNorm / (aNorm * rNorm + Number.EPSILON)
    const singular = 1 / (condition + Number.EPSILON)
    const xScale = (aNorm * xNorm) / bNorm
    const done =
      nIter >= maxIter ||
      1 + singular <= 1 ||
      1 + orthogonal <= 1 ||
      1 + small / (1 + xScale) <= 1 ||
      singular <= 1e-8 ||
      orthogonal <= atol ||
      small <= btol + atol * xScale
    if (done) return { x, nIter }
  }
}
