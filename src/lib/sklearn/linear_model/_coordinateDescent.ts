/**
 * Coordinate descent for ½‖y − Xw‖² + l1·‖w‖₁ + ½·l2·‖w‖² (Friedman, Hastie & Tibshirani, J. Stat. Softw. 33(1), 2010),
 * with the duality gap as stopping rule (Kim et al., IEEE J. Sel. Top. Signal Process. 1(4), 2007). It runs on the data
 * or on the Gram matrix: the two forms of `Fit` below.
 */
import type { FitWarning } from '$lib/estimator/progress'
import { axpy, dot, matvec, maxAbs } from '$lib/numeric/linalg'
import { row, type Matrix } from '$lib/numeric/matrix'
import { RAND_R_MAX, RandR } from '$lib/numeric/random/RandR'
import type { RandomState } from '$lib/numeric/random/RandomState'

/** The smooth part of the objective at w, kept up to date as coordinates of w change. */
interface Fit {
  /** The squared norm of each column of X. */
  readonly squares: Float64Array
  /** w[i] += amount. */
  add(i: number, amount: number): void
  /** Column i times the residual r = y − Xw. */
  pull(i: number): number
  /** Xᵀr, r·r and r·y, for the duality gap. */
  residuals(w: Float64Array): { Xr: Float64Array; rr: number; ry: number }
}

/** On the data: X given by columns (features × samples). */
export function dataFit(columns: Matrix, y: Float64Array, w: Float64Array): Fit {
  const squares = Float64Array.from({ length: columns.shape[0] }, (_, i) => {
    const x = row(columns, i)
    return dot(x, x)
  })
  const r = y.slice()
  const add = (i: number, amount: number): void => axpy(-amount, row(columns, i), r)
  w.forEach((value, i) => value !== 0 && add(i, value))
  return {
    squares,
    add,
    pull: (i) => dot(row(columns, i), r),
    residuals: () => ({ Xr: matvec(columns, r), rr: dot(r, r), ry: dot(r, y) })
  }
}

/** On G = XᵀX and q = Xᵀy: cheaper sweeps when there are more rows than features. */
export function gramFit(G: Matrix, q: Float64Array, yy: number, w: Float64Array): Fit {
  const n = q.length
  const Gw = matvec(G, w)
  return {
    squares: Float64Array.from({ length: n }, (_, i) => G.data[i * (n + 1)]),
    add: (i, amount) => axpy(amount, row(G, i), Gw),
    pull: (i) => q[i] - Gw[i],
    residuals: (w) => {
      const qw = dot(q, w)
      return { Xr: q.map((value, i) => value - Gw[i]), rr: yy + dot(w, Gw) - 2 * qw, ry: yy - qw }
    }
  }
}

export interface DescentOptions {
  readonly l1: number
  readonly l2: number
  readonly maxIter: number
  /** Of the largest step in a sweep, relative to the largest coefficient; and of the gap, relative to ‖y‖². */
  readonly tol: number
  readonly positive: boolean
  /** Draws the order of the coordinates; without it they take turns. */
  readonly rng?: RandomState
  readonly warn?: (warning: FitWarning) => void
  /** Called after each sweep; a promise is awaited. */
  readonly due: () => Promise<void> | undefined
}

export interface Descent {
  readonly gap: number
  readonly nIter: number
}

/** How far the objective at w is from its minimum, at most. */
function dualityGap(fit: Fit, w: Float64Array, { l1, l2, positive }: DescentOptions): number {
  const { Xr, rr, ry } = fit.residuals(w)
  axpy(-l2, w, Xr)
  const dualNorm = positive ? Xr.reduce((most, value) => Math.max(most, value), -Infinity) : maxAbs(Xr)
  const shrink = dualNorm > l1 ? l1 / dualNorm : 1
  const start = dualNorm > l1 ? 0.5 * (rr + rr * shrink ** 2) : rr
  const l1Norm = w.reduce((total, value) => total + Math.abs(value), 0)
  return start + (l1 * l1Norm - shrink * ry + 0.5 * l2 * (1 + shrink ** 2) * dot(w, w))
}

/** Minimises over w in place, from w's values on. `yy` is y·y. */
export async function descend(
  fit: Fit,
  w: Float64Array,
  yy: number,
  options: DescentOptions
): Promise<Descent> {
  const { l1, l2, maxIter, tol, positive, rng, warn } = options
  const n = w.length
  const { squares } = fit
  const order = rng && new RandR(rng.randint(0, RAND_R_MAX))
  let gap = tol + 1
  for (let sweep = 1; sweep <= maxIter; sweep++) {
    let largest = 0
    let largestStep = 0
    for (let turn = 0; turn < n; turn++) {
      const i = order ? order.nextInt(0, n) : turn
      if (squares[i] === 0) continue
      const before = w[i]
      // With the residual as it would be without coordinate i.
      const pull = fit.pull(i) + before * squares[i]
      const beyond = Math.max(Math.abs(pull) - l1, 0)
      w[i] = (positive && pull < 0) || beyond === 0 ? 0 : (Math.sign(pull) * beyond) / (squares[i] + l2)
      if (w[i] !== before) fit.add(i, w[i] - before)
      largestStep = Math.max(largestStep, Math.abs(w[i] - before))
      largest = Math.max(largest, Math.abs(w[i]))
    }
    if (largest === 0 || largestStep / largest < tol || sweep === maxIter) {
      gap = dualityGap(fit, w, options)
      if (gap < tol * yy) return { gap, nIter: sweep }
    }
    const due = options.due()
    if (due) await due
  }
  warn?.({
    category: 'ConvergenceWarning',
    message: `Coordinate descent ended at max_iter = ${maxIter} with a duality gap of ${gap}, above ${tol * yy}. Raise max_iter or tol, or scale the features.`
  })
  return { gap, nIter: maxIter }
}
