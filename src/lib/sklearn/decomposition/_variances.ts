import type { Matrix } from '$lib/numeric/matrix'
import { columnMeans } from '../utils/mean'

/** The population variance of each column, about its `means`. */
export function columnVariances({ data, shape }: Matrix, means = columnMeans({ data, shape })): Float64Array {
  const [n, d] = shape
  const variances = new Float64Array(d)
  for (let at = 0; at < data.length;)
    for (let j = 0; j < d; j++, at++) variances[j] += (data[at] - means[j]) ** 2
  return variances.map((squares) => squares / n)
}
