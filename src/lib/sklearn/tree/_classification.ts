import { log } from '$lib/numeric/log'
import { Criterion } from './_criterion'

/** Weighted counts of each class, left and right of the split. */
abstract class ClassificationCriterion extends Criterion {
  protected readonly sumTotal: Float64Array
  protected readonly sumLeft: Float64Array
  protected readonly sumRight: Float64Array

  constructor(
    readonly valueSize: number,
    y: ArrayLike<number>,
    weights: Float64Array | null,
    samples: Int32Array,
    weightedNSamples: number
  ) {
    super(y, weights, samples, weightedNSamples)
    this.sumTotal = new Float64Array(valueSize)
    this.sumLeft = new Float64Array(valueSize)
    this.sumRight = new Float64Array(valueSize)
  }

  init(start: number, end: number): void {
    const { y, weights, samples, sumTotal } = this
    this.start = start
    this.end = end
    sumTotal.fill(0)
    let total = 0
    for (let p = start; p < end; p++) {
      const i = samples[p]
      const w = weights ? weights[i] : 1
      sumTotal[y[i]] += w
      total += w
    }
    this.weightedNNodeSamples = total
    this.reset()
  }

  reset(): void {
    this.pos = this.start
    this.weightedNLeft = 0
    this.weightedNRight = this.weightedNNodeSamples
    for (let k = 0; k < this.valueSize; k++) {
      this.sumLeft[k] = 0
      this.sumRight[k] = this.sumTotal[k]
    }
  }

  update(newPos: number): void {
    const { y, weights, samples, sumLeft, sumRight, sumTotal } = this
    let left = this.weightedNLeft
    if (newPos - this.pos <= this.end - newPos) {
      for (let p = this.pos; p < newPos; p++) {
        const i = samples[p]
        const w = weights ? weights[i] : 1
        sumLeft[y[i]] += w
        left += w
      }
    } else {
      // Fewer samples lie beyond the new position than before it: begin with all on the left and take those out.
      for (let k = 0; k < sumLeft.length; k++) sumLeft[k] = sumTotal[k]
      left = this.weightedNNodeSamples
      for (let p = this.end - 1; p >= newPos; p--) {
        const i = samples[p]
        const w = weights ? weights[i] : 1
        sumLeft[y[i]] -= w
        left -= w
      }
    }
    for (let k = 0; k < sumLeft.length; k++) sumRight[k] = sumTotal[k] - sumLeft[k]
    this.weightedNLeft = left
    this.weightedNRight = this.weightedNNodeSamples - left
    this.pos = newPos
  }

  nodeValue(dest: Float64Array, at: number): void {
    dest.set(this.sumTotal, at)
  }
}

/** Gini's index, Σ p (1 − p) (Breiman, Friedman, Olshen & Stone, "Classification and Regression Trees", 1984, p. 38). */
export class Gini extends ClassificationCriterion {
  nodeImpurity(): number {
    return gini(this.sumTotal, this.weightedNNodeSamples)
  }

  childrenImpurity(): void {
    this.impurityLeft = gini(this.sumLeft, this.weightedNLeft)
    this.impurityRight = gini(this.sumRight, this.weightedNRight)
  }
}

function gini(counts: Float64Array, total: number): number {
  let squares = 0
  for (let k = 0; k < counts.length; k++) squares += counts[k] * counts[k]
  return 1 - squares / (total * total)
}

/** Shannon's entropy in bits, −Σ p log₂ p; scikit-learn's names are "entropy" and "log_loss". */
export class Entropy extends ClassificationCriterion {
  nodeImpurity(): number {
    return entropy(this.sumTotal, this.weightedNNodeSamples)
  }

  childrenImpurity(): void {
    this.impurityLeft = entropy(this.sumLeft, this.weightedNLeft)
    this.impurityRight = entropy(this.sumRight, this.weightedNRight)
  }
}

function entropy(counts: Float64Array, total: number): number {
  let sum = 0
  for (let k = 0; k < counts.length; k++) {
    if (counts[k] <= 0) continue
    const p = counts[k] / total
    sum -= p * (log(p) / Math.LN2)
  }
  return sum
}
