import { FEATURE_THRESHOLD, Splitter } from './_splitter'

/** Tries one threshold of each drawn feature, uniform between its least and greatest value: scikit-learn's "random". */
export class RandomSplitter extends Splitter {
  private least = 0
  private greatest = 0
  /** The feature that the samples are ordered by. */
  private last = -1

  protected load(feature: number, start: number, end: number): boolean {
    const { values, input } = this
    const { columns, samples } = input
    const offset = feature * input.nRows
    let least = Infinity
    let greatest = -Infinity
    for (let p = start; p < end; p++) {
      const value = columns[offset + samples[p]]
      values[p] = value
      if (value < least) least = value
      if (value > greatest) greatest = value
    }
    this.least = least
    this.greatest = greatest
    this.last = feature
    return greatest > Math.fround(least + FEATURE_THRESHOLD)
  }

  protected search(feature: number, start: number, end: number): void {
    const { criterion, input } = this
    const threshold = this.draw()
    const pos = this.divide(threshold, start, end)
    if (pos - start < input.minSamplesLeaf || end - pos < input.minSamplesLeaf) return
    criterion.reset()
    criterion.update(pos)
    if (!this.heavyEnough) return
    const proxy = criterion.proxyImpurityImprovement()
    if (proxy > this.bestProxy) {
      this.bestProxy = proxy
      this.best.feature = feature
      this.best.pos = pos
      this.best.threshold = threshold
    }
  }

  /** Only where the samples are not in the best split's order already. */
  protected override partition(best: typeof this.best, start: number, end: number): void {
    if (this.last !== best.feature) super.partition(best, start, end)
  }

  private draw(): number {
    const threshold = this.random.nextUniform(this.least, this.greatest)
    return threshold === this.greatest ? this.least : threshold
  }

  /** Puts values and samples of at most the threshold first; gives where the others begin. */
  private divide(threshold: number, start: number, end: number): number {
    const { values } = this
    const { samples } = this.input
    for (let p = start; p < end;) {
      const value = values[p]
      if (value <= threshold) p++
      else {
        const sample = samples[p]
        values[p] = values[--end]
        samples[p] = samples[end]
        values[end] = value
        samples[end] = sample
      }
    }
    return end
  }
}
