/** The box of L-BFGS-B: which variables have bounds, and how far the gradient can be followed inside it. */

/** A lower and an upper bound; null or an infinity for none. */
export type Bound = readonly [number | null, number | null]

/** Where a variable stands at the generalised Cauchy point. Values up to 0 are free. */
export const Place = { unbounded: -1, still: -3, moved: 0, lower: 1, upper: 2, fixed: 3 } as const

export interface Box {
  readonly lower: Float64Array
  readonly upper: Float64Array
  /** Some variable has a bound. */
  readonly constrained: boolean
  /** Every variable has both bounds. */
  readonly boxed: boolean
  /** A Place for each variable. */
  readonly place: Int8Array
}

export function makeBox(n: number, bounds: readonly Bound[] | undefined): Box {
  if (bounds && bounds.length !== n) throw new RangeError(`${n} variables, but ${bounds.length} bounds`)
  const lower = Float64Array.from({ length: n }, (_, i) => bounds?.[i][0] ?? -Infinity)
  const upper = Float64Array.from({ length: n }, (_, i) => bounds?.[i][1] ?? Infinity)
  const place = new Int8Array(n).fill(Place.unbounded)
  let boxed = true
  for (let i = 0; i < n; i++) {
    if (lower[i] > upper[i])
      throw new RangeError(`Bound ${i}: the lower, ${lower[i]}, is above the upper, ${upper[i]}`)
    const sides = Number(lower[i] > -Infinity) + Number(upper[i] < Infinity)
    if (sides > 0) place[i] = upper[i] - lower[i] <= 0 ? Place.fixed : Place.moved
    if (sides < 2) boxed = false
  }
  return { lower, upper, place, boxed, constrained: place.some((p) => p !== Place.unbounded) }
}

/** The infinity norm of the projected gradient. */
export function projectedGradientNorm({ lower, upper }: Box, x: Float64Array, g: Float64Array): number {
  let norm = 0
  for (let i = 0; i < g.length; i++) {
    const projected = g[i] < 0 ? Math.max(x[i] - upper[i], g[i]) : Math.min(x[i] - lower[i], g[i])
    norm = Math.max(norm, Math.abs(projected))
  }
  return norm
}

/** The longest step along d that stays in the box, at most `limit`. */
export function longestStep({ lower, upper }: Box, x: Float64Array, d: Float64Array, limit: number): number {
  let step = limit
  for (let i = 0; i < x.length; i++) {
    if (d[i] === 0) continue
    const room = (d[i] < 0 ? lower[i] : upper[i]) - x[i]
    if (Math.sign(room) !== Math.sign(d[i])) step = 0
    else if (Math.abs(d[i]) * step > Math.abs(room)) step = room / d[i]
  }
  return step
}

/** The free variables at the Cauchy point, and how they changed since the last one. */
export class FreeSet {
  /** Free variables first (ascending), then the others (descending). */
  readonly index: Int32Array
  count: number
  entering: number[] = []
  leaving: number[] = []

  constructor(n: number) {
    this.index = new Int32Array(n)
    this.count = n
  }

  /** Takes the places of the new Cauchy point; true when the set changed. `compare` is false at the first iteration. */
  take(place: Int8Array, compare: boolean): boolean {
    const { index } = this
    const before = index.subarray(0, this.count)
    const held = index.subarray(this.count)
    this.leaving = compare ? Array.from(before).filter((k) => place[k] > 0) : []
    this.entering = compare ? Array.from(held).filter((k) => place[k] <= 0) : []
    let free = 0
    let bound = index.length
    for (let i = 0; i < index.length; i++) index[place[i] <= 0 ? free++ : --bound] = i
    this.count = free
    return this.leaving.length > 0 || this.entering.length > 0
  }
}
