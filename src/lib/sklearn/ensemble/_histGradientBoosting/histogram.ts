/**
 * Sums of gradients, sums of hessians and counts of a node's rows by bin (scikit-learn 1.2,
 * `sklearn/ensemble/_hist_gradient_boosting/histogram.pyx`). Gradients are float32, sums float64.
 *
 * A histogram is one array: a cell a bin, feature after feature, the bin of missing values last. A cell is [gradients, hessians,
 * count]; where each hessian is 1 it is [gradients, count], the count being the hessians' sum too.
 */
import type { BinMapper, Binned } from './binning'

/** How histograms lie in memory. */
export interface Cells {
  /** Numbers a cell; the last is the count. */
  readonly width: number
  /** Where each feature's first cell is, and where the last one's end, shape (n_features + 1,). */
  readonly starts: Int32Array
}

export function cellsOf({ n_bins_non_missing_ }: BinMapper, constantHessian: boolean): Cells {
  const width = constantHessian ? 2 : 3
  const starts = new Int32Array(n_bins_non_missing_.length + 1)
  n_bins_non_missing_.forEach((bins, f) => (starts[f + 1] = starts[f] + (bins + 1) * width))
  return { width, starts }
}

/** What a stage's trees are grown to. */
export interface Gradients {
  readonly gradients: Float32Array
  /** null: each is 1. */
  readonly hessians: Float32Array | null
}

export class HistogramBuilder {
  /** Arrays that are no longer in use. */
  private readonly spare: Float64Array[] = []
  /** The gradients and hessians of a node's rows, one after another. */
  private readonly gradients: Float32Array
  private readonly hessians: Float32Array

  constructor(
    private readonly binned: Binned,
    private readonly cells: Cells
  ) {
    this.gradients = new Float32Array(binned.nRows)
    this.hessians = new Float32Array(binned.nRows).fill(1)
  }

  /** The histogram of these rows, for these features; those of others are not filled. */
  build(rows: Int32Array, { gradients, hessians }: Gradients, features: Int32Array): Float64Array {
    const { starts } = this.cells
    const out = this.spare.pop() ?? new Float64Array(starts[starts.length - 1])
    gather(gradients, rows, this.gradients)
    if (hessians) gather(hessians, rows, this.hessians)
    for (let k = 0; k < features.length; k++) out.fill(0, starts[features[k]], starts[features[k] + 1])
    let k = 0
    for (; k + 1 < features.length; k += 2) this.addPair(out, features[k], features[k + 1], rows)
    if (k < features.length) this.add(out, features[k], rows, 0)
    return out
  }

  /** What is left of a parent's histogram without one child: the other child's, in the parent's place. */
  subtract(parent: Float64Array, child: Float64Array, features: Int32Array): Float64Array {
    const { starts } = this.cells
    for (let k = 0; k < features.length; k++)
      for (let at = starts[features[k]], end = starts[features[k] + 1]; at < end; at++)
        parent[at] -= child[at]
    return parent
  }

  /** Takes back an array that is no longer needed. */
  release(histogram: Float64Array): void {
    this.spare.push(histogram)
  }

  /** Two features, two rows at a time: gradients are read half as often, and bins before the cells ahead of them are written. */
  private addPair(out: Float64Array, f: number, g: number, rows: Int32Array): void {
    const { gradients, hessians } = this
    const { width, starts } = this.cells
    const first = this.binned.columns[f]
    const second = this.binned.columns[g]
    const start = starts[f]
    const start2 = starts[g]
    let i = 0
    for (; i + 1 < rows.length; i += 2) {
      const row = rows[i]
      const next = rows[i + 1]
      const a = start + width * first[row]
      const b = start + width * first[next]
      const c = start2 + width * second[row]
      const d = start2 + width * second[next]
      const gradient = gradients[i]
      const gradientNext = gradients[i + 1]
      const hessian = hessians[i]
      const hessianNext = hessians[i + 1]
      out[a] += gradient
      out[b] += gradientNext
      out[c] += gradient
      out[d] += gradientNext
      out[a + 1] += hessian
      out[b + 1] += hessianNext
      out[c + 1] += hessian
      out[d + 1] += hessianNext
      if (width === 3) {
        out[a + 2] += 1
        out[b + 2] += 1
        out[c + 2] += 1
        out[d + 2] += 1
      }
    }
    this.add(out, f, rows, i)
    this.add(out, g, rows, i)
  }

  /** One feature, the rows from a place on. */
  private add(out: Float64Array, f: number, rows: Int32Array, from: number): void {
    const { gradients, hessians } = this
    const { width, starts } = this.cells
    const bins = this.binned.columns[f]
    for (let i = from; i < rows.length; i++) {
      const at = starts[f] + width * bins[rows[i]]
      out[at] += gradients[i]
      out[at + 1] += hessians[i]
      if (width === 3) out[at + 2] += 1
    }
  }
}

function gather(from: Float32Array, rows: Int32Array, to: Float32Array): void {
  for (let i = 0; i < rows.length; i++) to[i] = from[rows[i]]
}
