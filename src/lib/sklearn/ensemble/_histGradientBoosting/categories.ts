import { nodeValue, tooSmall, type Split, type SplitRules, type Sums } from './splitting'

/** A category with less support than so many rows always goes right; also smooths the order of the others. */
const MIN_SUPPORT = 10

/**
 * The splits of a feature without an order: categories are put in order of gradient over hessian and scanned as if they had one,
 * from each end to the middle. Missing values are a category of their own.
 *
 * Algorithm: Fisher, "On Grouping for Maximum Homogeneity", Journal of the American Statistical Association 53(284), 1958.
 * Categorical features have no monotonic constraint.
 */
export function splitCategories(
  best: Split,
  histogram: Float64Array,
  f: number,
  node: Sums,
  { cells: { width, starts }, nBinsNonMissing, hasMissing, minSamplesLeaf, l2 }: SplitRules
): void {
  const { count, gradients, hessians, lower, upper } = node
  const cell = (bin: number): number => starts[f] + bin * width
  const order = supported(histogram, nBinsNonMissing[f] + hasMissing[f], cell, count / hessians)
  if (order.length < 2) return
  const own = gradients * node.value
  const middle = (order.length + 1) >> 1
  for (const fromLeft of [true, false]) {
    let countLeft = 0
    let gradientsLeft = 0
    let hessiansLeft = 0
    for (let i = 0; i < (fromLeft ? middle : middle - 1); i++) {
      const at = cell(order[fromLeft ? i : order.length - 1 - i])
      countLeft += histogram[at + width - 1]
      hessiansLeft += histogram[at + 1]
      gradientsLeft += histogram[at]
      if (tooSmall(countLeft, hessiansLeft, minSamplesLeaf)) continue
      const hessiansRight = hessians - hessiansLeft
      if (tooSmall(count - countLeft, hessiansRight, minSamplesLeaf)) break
      const gradientsRight = gradients - gradientsLeft
      const left = nodeValue(gradientsLeft, hessiansLeft, l2, lower, upper)
      const right = nodeValue(gradientsRight, hessiansRight, l2, lower, upper)
      const gain = own - gradientsLeft * left - gradientsRight * right
      if (gain <= Math.max(best.gain, 0)) continue
      const goLeft = Uint8Array.from(fromLeft ? order.slice(0, i + 1) : order.slice(order.length - 1 - i))
      const missingLeft = goLeft.includes(nBinsNonMissing[f])
      const found = { gain, feature: f, bin: 0, missingLeft, left: goLeft }
      Object.assign(best, found, { gradientsLeft, hessiansLeft, countLeft })
    }
  }
}

/** The bins with enough support by rising value; of equal values the last comes first, as the C library sorts them. */
function supported(
  histogram: Float64Array,
  bins: number,
  cell: (bin: number) => number,
  rowsPerHessian: number
): number[] {
  const values = new Float64Array(bins)
  const enough: number[] = []
  for (let bin = 0; bin < bins; bin++) {
    const hessians = histogram[cell(bin) + 1]
    if (hessians * rowsPerHessian < MIN_SUPPORT) continue
    values[bin] = histogram[cell(bin)] / (hessians + MIN_SUPPORT)
    enough.push(bin)
  }
  return enough.sort((a, b) => values[a] - values[b] || b - a)
}
