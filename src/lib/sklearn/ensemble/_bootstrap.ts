import { RandomState } from '$lib/numeric/random/RandomState'

/** How often each row is in the bootstrap sample of the tree with this seed, shape (n_samples,). */
export function drawCounts(seed: number, nRows: number, nDrawn: number): Float64Array {
  const counts = new Float64Array(nRows)
  new RandomState(seed).randint(0, nRows, nDrawn).forEach((i) => counts[i]++)
  return counts
}
