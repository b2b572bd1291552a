import { Criterion } from './_criterion'
import { WeightedMedian } from './_weightedMedian'

/** The mean absolute error around the weighted median. Each move of a sample costs time linear in the node's size. */
export class MAE extends Criterion {
  readonly valueSize = 1
  private readonly left = new WeightedMedian()
  private readonly right = new WeightedMedian()
  private median = 0

  init(start: number, end: number): void {
    this.start = start
    this.end = end
    this.left.clear()
    this.right.clear()
    let total = 0
    for (let p = start; p < end; p++) {
      const i = this.samples[p]
      const w = this.weight(i)
      this.right.push(this.y[i], w)
      total += w
    }
    this.weightedNNodeSamples = total
    this.median = this.right.median
    this.reset()
  }

  reset(): void {
    this.pos = this.start
    this.weightedNLeft = 0
    this.weightedNRight = this.weightedNNodeSamples
    while (this.left.size) this.left.popInto(this.right)
  }

  update(newPos: number): void {
    const { y, samples, left, right } = this
    if (newPos - this.pos <= this.end - newPos) {
      for (let p = this.pos; p < newPos; p++) {
        const i = samples[p]
        const w = this.weight(i)
        right.remove(y[i], w)
        left.push(y[i], w)
        this.weightedNLeft += w
      }
    } else {
      this.weightedNLeft = this.weightedNNodeSamples
      while (right.size) right.popInto(left)
      for (let p = this.end - 1; p >= newPos; p--) {
        const i = samples[p]
        const w = this.weight(i)
        left.remove(y[i], w)
        right.push(y[i], w)
        this.weightedNLeft -= w
      }
    }
    this.weightedNRight = this.weightedNNodeSamples - this.weightedNLeft
    this.pos = newPos
  }

  nodeValue(dest: Float64Array, at: number): void {
    dest[at] = this.median
  }

  nodeImpurity(): number {
    return this.deviation(this.start, this.end, this.median) / this.weightedNNodeSamples
  }

  childrenImpurity(): void {
    this.impurityLeft = this.deviation(this.start, this.pos, this.left.median) / this.weightedNLeft
    this.impurityRight = this.deviation(this.pos, this.end, this.right.median) / this.weightedNRight
  }

  private deviation(from: number, to: number, median: number): number {
    let sum = 0
    for (let p = from; p < to; p++) {
      const i = this.samples[p]
      sum += Math.abs(this.y[i] - median) * this.weight(i)
    }
    return sum
  }

  private weight(i: number): number {
    return this.weights ? this.weights[i] : 1
  }
}
