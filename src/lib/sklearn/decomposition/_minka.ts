/** The number of principal components by Bayesian evidence (Minka, Automatic Choice of Dimensionality for PCA, NIPS 2000). */

/** Smaller variances count as zero. */
const LEAST_VARIANCE = 1e-15

/** ln Γ(k / 2), by the recursion from Γ(1/2) = √π and Γ(1) = 1. */
function lnGammaHalf(k: number): number {
  let total = k % 2 === 0 ? 0 : Math.log(Math.PI) / 2
  for (let x = k % 2 === 0 ? 1 : 0.5; x < k / 2; x++) total += Math.log(x)
  return total
}

/** The log evidence of `rank` components, equations 30 and 31 of the paper. */
function logEvidence(variances: Float64Array, rank: number, samples: number): number {
  const d = variances.length
  if (variances[rank - 1] < LEAST_VARIANCE) return -Infinity
  let subspaces = -rank * Math.log(2)
  for (let k = d; k > d - rank; k--) subspaces += lnGammaHalf(k) - (Math.log(Math.PI) * k) / 2
  const kept = variances.slice(0, rank).reduce((sum, value) => sum + Math.log(value), 0)
  const rest = variances.slice(rank).reduce((sum, value) => sum + value, 0)
  const noise = Math.max(LEAST_VARIANCE, rest / (d - rank))
  const size = d * rank - (rank * (rank + 1)) / 2
  const posterior = variances.map((value, i) => (i < rank ? value : noise))
  let curvature = 0
  for (let i = 0; i < rank; i++)
    for (let j = i + 1; j < d; j++)
      curvature +=
        Math.log((variances[i] - variances[j]) * (1 / posterior[j] - 1 / posterior[i])) + Math.log(samples)
  return (
    subspaces -
    (kept * samples) / 2 -
    (Math.log(noise) * samples * (d - rank)) / 2 +
    (Math.log(2 * Math.PI) * (size + rank)) / 2 -
    curvature / 2 -
    (rank * Math.log(samples)) / 2
  )
}

/** The most likely number of components, from 1 to one less than there are variances. */
export function inferDimension(variances: Float64Array, samples: number): number {
  let best = 0
  let most = -Infinity
  for (let rank = 1; rank < variances.length; rank++) {
    const evidence = logEvidence(variances, rank, samples)
    if (evidence > most) [best, most] = [rank, evidence]
  }
  return best
}
