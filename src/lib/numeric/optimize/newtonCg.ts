/**
 * Newton's method whose linear systems are solved by conjugate gradients, only as exactly as needed (Nocedal & Wright,
 * Numerical Optimization, 2nd ed., section 7.1), with the iterates of scikit-learn's `_newton_cg`.
 */
import { dot, maxAbs } from '../linalg'
import { pacer } from '../pacer'
import type { Evaluation } from './lbfgsb'
import { wolfe1, wolfe2, type Found } from './wolfe'

export interface NewtonCgProblem {
  readonly lossGradient: (x: Float64Array) => Promise<Evaluation>
  /** The gradient, and the hessian as a product with a vector. */
  readonly gradientHessian: (
    x: Float64Array
  ) => Promise<{ g: Float64Array; product: (s: Float64Array) => Promise<Float64Array> }>
}

export interface NewtonCgOptions {
  /** Stops when no component of the gradient exceeds it. */
  readonly tol: number
  readonly maxiter: number
  readonly signal?: AbortSignal
  readonly callback?: (nit: number) => void
}

export interface NewtonCgResult {
  readonly x: Float64Array
  readonly nit: number
  readonly status: 'converged' | 'maxiter' | 'line search failed'
}

const sumAbs = (x: Float64Array): number => x.reduce((sum, value) => sum + Math.abs(value), 0)

export async function newtonCg(
  problem: NewtonCgProblem,
  x0: Float64Array,
  { tol, maxiter, signal, callback }: NewtonCgOptions
): Promise<NewtonCgResult> {
  const pace = pacer(signal)
  let x: Float64Array = Float64Array.from(x0)
  let { f } = await problem.lossGradient(x)
  let before: number | undefined
  for (let nit = 0; nit < maxiter; nit++) {
    const { g, product } = await problem.gradientHessian(x)
    if (maxAbs(g) <= tol) return { x, nit, status: 'converged' }
    const size = sumAbs(g)
    const direction = await conjugateGradients(product, g, Math.min(0.5, Math.sqrt(size)) * size)
    const step = await search(problem, x, direction, { phi: f, slope: dot(g, direction) }, before)
    if (!step) return { x, nit, status: 'line search failed' }
    before = f
    f = step.phi
    x = x.map((value, i) => value + step.step * direction[i])
    callback?.(nit + 1)
    const due = pace()
    if (due) await due
  }
  return { x, nit: maxiter, status: 'maxiter' }
}

async function search(
  problem: NewtonCgProblem,
  x: Float64Array,
  direction: Float64Array,
  at: { phi: number; slope: number },
  before: number | undefined
): Promise<Found | undefined> {
  const probe = async (step: number): Promise<{ phi: number; slope: number }> => {
    const { f, g } = await problem.lossGradient(x.map((value, i) => value + step * direction[i]))
    return { phi: f, slope: dot(g, direction) }
  }
  return (await wolfe1(probe, at, before)) ?? wolfe2(probe, at, before)
}

/** Solves H·s = −g until the residual's 1-norm is at most tol, or curvature is lost. */
async function conjugateGradients(
  product: (s: Float64Array) => Promise<Float64Array>,
  g: Float64Array,
  tol: number
): Promise<Float64Array> {
  const s = new Float64Array(g.length)
  let r: Float64Array = Float64Array.from(g)
  let p: Float64Array = r.map((value) => -value)
  let rr = dot(r, r)
  for (let i = 0; i <= 200 && sumAbs(r) > tol; i++) {
    const hp = await product(p)
    const curvature = dot(p, hp)
    if (curvature >= 0 && curvature <= 3 * Number.EPSILON) break
    if (curvature < 0 && i > 0) break
    const alpha = rr / curvature
    for (let j = 0; j < s.length; j++) s[j] += alpha * p[j]
    if (curvature < 0) break
    r = r.map((value, j) => value + alpha * hp[j])
    const next = dot(r, r)
    const beta = next / rr
    p = p.map((value, j) => -r[j] + beta * value)
    rr = next
  }
  return s
}
