import { shuffleFirst } from './_activeSet'
import type { BinaryProblem, BinarySolution } from './_liblinear'

/** Newton steps for one coordinate, at most. */
const MAX_INNER = 100

/**
 * Coordinate descent on the dual of L2-penalised logistic regression (Yu, Huang & Lin, Machine Learning 85, 2011, 41–75,
 * algorithm 5). Each row has two dual variables whose sum is its cost.
 */
export async function solveDual(problem: BinaryProblem): Promise<BinarySolution> {
  const { x, rows, cols, y, cost, tol, maxIter, random, pace } = problem
  const squares = new Float64Array(rows)
  const index = Int32Array.from({ length: rows }, (_, i) => i)
  const alpha = new Float64Array(2 * rows)
  const w = new Float64Array(cols)
  for (let i = 0; i < rows; i++) {
    alpha[2 * i] = Math.min(0.001 * cost[i], 1e-8)
    alpha[2 * i + 1] = cost[i] - alpha[2 * i]
    for (let j = 0; j < cols; j++) {
      const value = x[i * cols + j]
      squares[i] += value * value
      w[j] += y[i] * alpha[2 * i] * value
    }
  }

  let innerTol = 1e-2
  const leastInnerTol = Math.min(1e-8, tol)
  let nIter = 0
  while (nIter < maxIter) {
    shuffleFirst(index, rows, random)
    let newtonSteps = 0
    let largest = 0
    for (let s = 0; s < rows; s++) {
      const i = index[s]
      const at = i * cols
      let score = 0
      for (let j = 0; j < cols; j++) score += w[j] * x[at + j]
      const a = squares[i]
      const b = score * y[i]
      // Of the two variables the one is moved whose optimum is the smaller.
      const swap = 0.5 * a * (alpha[2 * i + 1] - alpha[2 * i]) + b < 0
      const mine = 2 * i + Number(swap)
      const sign = swap ? -1 : 1
      const old = alpha[mine]
      const found = minimiseOne(a, sign * b, cost[i], old, innerTol)
      largest = Math.max(largest, found.slope)
      newtonSteps += found.steps
      if (found.steps === 0) continue
      alpha[mine] = found.z
      alpha[4 * i + 1 - mine] = cost[i] - found.z
      const change = sign * (found.z - old) * y[i]
      for (let j = 0; j < cols; j++) w[j] += change * x[at + j]
    }
    nIter++
    if (largest < tol) break
    if (newtonSteps <= Math.floor(rows / 10)) innerTol = Math.max(leastInnerTol, 0.1 * innerTol)
    const due = pace()
    if (due) await due
  }
  return { w, nIter }
}

/** Minimises z·log z + (C − z)·log(C − z) + a/2·(z − old)² + b·(z − old) by Newton steps kept inside (0, C). */
function minimiseOne(
  a: number,
  b: number,
  C: number,
  old: number,
  tol: number
): { z: number; steps: number; slope: number } {
  let z = C - old < 0.5 * C ? 0.1 * old : old
  let slope = a * (z - old) + b + Math.log(z / (C - z))
  const first = Math.abs(slope)
  let steps = 0
  while (steps <= MAX_INNER && Math.abs(slope) >= tol) {
    const next = z - slope / (a + C / (C - z) / z)
    z = next <= 0 ? 0.1 * z : next
    slope = a * (z - old) + b + Math.log(z / (C - z))
    steps++
  }
  return { z, steps, slope: first }
}
