/**
 * The best split of a node by its histogram (scikit-learn 1.2, `sklearn/ensemble/_hist_gradient_boosting/splitting.pyx`).
 *
 * Algorithm: Chen & Guestrin, "XGBoost: A Scalable Tree Boosting System", KDD 2016, eq. 5 to 7 and, for missing values,
 * algorithm 3: they go right in a scan from the left and left in one from the right.
 */
import { splitCategories } from './categories'
import type { Cells } from './histogram'

/** Less hessian than this no child may have. */
export const MIN_HESSIAN = 1e-3

/** What all splits of a tree have in common. */
export interface SplitRules {
  readonly cells: Cells
  readonly nBinsNonMissing: Int32Array
  readonly hasMissing: Uint8Array
  readonly isCategorical: Uint8Array | null
  /** 1: the prediction rises with the feature, −1: it falls, 0: either. */
  readonly monotonic: Int8Array
  readonly minSamplesLeaf: number
  readonly l2: number
}

/** What is known of a node when it is to be split. */
export interface Sums {
  readonly count: number
  readonly gradients: number
  readonly hessians: number
  readonly value: number
  /** Between these the children's values must lie. */
  readonly lower: number
  readonly upper: number
}

/** A split; gain −1 where there is none. */
export class Split {
  gain = -1
  feature = 0
  /** Up to this bin rows go left. */
  bin = 0
  missingLeft = false
  gradientsLeft = 0
  hessiansLeft = 0
  countLeft = 0
  /** The bins of categories that go left; null where the feature has an order. */
  left: Uint8Array | null = null
}

/** A node's value: one Newton step, within its bounds. */
export function nodeValue(
  gradients: number,
  hessians: number,
  l2: number,
  lower: number,
  upper: number
): number {
  const value = -gradients / (hessians + l2 + 1e-15)
  return value < lower ? lower : value > upper ? upper : value
}

/** May a feature with this sign part a node so? */
const allows = (sign: number, left: number, right: number): boolean =>
  sign === 0 || (sign > 0 ? left <= right : left >= right)

/** May a child have so few rows and so little hessian? */
export const tooSmall = (count: number, hessians: number, minSamplesLeaf: number): boolean =>
  count < minSamplesLeaf || hessians < MIN_HESSIAN

/** The split of the greatest gain; of equals the first feature's, and its first. */
export function findSplit(
  histogram: Float64Array,
  node: Sums,
  features: Int32Array,
  rules: SplitRules
): Split {
  const best = new Split()
  for (let k = 0; k < features.length; k++) {
    const f = features[k]
    if (rules.isCategorical?.[f]) splitCategories(best, histogram, f, node, rules)
    else {
      scan(best, histogram, f, node, rules, true)
      if (rules.hasMissing[f]) scan(best, histogram, f, node, rules, false)
    }
  }
  return best
}

/** The splits of a feature that has an order, from one side. Missing values are always on the other. */
function scan(
  best: Split,
  histogram: Float64Array,
  f: number,
  node: Sums,
  rules: SplitRules,
  fromLeft: boolean
): void {
  const { count, gradients, hessians, lower, upper } = node
  const { minSamplesLeaf, l2 } = rules
  const { width, starts } = rules.cells
  const sign = rules.monotonic[f]
  const own = gradients * node.value
  const bins = rules.nBinsNonMissing[f]
  // The last bin goes to the near side only if missing values are left for the far one.
  const steps = fromLeft ? bins - 1 + rules.hasMissing[f] : bins - 1
  const step = fromLeft ? width : -width
  let at = starts[f] + (fromLeft ? 0 : (bins - 1) * width)
  let countNear = 0
  let gradientsNear = 0
  let hessiansNear = 0
  let bestGain = Math.max(best.gain, 0)
  for (let i = 0; i < steps; i++, at += step) {
    countNear += histogram[at + width - 1]
    hessiansNear += histogram[at + 1]
    gradientsNear += histogram[at]
    if (tooSmall(countNear, hessiansNear, minSamplesLeaf)) continue
    const hessiansFar = hessians - hessiansNear
    // The far side only becomes smaller.
    if (tooSmall(count - countNear, hessiansFar, minSamplesLeaf)) break
    const gradientsFar = gradients - gradientsNear
    const gradientsLeft = fromLeft ? gradientsNear : gradientsFar
    const hessiansLeft = fromLeft ? hessiansNear : hessiansFar
    const gradientsRight = fromLeft ? gradientsFar : gradientsNear
    const hessiansRight = fromLeft ? hessiansFar : hessiansNear
    const left = nodeValue(gradientsLeft, hessiansLeft, l2, lower, upper)
    const right = nodeValue(gradientsRight, hessiansRight, l2, lower, upper)
    const gain = own - gradientsLeft * left - gradientsRight * right
    if (gain > bestGain && allows(sign, left, right)) {
      bestGain = gain
      best.gain = gain
      best.feature = f
      best.bin = fromLeft ? i : bins - 2 - i
      best.missingLeft = !fromLeft
      best.gradientsLeft = gradientsLeft
      best.hessiansLeft = hessiansLeft
      best.countLeft = fromLeft ? countNear : count - countNear
      best.left = null
    }
  }
}
