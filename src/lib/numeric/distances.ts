/** Distances between the rows of two matrices: the metrics, and where many of them are computed at once. */
import type { Matrix } from './matrix'

/**
 * A distance, with a reduced form that costs less and ranks alike (the square of the Euclidean one). `p` is the exponent
 * of a Minkowski distance, by which boxes can be measured; other metrics have none.
 *
 * Each metric has its own loop over rows: a function called once a row could not be compiled into the loop of its caller,
 * which meets several metrics.
 */
export interface Metric {
  readonly p?: number
  /**
   * The reduced distances between the `size` values that begin at `at` in `a` and the rows `rows[from]` … `rows[to − 1]` of
   * `b`, which has `size` columns, into the start of `out`.
   */
  fill(
    a: Float64Array,
    at: number,
    b: Float64Array,
    rows: Int32Array,
    from: number,
    to: number,
    size: number,
    out: Float64Array
  ): void
  toDistance(reduced: number): number
  toReduced(distance: number): number
}

const single = { row: new Int32Array(1), distance: new Float64Array(1) }

/** The reduced distance between the values that begin at `at` in `a` and one row of `b`. */
export function reducedDistance(
  metric: Metric,
  a: Float64Array,
  at: number,
  b: Float64Array,
  row: number,
  size: number
): number {
  single.row[0] = row
  metric.fill(a, at, b, single.row, 0, 1, size, single.distance)
  return single.distance[0]
}

const same = (value: number): number => value

export const squaredEuclidean: Metric = {
  /** Four rows at a time, so that four sums run side by side; each is taken in the order of the columns. */
  fill(a, at, b, rows, from, to, size, out) {
    let r = from
    for (; r + 4 <= to; r += 4) {
      const b0 = rows[r] * size
      const b1 = rows[r + 1] * size
      const b2 = rows[r + 2] * size
      const b3 = rows[r + 3] * size
      let s0 = 0
      let s1 = 0
      let s2 = 0
      let s3 = 0
      for (let c = 0; c < size; c++) {
        const value = a[at + c]
        const d0 = value - b[b0 + c]
        const d1 = value - b[b1 + c]
        const d2 = value - b[b2 + c]
        const d3 = value - b[b3 + c]
        s0 += d0 * d0
        s1 += d1 * d1
        s2 += d2 * d2
        s3 += d3 * d3
      }
      out[r - from] = s0
      out[r - from + 1] = s1
      out[r - from + 2] = s2
      out[r - from + 3] = s3
    }
    for (; r < to; r++) {
      const start = rows[r] * size
      let sum = 0
      for (let c = 0; c < size; c++) {
        const d = a[at + c] - b[start + c]
        sum += d * d
      }
      out[r - from] = sum
    }
  },
  toDistance: same,
  toReduced: same
}

export const euclidean: Metric = {
  p: 2,
  fill: squaredEuclidean.fill,
  toDistance: Math.sqrt,
  toReduced: (distance) => distance * distance
}

export const manhattan: Metric = {
  p: 1,
  fill(a, at, b, rows, from, to, size, out) {
    for (let r = from; r < to; r++) {
      const start = rows[r] * size
      let sum = 0
      for (let c = 0; c < size; c++) sum += Math.abs(a[at + c] - b[start + c])
      out[r - from] = sum
    }
  },
  toDistance: same,
  toReduced: same
}

export const chebyshev: Metric = {
  p: Infinity,
  fill(a, at, b, rows, from, to, size, out) {
    for (let r = from; r < to; r++) {
      const start = rows[r] * size
      let greatest = 0
      for (let c = 0; c < size; c++) greatest = Math.max(greatest, Math.abs(a[at + c] - b[start + c]))
      out[r - from] = greatest
    }
  },
  toDistance: same,
  toReduced: same
}

/** (Σ wⱼ·|aⱼ − bⱼ|ᵖ)^(1/p); all weights 1 where none are given. Below p = 1 it ranks, but is no distance. */
export function minkowski(p: number, w?: ArrayLike<number>): Metric {
  return {
    p,
    fill(a, at, b, rows, from, to, size, out) {
      for (let r = from; r < to; r++) {
        const start = rows[r] * size
        let sum = 0
        for (let c = 0; c < size; c++) sum += (w ? w[c] : 1) * Math.pow(Math.abs(a[at + c] - b[start + c]), p)
        out[r - from] = sum
      }
    },
    toDistance: (reduced) => Math.pow(reduced, 1 / p),
    toReduced: (distance) => Math.pow(distance, p)
  }
}

/** 1 − the cosine of the angle, between 0 and 2; from a row of zeros everything is 1 away. */
export const cosine: Metric = {
  fill(a, at, b, rows, from, to, size, out) {
    for (let r = from; r < to; r++) {
      const start = rows[r] * size
      let dot = 0
      let aa = 0
      let bb = 0
      for (let c = 0; c < size; c++) {
        const x = a[at + c]
        const y = b[start + c]
        dot += x * y
        aa += x * x
        bb += y * y
      }
      out[r - from] = dot === 0 ? 1 : Math.min(Math.max(1 - dot / Math.sqrt(aa * bb), 0), 2)
    }
  },
  toDistance: same,
  toReduced: same
}

/** The distances from some rows of X to all rows of Y, both held where they are computed. */
export interface Distances {
  /** Reduced distances of the rows [from, to) of X to every row of Y: (to − from) × rows of Y values. */
  block(from: number, to: number): Float64Array | Promise<Float64Array>
  /** How far off any reduced distance of row i of X may be; a device has it that computes in float32. */
  error?(i: number): number
  /** Gives back what the device holds. */
  dispose(): void
}

/** Where blocks of distances are computed: here, or on a device that stands behind the same interface. */
export interface DistanceBackend {
  readonly name: string
  between(X: Matrix, Y: Matrix, metric: Metric): Distances | Promise<Distances>
}

/** Rows of Y gone through for all rows asked about before the next: they stay in the cache. */
const TILE = 512

/** Typed arrays on this thread, in float64: always there, and the judge of the others. */
export const cpuDistances: DistanceBackend = {
  name: 'cpu',
  between(X, Y, metric) {
    const [trained, cols] = Y.shape
    const rows = Int32Array.from({ length: trained }, (_, j) => j)
    return {
      block(from, to) {
        const out = new Float64Array((to - from) * trained)
        for (let first = 0; first < trained; first += TILE)
          for (let i = from; i < to; i++) {
            const last = Math.min(first + TILE, trained)
            const start = (i - from) * trained + first
            metric.fill(
              X.data,
              i * cols,
              Y.data,
              rows,
              first,
              last,
              cols,
              out.subarray(start, start + last - first)
            )
          }
        return out
      },
      dispose: () => undefined
    }
  }
}
