import { axpy, dot, norm } from '$lib/numeric/linalg'
import type { BinaryProblem, BinarySolution } from './_liblinear'

/** What the trust region method minimises. The gradient is at the point of the last value, the hessian at that of the last gradient. */
export interface PrimalLoss {
  value(w: Float64Array): number
  gradient(w: Float64Array): Float64Array
  hessianProduct(s: Float64Array): Float64Array
}

/** L2-penalised logistic regression. */
export const solvePrimal = (problem: BinaryProblem): Promise<BinarySolution> =>
  trustRegionNewton(new LogLoss(problem), problem)

/** The trust region Newton method (Lin, Weng & Keerthi, J. Mach. Learn. Res. 9, 2008, 627–650), as LIBLINEAR's TRON. */
export async function trustRegionNewton(
  loss: PrimalLoss,
  { cols, tol, maxIter, pace }: Pick<BinaryProblem, 'cols' | 'tol' | 'maxIter' | 'pace'>
): Promise<BinarySolution> {
  let w: Float64Array = new Float64Array(cols)
  let f = loss.value(w)
  let g = loss.gradient(w)
  const first = norm(g)
  let radius = first
  let iter = 1
  let searching = first > tol * first
  while (searching && iter <= maxIter) {
    const { s, r } = trustRegionStep(loss, g, radius)
    const next = w.map((value, j) => value + s[j])
    const gs = dot(g, s)
    const predicted = -0.5 * (gs - dot(s, r))
    const fNext = loss.value(next)
    const actual = f - fNext
    const size = norm(s)
    if (iter === 1) radius = Math.min(radius, size)
    const alpha = fNext - f - gs <= 0 ? 4 : Math.max(0.25, -0.5 * (gs / (fNext - f - gs)))
    radius = nextRadius(radius, alpha * size, size, actual, predicted)
    if (actual > 1e-4 * predicted) {
      iter++
      w = next
      f = fNext
      g = loss.gradient(w)
      if (norm(g) <= tol * first) break
    }
    const negligible = 1e-12 * Math.abs(f)
    if (actual === 0 && predicted <= 0) break
    searching = f >= -1e32 && !(Math.abs(actual) <= negligible && Math.abs(predicted) <= negligible)
    const due = pace()
    if (due) await due
  }
  return { w, nIter: iter - 1 }
}

/** The trust region's radius by how well the model predicted the decrease; `wanted` is where a parabola puts it. */
function nextRadius(radius: number, wanted: number, size: number, actual: number, predicted: number): number {
  if (actual < 1e-4 * predicted) return Math.min(Math.max(wanted, 0.25 * size), 0.5 * radius)
  if (actual < 0.25 * predicted) return Math.max(0.25 * radius, Math.min(wanted, 0.5 * radius))
  if (actual < 0.75 * predicted) return Math.max(0.25 * radius, Math.min(wanted, 4 * radius))
  return Math.max(radius, Math.min(wanted, 4 * radius))
}

/** Conjugate gradients on H·s = −g, stopped at the trust region's edge; `r` is the residual. */
function trustRegionStep(
  loss: PrimalLoss,
  g: Float64Array,
  radius: number
): { s: Float64Array; r: Float64Array } {
  const s = new Float64Array(g.length)
  const r = g.map((value) => -value)
  const d = Float64Array.from(r)
  const tol = 0.1 * norm(g)
  let rr = dot(r, r)
  while (norm(r) > tol) {
    const hd = loss.hessianProduct(d)
    const alpha = rr / dot(d, hd)
    axpy(alpha, d, s)
    if (norm(s) > radius) {
      axpy(-alpha, d, s)
      const sd = dot(s, d)
      const ss = dot(s, s)
      const dd = dot(d, d)
      const root = Math.sqrt(sd * sd + dd * (radius * radius - ss))
      const edge = sd >= 0 ? (radius * radius - ss) / (sd + root) : (root - sd) / dd
      axpy(edge, d, s)
      axpy(-edge, hd, r)
      break
    }
    axpy(-alpha, hd, r)
    const next = dot(r, r)
    const beta = next / rr
    for (let i = 0; i < d.length; i++) d[i] = beta * d[i] + r[i]
    rr = next
  }
  return { s, r }
}

class LogLoss implements PrimalLoss {
  /** x·w at the last value, then what the gradient needs. */
  private readonly z: Float64Array
  /** Curvature of each row's loss at the last gradient. */
  private readonly curvature: Float64Array

  constructor(private readonly problem: BinaryProblem) {
    this.z = new Float64Array(problem.rows)
    this.curvature = new Float64Array(problem.rows)
  }

  value(w: Float64Array): number {
    const { rows, y, cost } = this.problem
    this.times(w, this.z)
    let f = dot(w, w) / 2
    for (let i = 0; i < rows; i++) {
      const yz = y[i] * this.z[i]
      f += cost[i] * (yz >= 0 ? Math.log(1 + Math.exp(-yz)) : -yz + Math.log(1 + Math.exp(yz)))
    }
    return f
  }

  /** At the point of the last value. */
  gradient(w: Float64Array): Float64Array {
    const { rows, y, cost } = this.problem
    const { z, curvature } = this
    for (let i = 0; i < rows; i++) {
      const p = 1 / (1 + Math.exp(-y[i] * z[i]))
      curvature[i] = p * (1 - p)
      z[i] = cost[i] * (p - 1) * y[i]
    }
    return this.pullBack(z, w)
  }

  hessianProduct(s: Float64Array): Float64Array {
    const { rows, cost } = this.problem
    const bent = new Float64Array(rows)
    this.times(s, bent)
    for (let i = 0; i < rows; i++) bent[i] *= cost[i] * this.curvature[i]
    return this.pullBack(bent, s)
  }

  private times(w: Float64Array, out: Float64Array): void {
    const { x, rows, cols } = this.problem
    for (let i = 0, at = 0; i < rows; i++, at += cols) out[i] = dot(x.subarray(at, at + cols), w)
  }

  /** xᵀ·v + w. */
  private pullBack(v: Float64Array, w: Float64Array): Float64Array {
    const { x, rows, cols } = this.problem
    const g = Float64Array.from(w)
    for (let i = 0, at = 0; i < rows; i++) for (let j = 0; j < cols; j++, at++) g[j] += v[i] * x[at]
    return g
  }
}
