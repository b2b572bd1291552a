import { matrix, transpose } from '$lib/numeric/matrix'
import { descendActive } from './_activeSet'
import type { BinaryProblem, BinarySolution } from './_liblinear'

const MAX_HALVINGS = 20
/** The share of the expected decrease that a step must reach. */
const SUFFICIENT = 0.01
/** A change smaller than this is none. */
const LEAST = 1e-12

/**
 * L1-penalised classification by the squared hinge: coordinate descent on the weights with a line search each (Chang, Hsieh &
 * Lin, J. Mach. Learn. Res. 9, 2008, 1369–1398; Yuan, Chang, Hsieh & Lin, J. Mach. Learn. Res. 11, 2010, 3183–3234).
 */
export async function solveL1Hinge(problem: BinaryProblem): Promise<BinarySolution> {
  const run = new L1Hinge(problem)
  const { rows, cols } = problem
  const nIter = await descendActive(cols, problem, (j, largest) => run.descend(j, largest / rows))
  return { w: run.w, nIter }
}

class L1Hinge {
  readonly w: Float64Array
  /** Columns of x, each value times its row's label. */
  private readonly columns: Float64Array
  /** 1 − y·x·w of each row. */
  private readonly miss: Float64Array
  /** Σ cost · x² of each column. */
  private readonly squares: Float64Array

  constructor(private readonly problem: BinaryProblem) {
    const { x, rows, cols, y, cost } = problem
    this.columns = transpose(matrix(rows, cols, x)).data.map((value, at) => value * y[at % rows])
    this.w = new Float64Array(cols)
    this.miss = new Float64Array(rows).fill(1)
    this.squares = Float64Array.from({ length: cols }, (_, j) =>
      this.column(j).reduce((sum, value, i) => sum + cost[i] * value * value, 0)
    )
  }

  private column(j: number): Float64Array {
    const { rows } = this.problem
    return this.columns.subarray(j * rows, (j + 1) * rows)
  }

  /** A step of weight j; gives how far its optimality condition failed, undefined when it may be left out. */
  descend(j: number, shrinkBelow: number): number | undefined {
    const { w } = this
    const { slope, curvature } = this.bend(j)
    const [up, down] = [slope + 1, slope - 1]
    let violation = 0
    if (w[j] !== 0) violation = Math.abs(w[j] > 0 ? up : down)
    else if (up < 0) violation = -up
    else if (down > 0) violation = down
    else if (up > shrinkBelow && down < -shrinkBelow) return undefined
    const step = up < curvature * w[j] ? -up / curvature : down > curvature * w[j] ? -down / curvature : -w[j]
    if (Math.abs(step) >= LEAST) this.search(j, step, slope)
    return violation
  }

  /** The loss's slope and curvature by weight j. */
  private bend(j: number): { slope: number; curvature: number } {
    const { miss } = this
    const { cost } = this.problem
    const column = this.column(j)
    let [slope, curvature] = [0, 0]
    for (let i = 0; i < column.length; i++) {
      if (miss[i] <= 0) continue
      const weighed = cost[i] * column[i]
      slope -= weighed * miss[i]
      curvature += weighed * column[i]
    }
    return { slope: 2 * slope, curvature: Math.max(2 * curvature, LEAST) }
  }

  /** Halves the step until the loss goes down enough, and takes it. */
  private search(j: number, wanted: number, slope: number): void {
    const { w } = this
    let step = wanted
    let taken = 0
    let expected = Math.abs(w[j] + step) - Math.abs(w[j]) + slope * step
    let before = 0
    let halvings = 0
    for (; halvings < MAX_HALVINGS; halvings++) {
      const excess = Math.abs(w[j] + step) - Math.abs(w[j]) - SUFFICIENT * expected
      // The square's upper bound often tells without the loss.
      if (this.squares[j] * step * step + slope * step + excess <= 0) {
        this.shift(j, taken - step)
        break
      }
      if (halvings === 0) before = this.loss()
      this.shift(j, taken - step)
      if (excess + this.loss() - before <= 0) break
      taken = step
      step *= 0.5
      expected *= 0.5
    }
    w[j] += step
    if (halvings === MAX_HALVINGS) this.recompute()
  }

  private loss(): number {
    const { miss } = this
    const { cost } = this.problem
    let sum = 0
    for (let i = 0; i < miss.length; i++) if (miss[i] > 0) sum += cost[i] * miss[i] * miss[i]
    return sum
  }

  private shift(j: number, by: number): void {
    const { miss } = this
    const column = this.column(j)
    for (let i = 0; i < miss.length; i++) miss[i] += by * column[i]
  }

  /** The misses of w itself, after too many halvings. */
  private recompute(): void {
    this.miss.fill(1)
    this.w.forEach((weight, j) => this.shift(j, -weight))
  }
}
