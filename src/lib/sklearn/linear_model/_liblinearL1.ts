import type { BinaryProblem, BinarySolution } from './_liblinear'

/** Keeps the quadratic model's curvature above 0. */
const NU = 1e-12
const MAX_CYCLES = 1000
const MAX_HALVINGS = 20

/**
 * L1-penalised logistic regression by newGLMNET: coordinate descent on a quadratic model, then a line search
 * (Yuan, Ho & Lin, J. Mach. Learn. Res. 13, 2012, 1999–2030), with LIBLINEAR's shrinking of the active set.
 */
export async function solveL1(problem: BinaryProblem): Promise<BinarySolution> {
  const { maxIter, tol, pace } = problem
  const run = new NewGlmnet(problem)
  let nIter = 0
  let firstViolation = 0
  while (nIter < maxIter) {
    const violation = run.linearise()
    if (nIter === 0) firstViolation = violation
    if (violation <= tol * firstViolation || run.idleCycles >= 10) break
    run.idleCycles++
    let cycles = 0
    run.startCycles()
    let going = true
    while (going && cycles < MAX_CYCLES) {
      going = run.cycle(firstViolation)
      cycles++
      const due = pace()
      if (due) await due
    }
    run.lineSearch()
    if (cycles === 1) run.innerTol *= 0.25
    nIter++
    run.lastViolation = run.newViolation
  }
  return { w: run.w, nIter }
}

/** How far the optimality condition of one weight fails, given the smooth part's slope; undefined when it may be shrunk. */
function violationOf(w: number, slope: number, shrinkBelow: number): number | undefined {
  const [up, down] = [slope + 1, slope - 1]
  if (w > 0) return Math.abs(up)
  if (w < 0) return Math.abs(down)
  if (up < 0) return -up
  if (down > 0) return down
  return up > shrinkBelow && down < -shrinkBelow ? undefined : 0
}

class NewGlmnet {
  readonly w: Float64Array
  /** Rows of x as columns: x[j·rows + i]. */
  private readonly x: Float64Array
  private readonly index: Int32Array
  private active = 0
  private cycleActive = 0
  /** Cycles in a row that moved nothing. */
  idleCycles = 0
  innerTol = 1
  /** The largest violation of this and of the last linearisation. */
  newViolation = 0
  lastViolation = Infinity
  private cycleViolation = Infinity
  private readonly curvature: Float64Array
  private readonly slope: Float64Array
  /** w plus the step that the cycles find. */
  private readonly target: Float64Array
  private readonly negativeSum: Float64Array
  /** x times the step. */
  private readonly move: Float64Array
  private expScore: Float64Array
  private readonly tau: Float64Array
  private readonly bend: Float64Array
  private norm = 0

