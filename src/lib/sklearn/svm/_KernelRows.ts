import { KernelCache } from './_KernelCache'
import type { Points } from './_Points'

/** The kernel between the variables of a problem, by their positions, which change while it is solved. */
export interface KernelRows {
  readonly length: number
  /** The kernel of each position with itself. */
  readonly diagonal: Float64Array
  /** The kernel of position i with at least the first `length` ones. It holds until the next but one call. */
  row(i: number, length: number): Float32Array
  swap(i: number, j: number): void
}

/** One variable a point: classification, one class. */
export class PointRows implements KernelRows {
  readonly length: number
  readonly diagonal: Float64Array
  private readonly cache: KernelCache

  constructor(
    private readonly points: Points,
    megabytes: number
  ) {
    this.length = points.length
    this.diagonal = points.diagonal()
    this.cache = new KernelCache(points.length, megabytes)
  }

  row(i: number, length: number): Float32Array {
    return this.cache.get(i, length, (row, from) => this.points.fill(i, from, length, row))
  }

  swap(i: number, j: number): void {
    const { diagonal } = this
    this.cache.swap(i, j)
    this.points.swap(i, j)
    ;[diagonal[i], diagonal[j]] = [diagonal[j], diagonal[i]]
  }
}

/** Two variables a point, which share its row: regression, where a target may be missed on either side. */
export class TwinRows implements KernelRows {
  readonly length: number
  readonly diagonal: Float64Array
  /** The point at each position. */
  private readonly point: Int32Array
  private readonly cache: KernelCache
  private buffers: [Float32Array, Float32Array]

  constructor(
    private readonly points: Points,
    megabytes: number
  ) {
    const n = points.length
    const own = points.diagonal()
    this.length = 2 * n
    this.point = Int32Array.from({ length: 2 * n }, (_, i) => i % n)
    this.diagonal = Float64Array.from(this.point, (p) => own[p])
    this.cache = new KernelCache(n, megabytes)
    this.buffers = [new Float32Array(2 * n), new Float32Array(2 * n)]
  }

  row(i: number, length: number): Float32Array {
    const { point, points } = this
    const values = this.cache.get(point[i], points.length, (row) =>
      points.fill(point[i], 0, points.length, row)
    )
    const [other, out] = this.buffers
    this.buffers = [out, other]
    for (let j = 0; j < length; j++) out[j] = values[point[j]]
    return out
  }

  swap(i: number, j: number): void {
    const { point, diagonal } = this
    ;[point[i], point[j]] = [point[j], point[i]]
    ;[diagonal[i], diagonal[j]] = [diagonal[j], diagonal[i]]
  }
}
