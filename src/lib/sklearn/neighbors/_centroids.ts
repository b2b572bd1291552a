import { ValueError } from '$lib/estimator/exceptions'
import { matrix, row, type Matrix } from '$lib/numeric/matrix'

/** Classes × features: the mean of the rows of each class. */
export function meanByClass(
  { data, shape: [rows, cols] }: Matrix,
  codes: Int32Array,
  classes: number
): Matrix {
  const out = matrix(classes, cols)
  const counts = countByClass(codes, classes)
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < cols; j++) out.data[codes[i] * cols + j] += data[i * cols + j]
  for (let at = 0; at < out.data.length; at++) out.data[at] /= counts[Math.floor(at / cols)]
  return out
}

/** Classes × features: the median of the rows of each class. */
export function medianByClass(
  { data, shape: [rows, cols] }: Matrix,
  codes: Int32Array,
  classes: number
): Matrix {
  const out = matrix(classes, cols)
  for (let k = 0; k < classes; k++)
    for (let j = 0; j < cols; j++) {
      const values: number[] = []
      for (let i = 0; i < rows; i++) if (codes[i] === k) values.push(data[i * cols + j])
      out.data[k * cols + j] = median(Float64Array.from(values))
    }
  return out
}

function countByClass(codes: Int32Array, classes: number): Float64Array {
  const counts = new Float64Array(classes)
  codes.forEach((code) => counts[code]++)
  return counts
}

function median(values: Float64Array): number {
  const sorted = values.slice().sort()
  const half = sorted.length >> 1
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}

/**
 * The centres drawn to the mean of all rows by `threshold` standard errors, feature by feature; a feature in which a
 * centre was no further off tells that class from the others no more.
 */
export function shrunkenCentroids(X: Matrix, codes: Int32Array, centres: Matrix, threshold: number): Matrix {
  const [rows, cols] = X.shape
  const classes = centres.shape[0]
  if (X.data.every((value, at) => value === X.data[at % cols]))
    throw new ValueError('Every feature is constant: there is no spread to measure centres by')
  const counts = countByClass(codes, classes)
  const overall = row(meanByClass(X, new Int32Array(rows), 1), 0)
  const spread = new Float64Array(cols)
  X.data.forEach((value, at) => {
    spread[at % cols] += (value - centres.data[codes[Math.floor(at / cols)] * cols + (at % cols)]) ** 2
  })
  const deviations = spread.map((sum) => Math.sqrt(sum / (rows - classes)))
  const offset = median(deviations)
  return matrix(
    classes,
    cols,
    centres.data.map((value, at) => {
      const j = at % cols
      const error = Math.sqrt(1 / counts[Math.floor(at / cols)] - 1 / rows) * (deviations[j] + offset)
      const distance = (value - overall[j]) / error
      return overall[j] + error * Math.sign(distance) * Math.max(Math.abs(distance) - threshold, 0)
    })
  )
}