  constructor(private readonly problem: BinaryProblem) {
    const { x, rows, cols, y, cost } = problem
    this.x = new Float64Array(rows * cols)
    for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) this.x[j * rows + i] = x[i * cols + j]
    this.w = new Float64Array(cols)
    this.index = Int32Array.from({ length: cols }, (_, j) => j)
    this.curvature = new Float64Array(cols)
    this.slope = new Float64Array(cols)
    this.target = new Float64Array(cols)
    this.negativeSum = Float64Array.from({ length: cols }, (_, j) => {
      let sum = 0
      for (let i = 0; i < rows; i++) if (y[i] < 0) sum += cost[i] * this.x[j * rows + i]
      return sum
    })
    this.move = new Float64Array(rows)
    this.expScore = new Float64Array(rows).fill(1)
    this.tau = new Float64Array(rows)
    this.bend = new Float64Array(rows)
    this.weigh()
  }

  /** Each row's part of gradient and hessian at the current scores. */
  private weigh(): void {
    const { rows, cost } = this.problem
    for (let i = 0; i < rows; i++) {
      const p = 1 / (1 + this.expScore[i])
      this.tau[i] = cost[i] * p
      this.bend[i] = cost[i] * this.expScore[i] * p * p
    }
  }

  private swap(a: number, b: number): void {
    const held = this.index[a]
    this.index[a] = this.index[b]
    this.index[b] = held
  }

  /** Slopes and curvatures of the loss by each weight; gives the sum of violations. */
  linearise(): number {
    const { rows, cols } = this.problem
    const { x, tau, bend, index } = this
    this.newViolation = 0
    this.active = cols
    let total = 0
    for (let s = 0; s < this.active; s++) {
      const j = index[s]
      const at = j * rows
      let curvature = NU
      let sum = 0
      for (let i = 0; i < rows; i++) {
        const value = x[at + i]
        curvature += value * value * bend[i]
        sum += value * tau[i]
      }
      this.curvature[j] = curvature
      this.slope[j] = -sum + this.negativeSum[j]
      const violation = violationOf(this.w[j], this.slope[j], this.lastViolation / rows)
      if (violation === undefined) {
        this.swap(s--, --this.active)
        continue
      }
      this.newViolation = Math.max(this.newViolation, violation)
      total += violation
    }
    return total
  }

  startCycles(): void {
    this.cycleViolation = Infinity
    this.cycleActive = this.active
    this.move.fill(0)
  }

  /** One pass over the active weights in random order; false when the model is solved well enough. */
  cycle(firstViolation: number): boolean {
    const { rows, random } = this.problem
    const { index, target } = this
    let largest = 0
    let total = 0
    for (let s = 0; s < this.cycleActive; s++) this.swap(s + random.nextBounded(this.cycleActive - s), s)
    for (let s = 0; s < this.cycleActive; s++) {
      const j = index[s]
      const slope = this.modelSlope(j)
      const violation = violationOf(target[j], slope, this.cycleViolation / rows)
      if (violation === undefined) {
        this.swap(s--, --this.cycleActive)
        continue
      }
      const step = bestStep(target[j], slope, this.curvature[j])
      if (Math.abs(step) < 1e-12) continue
      this.idleCycles = 0
      largest = Math.max(largest, violation)
      total += violation
      this.take(j, Math.min(Math.max(step, -10), 10))
    }
    this.cycleViolation = largest
    if (total > this.innerTol * firstViolation) return true
    if (this.cycleActive === this.active) return false
    this.cycleActive = this.active
    this.cycleViolation = Infinity
    return true
  }

  /** The slope of the quadratic model by weight j, the step so far included. */
  private modelSlope(j: number): number {
    const { rows } = this.problem
    const { x, bend, move } = this
    let slope = this.slope[j] + (this.target[j] - this.w[j]) * NU
    for (let i = 0, at = j * rows; i < rows; i++, at++) slope += x[at] * bend[i] * move[i]
    return slope
  }

  private take(j: number, step: number): void {
    const { rows } = this.problem
    this.target[j] += step
    for (let i = 0, at = j * rows; i < rows; i++, at++) this.move[i] += this.x[at] * step
  }

  /** Halves the step until the true loss goes down enough, and takes it. */
  lineSearch(): void {
    const { rows, y, cost } = this.problem
    const { w, target, move } = this
    let normNext = 0
    let delta = 0
    for (let j = 0; j < w.length; j++) {
      delta += this.slope[j] * (target[j] - w[j])
      normNext += Math.abs(target[j])
    }
    delta += normNext - this.norm
    let negative = 0
    for (let i = 0; i < rows; i++) if (y[i] < 0) negative += cost[i] * move[i]
    const next = new Float64Array(rows)
    for (let halvings = 0; halvings < MAX_HALVINGS; halvings++) {
      let excess = normNext - this.norm + negative - 0.01 * delta
      for (let i = 0; i < rows; i++) {
        const grown = Math.exp(move[i])
        next[i] = this.expScore[i] * grown
        excess += cost[i] * Math.log((1 + next[i]) / (grown + next[i]))
      }
      if (excess <= 0) {
        this.norm = normNext
        w.set(target)
        this.expScore = next
        this.weigh()
        return
      }
      normNext = 0
      for (let j = 0; j < w.length; j++) {
        target[j] = (w[j] + target[j]) * 0.5
        normNext += Math.abs(target[j])
      }
      delta *= 0.5
      negative *= 0.5
      for (let i = 0; i < rows; i++) move[i] *= 0.5
    }
    this.recomputeScores()
  }

  /** After too many halvings: the scores of w itself. */
  private recomputeScores(): void {
    const { rows } = this.problem
    const scores = new Float64Array(rows)
    this.w.forEach((weight, j) => {
      for (let i = 0; i < rows; i++) scores[i] += weight * this.x[j * rows + i]
    })
    this.expScore = scores.map(Math.exp)
  }
}

/** The step that minimises the one-variable model slope·z + curvature/2·z² + |w + z|. */
function bestStep(w: number, slope: number, curvature: number): number {
  if (slope + 1 < curvature * w) return -(slope + 1) / curvature
  if (slope - 1 > curvature * w) return -(slope - 1) / curvature
  return -w
}
