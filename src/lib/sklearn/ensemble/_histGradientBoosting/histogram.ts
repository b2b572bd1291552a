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
  private readonly ownGradients: Float32Array
  private readonly ownHessians: Float32Array

  constructor(
    private readonly binned: Binned,
    private readonly cells: Cells
  ) {
    this.ownGradients = new Float32Array(binned.nRows)
    this.ownHessians = new Float32Array(cells.width === 3 ? binned.nRows : 0)
  }

  /** The histogram of these rows, for these features; those of others are not filled. */
  build(rows: Int32Array, { gradients, hessians }: Gradients, features: Int32Array): Float64Array {
    const { ownGradients, ownHessians, binned, cells } = this
    const out = this.spare.pop() ?? new Float64Array(cells.starts[cells.starts.length - 1])
    gather(gradients, rows, ownGradients)
    if (hessians) gather(hessians, rows, ownHessians)
    for (let k = 0; k < features.length; k++) {
      const f = features[k]
      const start = cells.starts[f]
      out.fill(0, start, cells.starts[f + 1])
      if (hessians) addRows(out, start, binned.columns[f], rows, ownGradients, ownHessians)
      else addPlainRows(out, start, binned.columns[f], rows, ownGradients)
    }
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
}

function gather(from: Float32Array, rows: Int32Array, to: Float32Array): void {
  for (let i = 0; i < rows.length; i++) to[i] = from[rows[i]]
}

/** Four rows at a time, so that their bins are known before the first is added. */
function addRows(
  out: Float64Array,
  start: number,
  bins: Uint8Array,
  rows: Int32Array,
  gradients: Float32Array,
  hessians: Float32Array
): void {
  let i = 0
  for (; i + 4 <= rows.length; i += 4) {
    const a = start + 3 * bins[rows[i]]
    const b = start + 3 * bins[rows[i + 1]]
    const c = start + 3 * bins[rows[i + 2]]
    const d = start + 3 * bins[rows[i + 3]]
    out[a] += gradients[i]
    out[b] += gradients[i + 1]
    out[c] += gradients[i + 2]
    out[d] += gradients[i + 3]
    out[a + 1] += hessians[i]
    out[b + 1] += hessians[i + 1]
    out[c + 1] += hessians[i + 2]
    out[d + 1] += hessians[i + 3]
    out[a + 2] += 1
    out[b + 2] += 1
    out[c + 2] += 1
    out[d + 2] += 1
  }
  for (; i < rows.length; i++) {
    const at = start + 3 * bins[rows[i]]
    out[at] += gradients[i]
    out[at + 1] += hessians[i]
    out[at + 2] += 1
  }
}

/** The same where each hessian is 1. */
function addPlainRows(
  out: Float64Array,
  start: number,
  bins: Uint8Array,
  rows: Int32Array,
  gradients: Float32Array
): void {
  let i = 0
  for (; i + 4 <= rows.length; i += 4) {
    const a = start + 2 * bins[rows[i]]
    const b = start + 2 * bins[rows[i + 1]]
    const c = start + 2 * bins[rows[i + 2]]
    const d = start + 2 * bins[rows[i + 3]]
    out[a] += gradients[i]
    out[b] += gradients[i + 1]
    out[c] += gradients[i + 2]
    out[d] += gradients[i + 3]
    out[a + 1] += 1
    out[b + 1] += 1
    out[c + 1] += 1
    out[d + 1] += 1
  }
  for (; i < rows.length; i++) {
    const at = start + 2 * bins[rows[i]]
    out[at] += gradients[i]
    out[at + 1] += 1
  }
}
