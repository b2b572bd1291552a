import type { Weights } from './_params'

/**
 * How much each neighbour of one row counts: 1, or the inverse of its distance. Where some are at no distance at all, they
 * alone count, evenly.
 */
export function neighborWeights(distances: ArrayLike<number>, weights: Weights): Float64Array {
  const values = Float64Array.from(distances)
  if (weights !== 'distance') return values.fill(1)
  const inverse = values.map((distance) => 1 / distance)
  return inverse.some((weight) => weight === Infinity)
    ? inverse.map((weight) => Number(weight === Infinity))
    : inverse
}
