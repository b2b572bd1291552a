/** The (weighted) share of labels that are equal. */
export function accuracyScore(
  yTrue: ArrayLike<unknown>,
  yPred: ArrayLike<unknown>,
  sampleWeight?: ArrayLike<number>
): number {
  let right = 0
  let total = 0
  for (let i = 0; i < yTrue.length; i++) {
    const weight = sampleWeight ? sampleWeight[i] : 1
    total += weight
    if (yTrue[i] === yPred[i]) right += weight
  }
  return right / total
}
