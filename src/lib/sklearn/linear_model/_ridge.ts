/** The solvers of ridge regression: minimise ‖y − Xw‖² + alpha·‖w‖² for each target, on centred and weighted data. */
import {
  axpy,
  conjugateGradient,
  dot,
  gram,
  LinAlgError,
  lsqr,
  lstsq,
  matvec,
  outerGram,
  rmatvec,
  solvePositiveVector,
  svdProject
} from '$lib/numeric/linalg'
import { row, type Matrix } from '$lib/numeric/matrix'
import { minimizeLbfgsb } from '$lib/numeric/optimize/lbfgsb'
import { pacer } from '$lib/numeric/pacer'
import type { FitOptions } from '../base'
import { gramOn, refinedSolver } from './_onDevice'
import { sag } from './_sag'

export type RidgeSolver = 'auto' | 'svd' | 'cholesky' | 'lsqr' | 'sparse_cg' | 'sag' | 'saga' | 'lbfgs'

export interface RidgeProblem {
  readonly X: Matrix
  readonly targets: readonly Float64Array[]
  /** One penalty a target. */
  readonly alphas: readonly number[]
  readonly maxIter: number | null
  readonly tol: number
  readonly randomState: number | null
  /** Only for sag and saga, which weigh rows themselves. */
  readonly weights?: Float64Array
  readonly options: FitOptions
}

export interface RidgeSolution {
  readonly coefs: Float64Array[]
  /** One a target; null for solvers that do not count. */
  readonly nIter: Int32Array | null
}

type Solve = (problem: RidgeProblem) => RidgeSolution | Promise<RidgeSolution>

/** Adds alpha to the diagonal. */
function shifted(S: Matrix, alpha: number): Matrix {
  const data = S.data.slice()
  for (let i = 0; i < data.length; i += S.shape[0] + 1) data[i] += alpha
  return { data, shape: S.shape }
}

const bySvd: Solve = ({ X, targets, alphas }) => {
  const { s, Vt, projected } = svdProject(X, targets)
  const coefs = projected.map((Uty, t) => {
    const w = new Float64Array(X.shape[1])
    s.forEach((value, i) => value > 1e-15 && axpy((value / (value ** 2 + alphas[t])) * Uty[i], row(Vt, i), w))
    return w
  })
  return { coefs, nIter: null }
}

const byCholesky: Solve = async ({ X, targets, alphas, options }) => {
  const { G, rough } = await gramOn(X, options)
  const refined = rough ? targets.map((y, t) => refinedSolver(X, G, alphas[t])(y)) : []
  if (rough && refined.every((w) => w !== undefined)) return { coefs: refined, nIter: null }
  const exact = rough ? gram(X) : G
  return {
    coefs: targets.map((y, t) => solvePositiveVector(shifted(exact, alphas[t]), rmatvec(X, y))),
    nIter: null
  }
}

/** With more features than rows: w = Xᵀ (X Xᵀ + alpha)⁻¹ y. */
const byDualCholesky: Solve = ({ X, targets, alphas, options }) => {
  const K = outerGram(X)
  const coefs = targets.map((y, t) => {
    const S = shifted(K, alphas[t])
    try {
      return rmatvec(X, solvePositiveVector(S, y))
    } catch (error) {
      if (!(error instanceof LinAlgError)) throw error
      options.warn?.({
        category: 'UserWarning',
        message: 'The dual problem is singular; it was solved by least squares instead.'
      })
      return rmatvec(X, lstsq(S, y).x)
    }
  })
  return { coefs, nIter: null }
}

const cholesky: Solve = async (problem) => {
  const [n, d] = problem.X.shape
  try {
    return await (d > n ? byDualCholesky(problem) : byCholesky(problem))
  } catch (error) {
    if (error instanceof LinAlgError) return bySvd(problem)
    throw error
  }
}

const byConjugateGradient: Solve = ({ X, targets, alphas, tol, maxIter }) => {
  const dual = X.shape[1] > X.shape[0]
  const coefs = targets.map((y, t) => {
    const apply = (x: Float64Array): Float64Array => {
      const out = dual ? matvec(X, rmatvec(X, x)) : rmatvec(X, matvec(X, x))
      axpy(alphas[t], x, out)
      return out
    }
    if (dual) return rmatvec(X, conjugateGradient(apply, y, { tol }))
    return conjugateGradient(apply, rmatvec(X, y), { tol, maxIter: maxIter ?? undefined })
  })
  return { coefs, nIter: null }
}

const byLsqr: Solve = ({ X, targets, alphas, tol, maxIter }) => {
  const solutions = targets.map((y, t) =>
    lsqr(X, y, { damp: Math.sqrt(alphas[t]), atol: tol, btol: tol, maxIter: maxIter ?? undefined })
  )
  return { coefs: solutions.map(({ x }) => x), nIter: Int32Array.from(solutions, ({ nIter }) => nIter) }
}

const bySag =
  (saga: boolean): Solve =>
  async ({ X, targets, alphas, tol, maxIter, randomState, weights, options }) => {
    const coefs: Float64Array[] = []
    const nIter = new Int32Array(targets.length)
    const due = pacer(options.signal)
    for (const [t, y] of targets.entries()) {
      const solution = await sag(X, y, {
        loss: 'squared',
        saga,
        alpha: alphas[t],
        maxIter: maxIter ?? 1000,
        tol,
        fitIntercept: false,
        randomState,
        weights,
        warn: options.warn,
        due
      })
      coefs.push(solution.coef)
      nIter[t] = solution.nIter
    }
    return { coefs, nIter }
  }

/** Coefficients of zero and more. */
const byLbfgs: Solve = async ({ X, targets, alphas, tol, maxIter, options }) => {
  const d = X.shape[1]
  const coefs: Float64Array[] = []
  for (const [t, y] of targets.entries()) {
    const objective = (w: Float64Array): { f: number; g: Float64Array } => {
      const residual = matvec(X, w).map((value, i) => value - y[i])
      const g = rmatvec(X, residual)
      axpy(alphas[t], w, g)
      return { f: 0.5 * dot(residual, residual) + 0.5 * alphas[t] * dot(w, w), g }
    }
    const { x, success } = await minimizeLbfgsb(objective, new Float64Array(d), {
      bounds: Array.from({ length: d }, () => [0, Infinity] as const),
      ftol: tol,
      gtol: tol,
      maxiter: maxIter ?? undefined,
      signal: options.signal
    })
    if (!success)
      options.warn?.({
        category: 'ConvergenceWarning',
        message: `lbfgs did not converge with max_iter = ${maxIter} and tol = ${tol}. Raise one of them.`
      })
    coefs.push(x)
  }
  return { coefs, nIter: null }
}

export const ridgeSolvers: Readonly<Record<Exclude<RidgeSolver, 'auto'>, Solve>> = {
  svd: bySvd,
  cholesky,
  sparse_cg: byConjugateGradient,
  lsqr: byLsqr,
  sag: bySag(false),
  saga: bySag(true),
  lbfgs: byLbfgs
}
