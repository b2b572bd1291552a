/**
 * The coefficient of determination, 1 − SS_res / SS_tot. A constant target scores 1 when it is met exactly and 0
 * otherwise, as in scikit-learn; fewer than two rows have no R²: NaN.
 */
export function r2Score(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  sampleWeight?: ArrayLike<number>
): number {
  if (yTrue.length < 2) return NaN
  let total = 0
  let mean = 0
  for (let i = 0; i < yTrue.length; i++) {
    const weight = sampleWeight ? sampleWeight[i] : 1
    total += weight
    mean += weight * yTrue[i]
  }
  mean /= total
  let residual = 0
  let spread = 0
  for (let i = 0; i < yTrue.length; i++) {
    const weight = sampleWeight ? sampleWeight[i] : 1
    residual += weight * (yTrue[i] - yPred[i]) ** 2
    spread += weight * (yTrue[i] - mean) ** 2
  }
  if (spread === 0) return residual === 0 ? 1 : 0
  return 1 - residual / spread
}
