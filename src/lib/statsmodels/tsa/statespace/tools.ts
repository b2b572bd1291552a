/** Polynomials in the lag operator, differencing, and the transforms that keep an optimiser among stationary models. */
import { matrix, type Matrix } from '$lib/numeric/matrix'

/** The product of two polynomials, lowest power first. */
export function polymul(a: Float64Array, b: Float64Array): Float64Array {
  const out = new Float64Array(a.length + b.length - 1)
  a.forEach((x, i) => {
    if (x !== 0) b.forEach((y, j) => (out[i + j] += x * y))
  })
  return out
}

/**
 * Partial autocorrelations to the coefficients of a stationary autoregression. Any real vector is mapped into (−1, 1)
 * first, element by element (Monahan, A note on enforcing stationarity in autoregressive-moving average models,
 * Biometrika 71, 1984, 403–404).
 */
export function constrainStationary(unconstrained: Float64Array): Float64Array {
  let y = new Float64Array(0)
  unconstrained.forEach((x, k) => {
    const r = x / Math.sqrt(1 + x * x)
    const next = new Float64Array(k + 1)
    for (let i = 0; i < k; i++) next[i] = y[i] + r * y[k - i - 1]
    next[k] = r
    y = next
  })
  return y.map((value) => -value)
}

/** The inverse of constrainStationary. */
export function unconstrainStationary(constrained: Float64Array): Float64Array {
  const out = new Float64Array(constrained.length)
  let y = constrained.map((value) => -value)
  for (let k = y.length - 1; k >= 0; k--) {
    const r = y[k]
    out[k] = r / Math.sqrt(1 - r * r)
    const last = y
    y = last.subarray(0, k).map((value, i) => (value - r * last[k - i - 1]) / (1 - r * r))
  }
  return out
}

/**
 * Do all roots of 1 + c₁L + … + cₙLⁿ lie outside the unit circle? By the partial autocorrelations (Schur–Cohn); the
 * scaling counts a root within 1e-10 of the circle as on it.
 */
export function isInvertible(coefficients: Float64Array): boolean {
  let y = coefficients.map((value, i) => value / (1 - 1e-10) ** (i + 1))
  for (let k = y.length - 1; k >= 0; k--) {
    const r = y[k]
    if (!(Math.abs(r) < 1)) return false
    const last = y
    y = last.subarray(0, k).map((value, i) => (value - r * last[k - i - 1]) / (1 - r * r))
  }
  return true
}

/** Which powers a polynomial trend has: `c` [1], `t` [0, 1], `ct` [1, 1], or the list itself. */
export function trendPolynomial(trend: string | readonly number[] | null): number[] {
  const named: Record<string, number[]> = { n: [], c: [1], t: [0, 1], ct: [1, 1], ctt: [1, 1, 1] }
  return typeof trend === 'string' ? named[trend] : (trend ?? []).map((power) => (power > 0 ? 1 : 0))
}

/** One column for each power of the trend: timeᵏ, with time = offset, offset + 1, … */
export function trendData(polynomial: readonly number[], nobs: number, offset: number): Matrix {
  const powers = polynomial.flatMap((included, power) => (included ? [power] : []))
  const out = matrix(nobs, powers.length)
  for (let t = 0; t < nobs; t++)
    powers.forEach((power, j) => (out.data[t * powers.length + j] = (t + offset) ** power))
  return out
}

/** The values less those `lag` before, `times` times over: each leaves `lag` values fewer. */
function difference(values: Float64Array, lag: number, times: number): Float64Array {
  let out = values
  for (let d = 0; d < times; d++) {
    const last = out
    out = last.subarray(Math.min(lag, last.length)).map((value, t) => value - last[t])
  }
  return out
}

export interface Differencing {
  readonly kDiff: number
  readonly kSeasonalDiff: number
  readonly seasonalPeriods: number
}

/** A series after seasonal, then simple differencing: kDiff + kSeasonalDiff·seasonalPeriods values fewer. */
export const diff = (values: Float64Array, d: Differencing): Float64Array =>
  difference(difference(values, d.seasonalPeriods, d.kSeasonalDiff), 1, d.kDiff)

/** Each column differenced. */
export function diffColumns(X: Matrix, d: Differencing): Matrix {
  const [rows, cols] = X.shape
  const columns = Array.from({ length: cols }, (_, j) =>
    diff(
      Float64Array.from({ length: rows }, (_, i) => X.data[i * cols + j]),
      d
    )
  )
  const left = columns[0]?.length ?? rows
  const out = matrix(left, cols)
  columns.forEach((values, j) => values.forEach((value, i) => (out.data[i * cols + j] = value)))
  return out
}
