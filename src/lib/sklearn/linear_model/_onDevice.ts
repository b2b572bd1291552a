/** How models that are found step by step, or by normal equations, use a device that computes in float32. */
import { cpu, FLOAT64, type LinearOperator, type Plan } from '$lib/numeric/backend'
import {
  axpy,
  cholesky,
  choleskySolve,
  asColumn,
  LinAlgError,
  matvec,
  maxAbs,
  rmatvec
} from '$lib/numeric/linalg'
import type { Matrix } from '$lib/numeric/matrix'
import type { FitOptions } from '../base'

export interface Start {
  readonly x: Float64Array
  readonly maxIter: number
  /** Where a bound on the loss' decrease ends a solver, that bound's factor: the last stage looks for what the first left. */
  readonly ftolFactor: number
  /** Of a first stage nobody is told that it did not converge: the last one has still to come. */
  readonly warn: FitOptions['warn']
}

interface Solution {
  readonly coef: Float64Array
  readonly nIter: number
}

/**
 * A solver that starts close to the minimum knows nothing of the valley that it is in, and its first short steps would
 * pass for the end. With this the coefficients are within some 1e-4 of the minimum's, no further than a fit here ends.
 */
const LAST_FTOL = 0.01

/**
 * Runs an iterative solver with the products of `options.backend`. Where those are rounded to float32 the solver stops at
 * their noise; then it is started once more from there with float64 products, so that the answer meets the solver's own
 * tolerance. nIter counts both stages.
 */
export async function solveOn<S extends Solution>(
  X: Matrix,
  options: FitOptions,
  plan: Plan,
  start: Omit<Start, 'warn' | 'ftolFactor'>,
  solve: (operator: LinearOperator, start: Start) => Promise<S>
): Promise<S> {
  const { backend = cpu, warn } = options
  const operator = await backend.hold(X, plan)
  try {
    if (operator.roundoff <= FLOAT64) return await solve(operator, { ...start, warn, ftolFactor: 1 })
    const rough = await solve(operator, { ...start, warn: undefined, ftolFactor: 1 })
    const x = rough.coef.every(Number.isFinite) ? rough.coef : start.x
    const left = Math.max(start.maxIter - rough.nIter, 1)
    const fine = await solve(cpu.hold(X), { x, maxIter: left, warn, ftolFactor: LAST_FTOL })
    return { ...fine, nIter: Math.min(rough.nIter + fine.nIter, start.maxIter) }
  } finally {
    operator.dispose()
  }
}

/** Xᵀ X by what `options.backend` chooses for it; `rough` when that rounds more coarsely than float64. */
export async function gramOn(
  X: Matrix,
  { backend = cpu }: FitOptions
): Promise<{ readonly G: Matrix; readonly rough: boolean }> {
  const operator = await backend.hold(X, { grams: 1 })
  try {
    return { G: await operator.gram(), rough: operator.roundoff > FLOAT64 }
  } finally {
    operator.dispose()
  }
}

const MOST_REFINEMENTS = 30

/**
 * w with (XᵀX + alpha) w = Xᵀy, by the Cholesky factor of a Gram matrix G ≈ XᵀX and iterative refinement with residuals
 * in float64 (Golub & Van Loan, Matrix Computations, 4th ed., 3.5.3); undefined where G is too rough for that.
 */
export function refinedSolver(
  X: Matrix,
  G: Matrix,
  alpha: number
): (y: Float64Array) => Float64Array | undefined {
  const d = X.shape[1]
  const shifted = G.data.slice()
  for (let i = 0; i < d; i++) shifted[i * (d + 1)] += alpha
  const L = factor({ data: shifted, shape: G.shape })
  return (y) => {
    if (!L) return undefined
    const w = new Float64Array(d)
    let last = Infinity
    for (let i = 0; i < MOST_REFINEMENTS; i++) {
      const residual = matvec(X, w).map((value, row) => y[row] - value)
      const gradient = rmatvec(X, residual)
      axpy(-alpha, w, gradient)
      const step = choleskySolve(L, asColumn(gradient)).data
      const size = maxAbs(step)
      if (!(size < last)) return undefined
      axpy(1, step, w)
      const scale = maxAbs(w)
      if (size <= 4 * Number.EPSILON * scale) return w
      // Rounding of the residuals themselves ends the descent a little above the last digit.
      if (size > 0.5 * last) return size <= 1e-12 * scale ? w : undefined
      last = size
    }
    return undefined
  }
}

function factor(A: Matrix): Matrix | undefined {
  try {
    return cholesky(A)
  } catch (error) {
    if (error instanceof LinAlgError) return undefined
    throw error
  }
}
