import { log } from '$lib/numeric/log'
import { Criterion } from './_criterion'

/** Weighted sums of the target, left and right of the split. */
abstract class RegressionCriterion extends Criterion {
  readonly valueSize = 1
  protected sqSumTotal = 0
  protected sumTotal = 0
  protected sumLeft = 0
  protected sumRight = 0

  init(start: number, end: number): void {
    const { y, weights, samples } = this
    this.start = start
    this.end = end
    let squares = 0
    let sum = 0
    let total = 0
    for (let p = start; p < end; p++) {
      const i = samples[p]
      const w = weights ? weights[i] : 1
      const weighted = w * y[i]
      sum += weighted
      squares += weighted * y[i]
      total += w
    }
    this.sumTotal = sum
    this.sqSumTotal = squares
    this.weightedNNodeSamples = total
    this.reset()
  }

  reset(): void {
    this.pos = this.start
    this.sumLeft = 0
    this.sumRight = this.sumTotal
    this.weightedNLeft = 0
    this.weightedNRight = this.weightedNNodeSamples
  }

  update(newPos: number): void {
    const { y, weights, samples } = this
    let sum = this.sumLeft
    let left = this.weightedNLeft
    if (newPos - this.pos <= this.end - newPos) {
      for (let p = this.pos; p < newPos; p++) {
        const i = samples[p]
        const w = weights ? weights[i] : 1
        sum += w * y[i]
        left += w
      }
    } else {
      // Fewer samples lie beyond the new position than before it: begin with all on the left and take those out.
      sum = this.sumTotal
      left = this.weightedNNodeSamples
      for (let p = this.end - 1; p >= newPos; p--) {
        const i = samples[p]
        const w = weights ? weights[i] : 1
        sum -= w * y[i]
        left -= w
      }
    }
    this.sumLeft = sum
    this.sumRight = this.sumTotal - sum
    this.weightedNLeft = left
    this.weightedNRight = this.weightedNNodeSamples - left
    this.pos = newPos
  }

  nodeValue(dest: Float64Array, at: number): void {
    dest[at] = this.sumTotal / this.weightedNNodeSamples
  }
}

/** The variance of the target ("Classification and Regression Trees", 1984, p. 231). */
export class MSE extends RegressionCriterion {
  nodeImpurity(): number {
    const mean = this.sumTotal / this.weightedNNodeSamples
    return this.sqSumTotal / this.weightedNNodeSamples - mean * mean
  }

  override proxyImpurityImprovement(): number {
    return (
      (this.sumLeft * this.sumLeft) / this.weightedNLeft +
      (this.sumRight * this.sumRight) / this.weightedNRight
    )
  }

  childrenImpurity(): void {
    const { y, weights, samples } = this
    let squares = 0
    for (let p = this.start; p < this.pos; p++) {
      const i = samples[p]
      squares += (weights ? weights[i] : 1) * y[i] * y[i]
    }
    const left = this.sumLeft / this.weightedNLeft
    const right = this.sumRight / this.weightedNRight
    this.impurityLeft = squares / this.weightedNLeft - left * left
    this.impurityRight = (this.sqSumTotal - squares) / this.weightedNRight - right * right
  }
}

/** Variance, with the improvement of Friedman, "Greedy Function Approximation", Annals of Statistics 29(5), 2001, eq. 35. */
export class FriedmanMSE extends MSE {
  override proxyImpurityImprovement(): number {
    const diff = this.weightedNRight * this.sumLeft - this.weightedNLeft * this.sumRight
    return (diff * diff) / (this.weightedNLeft * this.weightedNRight)
  }

  override impurityImprovement(): number {
    const diff = this.weightedNRight * this.sumLeft - this.weightedNLeft * this.sumRight
    return (diff * diff) / (this.weightedNLeft * this.weightedNRight * this.weightedNNodeSamples)
  }
}

/** Below this a sum of counts is taken for zero. */
const EPSILON = 10 * Number.EPSILON

/** Half the Poisson deviance of the target around its mean; targets are ≥ 0 and no node's are all 0. */
export class Poisson extends RegressionCriterion {
  nodeImpurity(): number {
    return this.loss(this.start, this.end, this.sumTotal, this.weightedNNodeSamples)
  }

  override proxyImpurityImprovement(): number {
    if (this.sumLeft <= EPSILON || this.sumRight <= EPSILON) return -Infinity
    const left = this.sumLeft * (log(this.sumLeft / this.weightedNLeft) / Math.LN2)
    return left + this.sumRight * (log(this.sumRight / this.weightedNRight) / Math.LN2)
  }

  childrenImpurity(): void {
    this.impurityLeft = this.loss(this.start, this.pos, this.sumLeft, this.weightedNLeft)
    this.impurityRight = this.loss(this.pos, this.end, this.sumRight, this.weightedNRight)
  }

  private loss(from: number, to: number, sum: number, total: number): number {
    if (sum <= EPSILON) return Infinity
    const { y, weights, samples } = this
    const mean = sum / total
    let loss = 0
    for (let p = from; p < to; p++) {
      const i = samples[p]
      if (y[i] > 0) loss += (weights ? weights[i] : 1) * (y[i] * log(y[i] / mean))
    }
    return loss / total
  }
}
