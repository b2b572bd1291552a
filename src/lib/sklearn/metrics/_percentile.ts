/** The order in which the values rise. */
const rising = (values: ArrayLike<number>): number[] =>
  Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a] - values[b] || a - b)

/** The quantile (0 … 1) with linear interpolation between the two values nearest, as numpy's default. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort()
  const at = share * (sorted.length - 1)
  const below = Math.floor(at)
  const above = Math.min(below + 1, sorted.length - 1)
  const t = at - below
  const step = sorted[above] - sorted[below]
  return t >= 0.5 ? sorted[above] - step * (1 - t) : sorted[below] + step * t
}

/**
 * The least value at which the weights, summed by rising value, reach that share of their total (the lower weighted
 * percentile of scikit-learn 1.2, `sklearn.utils.stats._weighted_percentile`).
 */
export function weightedQuantile(
  values: ArrayLike<number>,
  weights: ArrayLike<number>,
  share: number
): number {
  const order = rising(values)
  const total = order.reduce((sum, i) => sum + weights[i], 0)
  const wanted = share * total || Number.MIN_VALUE
  let reached = 0
  for (const i of order) {
    reached += weights[i]
    if (reached >= wanted) return values[i]
  }
  return values[order[order.length - 1]]
}
