/** Small reductions over values and rows that devices share. */
import { euclidean, squaredEuclidean, type Metric } from '$lib/numeric/distances'
import type { Matrix } from '$lib/numeric/matrix'

/** Do its reduced distances add up squares of differences? */
export const isEuclidean = ({ fill }: Metric): boolean =>
  fill === euclidean.fill || fill === squaredEuclidean.fill

/** The largest absolute value; NaN where there is one. */
export function largest(values: Float64Array): number {
  let most = 0
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i])
    if (!(size <= most)) most = size
    if (Number.isNaN(size)) return NaN
  }
  return most
}

export function squaredNorm(values: Float64Array): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i]
  return sum
}

export function columnMeans({ data, shape: [rows, cols] }: Matrix): Float64Array {
  const means = new Float64Array(cols)
  for (let i = 0, at = 0; i < rows; i++) for (let j = 0; j < cols; j++, at++) means[j] += data[at]
  return means.map((sum) => sum / rows)
}
