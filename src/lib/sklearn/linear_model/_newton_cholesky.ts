/**
 * Newton's method with the whole hessian and a backtracking line search (Nocedal & Wright, Numerical Optimization, 2nd ed.,
 * chapter 3), as scikit-learn's NewtonCholeskySolver. Where the hessian is no use, L-BFGS finishes.
 */
import { dot, identity, LinAlgError, maxAbs, solve, solveVector } from '$lib/numeric/linalg'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { pacer } from '$lib/numeric/pacer'
import { minimizeLbfgsb, type Evaluation } from '$lib/numeric/optimize/lbfgsb'
import type { FitOptions } from '../base'
import type { LinearModelLoss } from './_linear_loss'

interface Limits {
  readonly tol: number
  readonly maxIter: number
}

/** Minimises the loss from `start`; `nIter` counts the Newton steps. Warns when it does not converge. */
export async function newtonCholesky(
  loss: LinearModelLoss,
  start: Float64Array,
  limits: Limits,
  options: FitOptions
): Promise<{ coef: Float64Array; nIter: number }> {
  const { tol, maxIter } = limits
  const warn = (message: string): void => options.warn?.({ category: 'ConvergenceWarning', message })
  const pace = pacer(options.signal)
  let coef = start
  let raw = await loss.raw(coef)
  let f = await loss.loss(coef, raw)
  for (let nIter = 1; nIter <= maxIter; nIter++) {
    const { g, hessian, concave } = await loss.gradientHessian(coef, raw)
    const newton = concave ? undefined : newtonStep(hessian, g)
    if (concave) warn(`Many losses have no positive curvature at iteration ${nIter}: lbfgs takes over.`)
    else if (!newton)
      warn(
        `The hessian is singular or ill-conditioned at iteration ${nIter}: lbfgs takes over. Increase the penalty.`
      )
    const slope = newton ? dot(g, newton) : Infinity
    const step = newton && slope <= 0 ? await backtrack(loss, { coef, raw, f, g }, newton, slope) : undefined
    if (newton && slope <= 0 && !step) warn(`The line search failed at iteration ${nIter}: lbfgs takes over.`)
    if (!newton || !step) return { coef: await finishByLbfgs(loss, coef, limits, options), nIter: nIter - 1 }

    const decrement = quadratic(hessian, newton)
    ;({ coef, raw, f } = step)
    options.onProgress?.({ phase: 'fit', done: nIter, total: maxIter })
    if (maxAbs(step.g) <= tol && 0.5 * decrement <= tol) return { coef, nIter }
    const due = pace()
    if (due) await due
  }
  warn(`The Newton solver did not converge after ${maxIter} iterations.`)
  return { coef, nIter: maxIter }
}

/** −H⁻¹g; undefined when H is singular, or so nearly that no digit of the answer holds. */
function newtonStep(hessian: Float64Array, g: Float64Array): Float64Array | undefined {
  const H = matrix(g.length, g.length, hessian)
  try {
    const inverse = solve(H, identity(g.length))
    if (1 / (norm1(H) * norm1(inverse)) < Number.EPSILON) return undefined
    const step = solveVector(
      H,
      g.map((value) => -value)
    )
    return step.every(Number.isFinite) ? step : undefined
  } catch (error) {
    if (error instanceof LinAlgError) return undefined
    throw error
  }
}

/** The largest sum of a row's absolute values: the 1-norm of a symmetric matrix. */
function norm1({ data, shape: [rows, cols] }: Matrix): number {
  let largest = 0
  for (let i = 0; i < rows; i++) {
    let sum = 0
    for (let j = i * cols; j < (i + 1) * cols; j++) sum += Math.abs(data[j])
    largest = Math.max(largest, sum)
  }
  return largest
}

function quadratic(H: Float64Array, s: Float64Array): number {
  const n = s.length
  let sum = 0
  for (let i = 0; i < n; i++) sum += s[i] * dot(H.subarray(i * n, (i + 1) * n), s)
  return sum
}

interface Point extends Evaluation {
  readonly coef: Float64Array
  readonly raw: Float64Array
}

const sumAbs = (x: Float64Array): number => x.reduce((sum, value) => sum + Math.abs(value), 0)

/** Halves the step until it lowers the loss enough, or, where rounding hides that, the gradient; undefined after 21 tries. */
async function backtrack(
  loss: LinearModelLoss,
  from: Point,
  newton: Float64Array,
  slope: number
): Promise<Point | undefined> {
  const rawNewton = await loss.raw(newton)
  const tiny = Math.abs(from.f * 16 * Number.EPSILON)
  for (let i = 0, t = 1; i < 21; i++, t /= 2) {
    const coef = from.coef.map((value, j) => value + t * newton[j])
    const raw = from.raw.map((value, j) => value + t * rawNewton[j])
    const { f, g } = await loss.lossGradient(coef, raw)
    const gain = f - from.f
    if (gain <= t * slope * 2 ** -11 || (Math.abs(gain) <= tiny && sumAbs(g) < sumAbs(from.g)))
      return { coef, raw, f, g }
  }
  return undefined
}

async function finishByLbfgs(
  loss: LinearModelLoss,
  coef: Float64Array,
  { tol, maxIter }: Limits,
  { signal, warn }: FitOptions
): Promise<Float64Array> {
  const result = await minimizeLbfgsb((x) => loss.lossGradient(x), coef, {
    maxiter: maxIter,
    maxls: 50,
    gtol: tol,
    ftol: 64 * Number.EPSILON,
    signal
  })
  if (!result.success)
    warn?.({
      category: 'ConvergenceWarning',
      message: `lbfgs failed to converge (status=${result.status}): ${result.message}. Increase max_iter or scale the data.`
    })
  return result.x
}
