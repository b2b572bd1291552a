import { RADIX_FROM, RadixSort } from './_radixSort'
import { sortSamples } from './_sort'
import { FEATURE_THRESHOLD, Splitter } from './_splitter'

/** Tries every threshold of each drawn feature: scikit-learn's "best". */
export class BestSplitter extends Splitter {
  private radix: RadixSort | undefined

  protected load(feature: number, start: number, end: number): boolean {
    const { values, input } = this
    const { columns, samples } = input
    const offset = feature * input.nRows
    for (let p = start; p < end; p++) values[p] = columns[offset + samples[p]]
    if (input.isExact && end - start >= RADIX_FROM)
      (this.radix ??= new RadixSort(values, samples)).sort(start, end)
    else sortSamples(values, samples, start, end)
    return values[end - 1] > Math.fround(values[start] + FEATURE_THRESHOLD)
  }

  protected search(feature: number, start: number, end: number): void {
    const { values, criterion } = this
    const { minSamplesLeaf } = this.input
    criterion.reset()
    for (let p = start + 1; p < end; p++) {
      if (values[p] <= Math.fround(values[p - 1] + FEATURE_THRESHOLD)) continue
      if (p - start < minSamplesLeaf || end - p < minSamplesLeaf) continue
      criterion.update(p)
      if (!this.heavyEnough) continue
      const proxy = criterion.proxyImpurityImprovement()
      if (proxy > this.bestProxy) {
        this.bestProxy = proxy
        this.best.feature = feature
        this.best.pos = p
        this.best.threshold = between(values[p - 1], values[p])
      }
    }
  }
}

/** Midway; the lower value where midway rounds to the upper or is infinite. */
function between(low: number, high: number): number {
  const middle = low / 2 + high / 2
  return middle === high || !Number.isFinite(middle) ? low : middle
}
