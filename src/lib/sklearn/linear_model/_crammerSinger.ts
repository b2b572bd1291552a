import { shuffleFirst } from './_activeSet'
import type { Mt19937 } from '$lib/numeric/random/Mt19937'

export interface ClassesProblem {
  /** Rows × columns, row-major. */
  readonly x: Float64Array
  readonly rows: number
  readonly cols: number
  /** Each row's class, and how many there are. */
  readonly y: Int32Array
  readonly classes: number
  readonly cost: Float64Array
  readonly tol: number
  readonly maxIter: number
  readonly random: Mt19937
  readonly pace: () => Promise<void> | undefined
}

/** A change smaller than this is none. */
const LEAST = 1e-12

/**
 * All classes at once (Crammer & Singer, J. Mach. Learn. Res. 2, 2001, 265–292) by the sequential dual method (Keerthi,
 * Sundararajan, Chang, Hsieh & Lin, KDD 2008), as LIBLINEAR has it. Gives the weights of the columns: columns × classes.
 */
export async function solveCrammerSinger(
  problem: ClassesProblem
): Promise<{ w: Float64Array; nIter: number }> {
  const { rows, tol, maxIter, random, pace } = problem
  const run = new CrammerSinger(problem)
  const index = Int32Array.from({ length: rows }, (_, i) => i)
  let active = rows
  let shrinkTol = Math.max(10 * tol, 1)
  let fromAll = true
  let nIter = 0
  while (nIter < maxIter) {
    let violation = -Infinity
    shuffleFirst(index, active, random)
    for (let s = 0; s < active; s++) {
      const found = run.descend(index[s])
      if (found === undefined) {
        active--
        ;[index[s], index[active]] = [index[active], index[s]]
        s--
      } else violation = Math.max(violation, found)
    }
    nIter++
    const due = pace()
    if (due) await due
    if (violation >= shrinkTol) fromAll = false
    else if (violation < tol && fromAll) break
    else {
      active = rows
      run.restore()
      shrinkTol = Math.max(shrinkTol / 2, tol)
      fromAll = true
    }
  }
  return { w: run.w, nIter }
}

class CrammerSinger {
  readonly w: Float64Array
  private readonly alpha: Float64Array
  private readonly squares: Float64Array
  /** Of each row: its classes, those in play first; how many these are; where its own class stands. */
  private readonly order: Int32Array
  private readonly inPlay: Int32Array
  private readonly own: Int32Array
  private readonly slope: Float64Array

  constructor(private readonly problem: ClassesProblem) {
    const { x, rows, cols, y, classes } = problem
    this.w = new Float64Array(cols * classes)
    this.alpha = new Float64Array(rows * classes)
    this.squares = new Float64Array(rows)
    for (let at = 0; at < x.length; at++) this.squares[Math.floor(at / cols)] += x[at] * x[at]
    this.order = Int32Array.from({ length: rows * classes }, (_, at) => at % classes)
    this.inPlay = new Int32Array(rows).fill(classes)
    this.own = y.slice()
    this.slope = new Float64Array(classes)
  }

  restore(): void {
    this.inPlay.fill(this.problem.classes)
  }

  /** A step of row i; gives by how much optimality failed, undefined when the row may be left out. */
  descend(i: number): number | undefined {
    const { slope, inPlay, own, alpha } = this
    const { x, cols, y, classes, cost } = this.problem
    if (this.squares[i] <= 0) return -Infinity
    const first = i * classes
    const order = this.order.subarray(first, first + classes)
    slope.fill(1, 0, inPlay[i])
    if (own[i] < inPlay[i]) slope[own[i]] = 0
    for (let j = 0; j < cols; j++)
      for (let m = 0; m < inPlay[i]; m++) slope[m] += this.w[j * classes + order[m]] * x[i * cols + j]
    let [least, most] = [Infinity, -Infinity]
    for (let m = 0; m < inPlay[i]; m++) {
      if (alpha[first + order[m]] < 0) least = Math.min(least, slope[m])
      most = Math.max(most, slope[m])
    }
    if (own[i] < inPlay[i] && alpha[first + y[i]] < cost[i]) least = Math.min(least, slope[own[i]])
    this.leaveOut(i, least)
    if (inPlay[i] <= 1) return undefined
    if (most - least <= LEAST) return -Infinity
    this.step(i)
    return most - least
  }

  /** Takes classes out of play whose variable is at its bound and stays there. */
  private leaveOut(i: number, least: number): void {
    const { slope, inPlay, own, alpha } = this
    const { classes, cost } = this.problem
    const first = i * classes
    const order = this.order.subarray(first, first + classes)
    const idle = (m: number): boolean =>
      alpha[first + order[m]] === (m === own[i] ? cost[i] : 0) && slope[m] < least
    for (let m = 0; m < inPlay[i]; m++) {
      if (!idle(m)) continue
      inPlay[i]--
      while (inPlay[i] > m && idle(inPlay[i])) inPlay[i]--
      const last = inPlay[i]
      if (last <= m) continue
      ;[order[m], order[last]] = [order[last], order[m]]
      ;[slope[m], slope[last]] = [slope[last], slope[m]]
      if (own[i] === last) own[i] = m
      else if (own[i] === m) own[i] = last
    }
  }

  /** Minimises over the variables of row i that are in play. */
  private step(i: number): void {
    const { alpha, inPlay, own, squares, w } = this
    const { x, cols, classes, cost } = this.problem
    const first = i * classes
    const order = this.order.subarray(first, first + classes)
    const count = inPlay[i]
    const B = Float64Array.from(
      { length: count },
      (_, m) => this.slope[m] - squares[i] * alpha[first + order[m]]
    )
    const least = squares[i] * cost[i]
    const sorted = B.map((value, m) => (m === own[i] ? value + least : value))
      .sort()
      .reverse()
    let beta = sorted[0] - least
    let r = 1
    for (; r < count && beta < r * sorted[r]; r++) beta += sorted[r]
    beta /= r
    for (let m = 0; m < count; m++) {
      const at = first + order[m]
      const value = Math.min(m === own[i] ? cost[i] : 0, (beta - B[m]) / squares[i])
      const change = value - alpha[at]
      alpha[at] = value
      if (Math.abs(change) < LEAST) continue
      for (let j = 0; j < cols; j++) w[j * classes + order[m]] += change * x[i * cols + j]
    }
  }
}
