/**
 * Nonlinear least squares in a box, by Levenberg's and Marquardt's method on the variables that no bound holds; the damping
 * follows Nielsen (Damping parameter in Marquardt's method, IMM-REP-1999-05).
 */
import { LinAlgError, dot, matvec, solvePositiveVector } from '$lib/numeric/linalg'
import { matrix, type Matrix } from '$lib/numeric/matrix'

export interface Problem {
  /** Writes the residuals at x. */
  readonly residuals: (x: Float64Array, out: Float64Array) => void
  readonly count: number
  readonly lower: Float64Array
  readonly upper: Float64Array
  /** Lets the event loop run now and then; throws when the work is to stop. */
  readonly pace: () => Promise<void> | undefined
  readonly onIteration?: (done: number) => void
}

export interface Solution {
  readonly x: Float64Array
  /** The sum of squares. */
  readonly sse: number
  readonly nit: number
  readonly converged: boolean
}

const MAX_ITERATIONS = 500
/** Relative fall of the sum of squares that counts as none; the search ends after two of them. */
const TOLERANCE = 1e-8

/** NaN and overflow are as bad as can be. */
export function sumOfSquares(residuals: Float64Array): number {
  let sum = 0
  for (const r of residuals) sum += r * r
  return sum < Infinity ? sum : Infinity
}

/** The damped Gauss–Newton step; null where rounding leaves the matrix without a Cholesky factor. */
function gaussNewton(gram: Matrix, lambda: number, gradient: Float64Array): Float64Array | null {
  const f = gradient.length
  const damped = matrix(f, f, gram.data.slice())
  for (let a = 0; a < f; a++) damped.data[a * f + a] += lambda * (gram.data[a * f + a] || 1)
  try {
    return solvePositiveVector(
      damped,
      gradient.map((g) => -g)
    )
  } catch (error) {
    if (error instanceof LinAlgError) return null
    throw error
  }
}

export async function boxLeastSquares(problem: Problem, start: Float64Array): Promise<Solution> {
  const { residuals, count, lower, upper, pace } = problem
  const k = start.length
  const clip = (value: number, j: number): number => Math.min(upper[j], Math.max(lower[j], value))
  const x = start.map(clip)
  const r = new Float64Array(count)
  const moved = new Float64Array(count)
  const jacobian = Array.from({ length: k }, () => new Float64Array(count))

  /** Central differences, one-sided at a bound. */
  const differentiate = async (): Promise<void> => {
    for (let j = 0; j < k; j++) {
      const value = x[j]
      const step = 6e-6 * Math.max(Math.abs(value), 1e-2)
      const [up, down] = [Math.min(upper[j], value + step), Math.max(lower[j], value - step)]
      x[j] = up
      residuals(x, jacobian[j])
      x[j] = down
      residuals(x, moved)
      x[j] = value
      for (let i = 0; i < count; i++) jacobian[j][i] = (jacobian[j][i] - moved[i]) / (up - down)
      const due = pace()
      if (due) await due
    }
  }

  residuals(x, r)
  let sse = sumOfSquares(r)
  let lambda = 1e-3
  let nit = 0
  let still = 0
  for (; nit < MAX_ITERATIONS; nit++) {
    problem.onIteration?.(nit)
    await differentiate()
    const gradient = jacobian.map((column) => dot(column, r))
    const free = gradient.flatMap((g, j) => ((g > 0 ? x[j] > lower[j] : x[j] < upper[j]) ? [j] : []))
    const f = free.length
    const gram = matrix(f, f)
    for (let a = 0; a < f; a++)
      for (let b = 0; b <= a; b++)
        gram.data[a * f + b] = gram.data[b * f + a] = dot(jacobian[free[a]], jacobian[free[b]])
    const before = sse
    for (let growth = 2; f > 0 && lambda < 1e12 && sse === before; growth *= 2) {
      const step = gaussNewton(
        gram,
        lambda,
        Float64Array.from(free, (j) => gradient[j])
      )
      const next = x.slice()
      if (step) free.forEach((j, a) => (next[j] = clip(x[j] + step[a], j)))
      residuals(next, moved)
      const candidate = sumOfSquares(moved)
      if (step && candidate < sse) {
        const moves = Float64Array.from(free, (j) => next[j] - x[j])
        const curvature = dot(moves, matvec(gram, moves))
        const predicted = free.reduce((sum, j, a) => sum - 2 * gradient[j] * moves[a], -curvature)
        const gain = (sse - candidate) / predicted
        lambda = Math.max(lambda * (gain > 0 ? Math.max(1 / 3, 1 - (2 * gain - 1) ** 3) : 1), 1e-12)
        x.set(next)
        r.set(moved)
        sse = candidate
      } else lambda = Math.max(lambda * growth, 1e-8)
    }
    still = before - sse > TOLERANCE * sse ? 0 : still + 1
    if (sse === before || still === 2) return { x, sse, nit, converged: true }
  }
  return { x, sse, nit, converged: false }
}
