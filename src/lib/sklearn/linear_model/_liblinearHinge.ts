import { axpy } from '$lib/numeric/linalg'
import { shuffleFirst } from './_activeSet'
import { addProducts, type BinaryProblem, type BinarySolution } from './_liblinear'

/** A change smaller than this is none. */
const LEAST = 1e-12

/**
 * Coordinate descent on the dual of L2-penalised classification by the hinge or its square (Hsieh, Chang, Lin, Keerthi &
 * Sundararajan, ICML 2008, algorithm 3): one variable a row, which is left out while it stays at a bound.
 */
export async function solveHingeDual(problem: BinaryProblem, squared: boolean): Promise<BinarySolution> {
  const { x, rows, cols, y, cost, tol, maxIter, random, pace } = problem
  const at = (i: number): Float64Array => x.subarray(i * cols, (i + 1) * cols)
  const index = Int32Array.from({ length: rows }, (_, i) => i)
  const extra = cost.map((c) => (squared ? 0.5 / c : 0))
  const bound = cost.map((c) => (squared ? Infinity : c))
  const curvature = extra.map((value, i) => addProducts(value, at(i), at(i)))
  const alpha = new Float64Array(rows)
  const w = new Float64Array(cols)
  let active = rows
  let [most, least] = [Infinity, -Infinity]
  let nIter = 0
  while (nIter < maxIter) {
    shuffleFirst(index, active, random)
    let [newMost, newLeast] = [-Infinity, Infinity]
    for (let s = 0; s < active; s++) {
      const i = index[s]
      const xi = at(i)
      const slope = addProducts(0, xi, w) * y[i] - 1 + alpha[i] * extra[i]
      const [isLow, isHigh] = [alpha[i] === 0, alpha[i] === bound[i]]
      if (isLow ? slope > most : isHigh && slope < least) {
        active--
        ;[index[s], index[active]] = [index[active], index[s]]
        s--
        continue
      }
      const projected = isLow ? Math.min(slope, 0) : isHigh ? Math.max(slope, 0) : slope
      newMost = Math.max(newMost, projected)
      newLeast = Math.min(newLeast, projected)
      if (Math.abs(projected) <= LEAST) continue
      const old = alpha[i]
      alpha[i] = Math.min(Math.max(old - slope / curvature[i], 0), bound[i])
      axpy((alpha[i] - old) * y[i], xi, w)
    }
    nIter++
    const due = pace()
    if (due) await due
    if (newMost - newLeast <= tol) {
      if (active === rows) break
      active = rows
      ;[most, least] = [Infinity, -Infinity]
      continue
    }
    most = newMost <= 0 ? Infinity : newMost
    least = newLeast >= 0 ? -Infinity : newLeast
  }
  return { w, nIter }
}
