/** Distances between the rows of two matrices: the metrics, and where many of them are computed at once. */
import type { Matrix } from './matrix'

/**
 * A distance, with a reduced form that costs less and ranks alike (the square of the Euclidean one). `p` is the exponent
 * of a Minkowski distance, by which boxes can be measured; other metrics have none.
 */
export interface Metric {
  readonly p?: number
  /** The reduced distance of the `size` values that begin at `i` in `a` and at `j` in `b`. */
  reduced(a: Float64Array, i: number, b: Float64Array, j: number, size: number): number
  toDistance(reduced: number): number
  toReduced(distance: number): number
}

const same = (value: number): number => value

export const squaredEuclidean: Metric = {
  reduced(a, i, b, j, size) {
    let sum = 0
    for (let c = 0; c < size; c++) {
      const d = a[i + c] - b[j + c]
      sum += d * d
    }
    return sum
  },
  toDistance: same,
  toReduced: same
}

export const euclidean: Metric = {
  p: 2,
  reduced: squaredEuclidean.reduced,
  toDistance: Math.sqrt,
  toReduced: (distance) => distance * distance
}

export const manhattan: Metric = {
  p: 1,
  reduced(a, i, b, j, size) {
    let sum = 0
    for (let c = 0; c < size; c++) sum += Math.abs(a[i + c] - b[j + c])
    return sum
  },
  toDistance: same,
  toReduced: same
}

export const chebyshev: Metric = {
  p: Infinity,
  reduced(a, i, b, j, size) {
    let greatest = 0
    for (let c = 0; c < size; c++) greatest = Math.max(greatest, Math.abs(a[i + c] - b[j + c]))
    return greatest
  },
  toDistance: same,
  toReduced: same
}

/** (Σ wⱼ·|aⱼ − bⱼ|ᵖ)^(1/p); all weights 1 where none are given. Below p = 1 it ranks, but is no distance. */
export function minkowski(p: number, w?: ArrayLike<number>): Metric {
  return {
    p,
    reduced(a, i, b, j, size) {
      let sum = 0
      for (let c = 0; c < size; c++) sum += (w ? w[c] : 1) * Math.pow(Math.abs(a[i + c] - b[j + c]), p)
      return sum
    },
    toDistance: (reduced) => Math.pow(reduced, 1 / p),
    toReduced: (distance) => Math.pow(distance, p)
  }
}

/** 1 − the cosine of the angle, between 0 and 2; from a row of zeros everything is 1 away. */
export const cosine: Metric = {
  reduced(a, i, b, j, size) {
    let dot = 0
    let aa = 0
    let bb = 0
    for (let c = 0; c < size; c++) {
      const x = a[i + c]
      const y = b[j + c]
      dot += x * y
      aa += x * x
      bb += y * y
    }
    return dot === 0 ? 1 : Math.min(Math.max(1 - dot / Math.sqrt(aa * bb), 0), 2)
  },
  toDistance: same,
  toReduced: same
}

/** The distances from some rows of X to all rows of Y, both held where they are computed. */
export interface Distances {
  /** Reduced distances of the rows [from, to) of X to every row of Y: (to − from) × rows of Y values. */
  block(from: number, to: number): Float64Array | Promise<Float64Array>
  /** Gives back what the device holds. */
  dispose(): void
}

/** Where blocks of distances are computed: here, or on a device that stands behind the same interface. */
export interface DistanceBackend {
  readonly name: string
  between(X: Matrix, Y: Matrix, metric: Metric): Distances
}

/** Typed arrays on this thread, in float64: always there, and the judge of the others. */
export const cpuDistances: DistanceBackend = {
  name: 'cpu',
  between: (X, Y, metric) => ({
    block(from, to) {
      const out = new Float64Array((to - from) * Y.shape[0])
      const fill = metric.reduced === squaredEuclidean.reduced ? fillSquaredEuclidean : fillWith(metric)
      for (let i = from; i < to; i++) fill(X, i, Y, out, (i - from) * Y.shape[0])
      return out
    },
    dispose: () => undefined
  })
}

type Fill = (X: Matrix, i: number, Y: Matrix, out: Float64Array, at: number) => void

const fillWith =
  (metric: Metric): Fill =>
  (X, i, Y, out, at) => {
    const [rows, cols] = Y.shape
    for (let j = 0; j < rows; j++) out[at + j] = metric.reduced(X.data, i * cols, Y.data, j * cols, cols)
  }

/** Four rows of Y at a time, so that four sums run side by side; each is taken in the order of the columns. */
const fillSquaredEuclidean: Fill = (X, i, Y, out, at) => {
  const [rows, cols] = Y.shape
  const x = X.data.subarray(i * cols, (i + 1) * cols)
  const y = Y.data
  const whole = rows - (rows % 4)
  for (let j = 0; j < whole; j += 4) {
    const y0 = j * cols
    const y1 = y0 + cols
    const y2 = y1 + cols
    const y3 = y2 + cols
    let s0 = 0
    let s1 = 0
    let s2 = 0
    let s3 = 0
    for (let c = 0; c < cols; c++) {
      const value = x[c]
      const d0 = value - y[y0 + c]
      const d1 = value - y[y1 + c]
      const d2 = value - y[y2 + c]
      const d3 = value - y[y3 + c]
      s0 += d0 * d0
      s1 += d1 * d1
      s2 += d2 * d2
      s3 += d3 * d3
    }
    out[at + j] = s0
    out[at + j + 1] = s1
    out[at + j + 2] = s2
    out[at + j + 3] = s3
  }
  for (let j = whole; j < rows; j++) out[at + j] = squaredEuclidean.reduced(x, 0, y, j * cols, cols)
}
