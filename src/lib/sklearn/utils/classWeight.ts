import { ValueError } from '$lib/estimator/exceptions'
import type { Label } from '../base'

/** One weight a class: given by label, in inverse proportion to the classes' sizes, or (null) the same for all. */
export type ClassWeight = Readonly<Record<string, number>> | 'balanced' | null

/**
 * One weight a class, shape (n_classes,). "balanced" is n_samples / (n_classes · size of the class) (King & Zeng,
 * "Logistic Regression in Rare Events Data", Political Analysis 9(2), 2001).
 *
 * @param codes for each row the index of its class
 * @throws ValueError when the mapping names a label that is no class and leaves out one that is
 */
export function computeClassWeight(
  classWeight: ClassWeight,
  classes: readonly Label[],
  codes: ArrayLike<number>
): Float64Array {
  if (classWeight === 'balanced') {
    const counts = new Float64Array(classes.length)
    for (let i = 0; i < codes.length; i++) counts[codes[i]]++
    return counts.map((count) => codes.length / (classes.length * count))
  }
  const weights = new Float64Array(classes.length).fill(1)
  const given = Object.entries(classWeight ?? {})
  if (!given.length) return weights
  const weightOf = new Map(given)
  const left = classes.filter((label) => !weightOf.has(String(label)))
  if (left.length && classes.length - left.length !== given.length)
    throw new ValueError(
      `class_weight has no weight for ${left.map((label) => JSON.stringify(label)).join(', ')}`,
      `Its keys must be classes of the target: ${classes.map((label) => JSON.stringify(label)).join(', ')}.`
    )
  return weights.map((weight, k) => weightOf.get(String(classes[k])) ?? weight)
}

/** One weight a row, shape (n_samples,): that of its class. */
export function computeSampleWeight(
  classWeight: ClassWeight,
  classes: readonly Label[],
  codes: ArrayLike<number>
): Float64Array {
  const weights = computeClassWeight(classWeight, classes, codes)
  return Float64Array.from(codes, (code) => weights[code])
}

/**
 * "balanced" weights of all rows as a bootstrap sample has the classes' sizes; rows of a class that was not drawn weigh 0.
 *
 * @param counts how often each row was drawn
 */
export function balancedSubsampleWeight(
  nClasses: number,
  codes: ArrayLike<number>,
  counts: ArrayLike<number>
): Float64Array {
  const sizes = new Float64Array(nClasses)
  let drawn = 0
  for (let i = 0; i < codes.length; i++) {
    sizes[codes[i]] += counts[i]
    drawn += counts[i]
  }
  const present = sizes.reduce((sum, size) => sum + (size > 0 ? 1 : 0), 0)
  return Float64Array.from(codes, (code) => (sizes[code] > 0 ? drawn / (present * sizes[code]) : 0))
}
