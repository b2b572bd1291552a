/** Losses that are squares where a row is missed, for the trust region method. */
import { dot } from '$lib/numeric/linalg'
import type { BinaryProblem, BinarySolution, TubeProblem } from './_liblinear'
import { trustRegionNewton, type PrimalLoss } from './_liblinearPrimal'

/** By how much a row's score misses, with its sign; 0 where it does not. */
type Miss = (score: number, i: number) => number

/** ½‖w‖² + Σ cost · miss². */
class SquaredLoss implements PrimalLoss {
  private readonly misses: Float64Array
  /** The rows that missed at the last gradient. */
  private missed: number[] = []

  constructor(
    private readonly problem: Pick<BinaryProblem, 'x' | 'rows' | 'cols' | 'cost'>,
    private readonly miss: Miss
  ) {
    this.misses = new Float64Array(problem.rows)
  }

  value(w: Float64Array): number {
    const { rows, cost } = this.problem
    let f = dot(w, w) / 2
    for (let i = 0; i < rows; i++) {
      const miss = this.miss(dot(this.row(i), w), i)
      this.misses[i] = miss
      f += cost[i] * miss * miss
    }
    return f
  }

  gradient(w: Float64Array): Float64Array {
    const { misses } = this
    this.missed = [...misses.keys()].filter((i) => misses[i] !== 0)
    return this.pullBack(
      this.missed.map((i) => this.problem.cost[i] * misses[i]),
      w
    )
  }

  hessianProduct(s: Float64Array): Float64Array {
    return this.pullBack(
      this.missed.map((i) => this.problem.cost[i] * dot(this.row(i), s)),
      s
    )
  }

  /** v + 2 Σ factor · x over the rows that missed. */
  private pullBack(factors: number[], v: Float64Array): Float64Array {
    const sum = new Float64Array(v.length)
    this.missed.forEach((i, k) => {
      const x = this.row(i)
      for (let j = 0; j < x.length; j++) sum[j] += factors[k] * x[j]
    })
    return v.map((value, j) => value + 2 * sum[j])
  }

  private row(i: number): Float64Array {
    const { x, cols } = this.problem
    return x.subarray(i * cols, (i + 1) * cols)
  }
}

/** The squared hinge: a score is to be beyond 1 on the label's side. */
export function solveSquaredHinge(problem: BinaryProblem): Promise<BinarySolution> {
  const { y } = problem
  const miss: Miss = (score, i) => Math.min(y[i] * score - 1, 0) * y[i]
  return trustRegionNewton(new SquaredLoss(problem, miss), problem)
}

/** The square of what lies outside the tube of half width epsilon (Ho & Lin, J. Mach. Learn. Res. 13, 2012, 3323–3348). */
export function solveSquaredTube(problem: TubeProblem): Promise<BinarySolution> {
  const { y, epsilon } = problem
  const miss: Miss = (score, i) => {
    const apart = score - y[i]
    return apart < -epsilon ? apart + epsilon : apart > epsilon ? apart - epsilon : 0
  }
  return trustRegionNewton(new SquaredLoss(problem, miss), problem)
}
