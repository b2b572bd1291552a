import { axpy } from '$lib/numeric/linalg'
import { descendActive } from './_activeSet'
import { addProducts, type BinarySolution, type TubeProblem } from './_liblinear'

/** A change smaller than this is none. */
const LEAST = 1e-12

/**
 * Coordinate descent on the dual of L2-penalised regression by the distance from the tube or its square (Ho & Lin, J. Mach.
 * Learn. Res. 13, 2012, 3323–3348, algorithm 4).
 */
export async function solveTubeDual(problem: TubeProblem, squared: boolean): Promise<BinarySolution> {
  const { x, rows, cols, y, cost, epsilon } = problem
  const at = (i: number): Float64Array => x.subarray(i * cols, (i + 1) * cols)
  const extra = cost.map((c) => (squared ? 0.5 / c : 0))
  const bound = cost.map((c) => (squared ? Infinity : c))
  const squares = cost.map((_, i) => addProducts(0, at(i), at(i)))
  const beta = new Float64Array(rows)
  const w = new Float64Array(cols)
  const nIter = await descendActive(rows, problem, (i, largest) => {
    const xi = at(i)
    const slope = addProducts(-y[i] + extra[i] * beta[i], xi, w)
    const curvature = squares[i] + extra[i]
    const [up, down] = [slope + epsilon, slope - epsilon]
    const old = beta[i]
    const violation = violationOf(old, bound[i], up, down, largest)
    if (violation === undefined) return undefined
    const step = up < curvature * old ? -up / curvature : down > curvature * old ? -down / curvature : -old
    if (Math.abs(step) < LEAST) return violation
    beta[i] = Math.min(Math.max(old + step, -bound[i]), bound[i])
    if (beta[i] !== old) axpy(beta[i] - old, xi, w)
    return violation
  })
  return { w, nIter }
}

/** How far the optimality condition of one variable fails; undefined when it may be left out. */
function violationOf(
  beta: number,
  bound: number,
  up: number,
  down: number,
  largest: number
): number | undefined {
  if (beta === 0) {
    if (up < 0) return -up
    if (down > 0) return down
    return up > largest && down < -largest ? undefined : 0
  }
  if (beta >= bound) return up > 0 ? up : up < -largest ? undefined : 0
  if (beta <= -bound) return down < 0 ? -down : down > largest ? undefined : 0
  return Math.abs(beta > 0 ? up : down)
}
