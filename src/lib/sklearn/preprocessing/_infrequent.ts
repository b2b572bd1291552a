/** When a category is so rare that it goes with the other rare ones: too few rows, or too many categories before it. */
export interface FrequencyLimits {
  /** Rows, or a share of them below 1. */
  readonly min_frequency: number | null
  readonly max_categories: number | null
}

/**
 * The indices of the infrequent categories, null when there are none. Of categories equally rare the first goes first.
 * Source: scikit-learn 1.2, `OneHotEncoder._identify_infrequent`.
 */
export function infrequentCategories(
  counts: Int32Array,
  rows: number,
  { min_frequency, max_categories }: FrequencyLimits
): number[] | null {
  const least =
    min_frequency === null ? 0 : Number.isInteger(min_frequency) ? min_frequency : min_frequency * rows
  const rare = new Set([...counts.keys()].filter((k) => counts[k] < least))
  if (max_categories !== null && max_categories < counts.length - rare.size + 1) {
    const rising = [...counts.keys()].sort((a, b) => counts[a] - counts[b])
    for (const k of rising.slice(0, 1 - max_categories)) rare.add(k)
  }
  return rare.size ? [...rare].sort((a, b) => a - b) : null
}
