/**
 * Locally weighted regression on equally spaced points, as in the STL of Cleveland, Cleveland, McRae & Terpenning (Journal of
 * Official Statistics 6, 1990, 3–73; netlib a/stl). Positions count from 1.
 */

export interface Smoother {
  /** Points in the neighbourhood: odd. */
  readonly length: number
  /** Of the local polynomial. */
  readonly degree: 0 | 1
  /** Every so many points are fitted, the others interpolated. */
  readonly jump: number
}

/** The fit at position x from the points left … right; NaN where all weights vanish. */
export function fitAt(
  y: Float64Array,
  n: number,
  { length, degree }: Smoother,
  x: number,
  left: number,
  right: number,
  robustness: Float64Array | null
): number {
  let h = Math.max(x - left, right - x)
  if (length > n) h += Math.floor((length - n) / 2)
  const near = 0.001 * h
  const far = 0.999 * h
  const weights = new Float64Array(right - left + 1)
  let total = 0
  for (let j = left; j <= right; j++) {
    const distance = Math.abs(j - x)
    if (distance > far) continue
    const tricube = distance <= near ? 1 : (1 - (distance / h) ** 3) ** 3
    weights[j - left] = tricube * (robustness ? robustness[j - 1] : 1)
    total += weights[j - left]
  }
  if (total <= 0) return NaN
  let centre = 0
  weights.forEach((weight, i) => {
    weights[i] = weight / total
    centre += weights[i] * (i + left)
  })
  if (h > 0 && degree === 1) {
    const spread = weights.reduce((sum, weight, i) => sum + weight * (i + left - centre) ** 2, 0)
    if (Math.sqrt(spread) > 0.001 * (n - 1)) {
      const slope = (x - centre) / spread
      weights.forEach((weight, i) => (weights[i] = weight * (slope * (i + left - centre) + 1)))
    }
  }
  return weights.reduce((sum, weight, i) => sum + weight * y[i + left - 1], 0)
}

/** The neighbourhood of a position: as many points as the smoother has, shifted in from the ends. */
function neighbours(x: number, n: number, { length }: Smoother, jump: number): [left: number, right: number] {
  if (length >= n) return [1, n]
  const half = jump === 1 ? (length + 2) >> 1 : (length + 1) >> 1
  const left = Math.min(Math.max(1, x - half + 1), n - length + 1)
  return [left, left + length - 1]
}

/** Smooths the first n points of y. */
export function loess(
  y: Float64Array,
  n: number,
  smoother: Smoother,
  robustness: Float64Array | null
): Float64Array {
  const out = new Float64Array(n)
  if (n < 2) return y.slice(0, n)
  const jump = Math.min(smoother.jump, n - 1)
  let bounds: [number, number] = [1, n]
  const fit = (x: number): number => {
    const value = fitAt(y, n, smoother, x, ...bounds, robustness)
    return Number.isNaN(value) ? y[x - 1] : value
  }
  const interpolate = (from: number, to: number): void => {
    const slope = (out[to] - out[from]) / (to - from)
    for (let j = from + 1; j < to; j++) out[j] = out[from] + slope * (j - from)
  }
  let last = 0
  for (let i = 0; i < n; i += jump) {
    bounds = neighbours(i + 1, n, smoother, jump)
    out[i] = fit(i + 1)
    if (i > 0) interpolate(last, i)
    last = i
  }
  if (last !== n - 1) {
    // The last point is fitted from the neighbours of the last multiple of the jump, as in the original.
    out[n - 1] = fit(n)
    interpolate(last, n - 1)
  }
  return out
}
