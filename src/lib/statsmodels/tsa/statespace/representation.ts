/**
 * A linear Gaussian state space model of one series (Durbin & Koopman, Time Series Analysis by State Space Methods,
 * 2nd ed. 2012, equation 4.12, with intercepts):
 *
 *     y_t = d_t + Z_t α_t + ε_t,          ε_t ~ N(0, H)
 *     α_{t+1} = c_t + T α_t + R η_t,      η_t ~ N(0, Q),  Q diagonal
 *
 * T, Z and R are almost empty in the models that we have, so each keeps only what is not zero: the filter's cost grows
 * with the entries of T and not with the cube of the number of states.
 */

/** Row i has the entries start[i] … start[i + 1] − 1 of column and value. */
export interface SparseRows {
  readonly start: Int32Array
  readonly column: Int32Array
  readonly value: Float64Array
}

/** One column of R, and the variance of what enters through it. */
export interface Shock {
  readonly state: Int32Array
  readonly loading: Float64Array
  variance: number
}

/** Z: the states that are observed, and their weights, once for all time or a row for each observation. */
export interface Design {
  readonly state: Int32Array
  readonly weight: Float64Array
}

/** What is known of the state before the first observation. */
export interface Initialization {
  readonly mean: Float64Array
  /** States × states, row-major, without the variances of diffuse states. */
  readonly cov: Float64Array
  /** 1 for each state of which nothing is known. */
  readonly diffuse: Uint8Array
  /** Their variance: Infinity for an exact start, else a large number in its place. */
  readonly diffuseVariance: number
}

export interface StateSpace {
  readonly kStates: number
  /** The observations, NaN where missing. */
  readonly endog: Float64Array
  readonly design: Design
  /** d_t */
  readonly obsIntercept: Float64Array | null
  /** H */
  readonly obsCov: number
  readonly transition: SparseRows
  /** c_t, which enters one state only. */
  readonly stateIntercept: { readonly state: number; readonly value: Float64Array } | null
  readonly shocks: readonly Shock[]
  readonly initialization: Initialization
  /** So many first observations do not count in the log-likelihood: approximately diffuse states settle in them. */
  readonly loglikelihoodBurn: number
  /** All variances are relative to one scale, whose best value is found in closed form (Durbin & Koopman, 2.10.2). */
  readonly concentrateScale: boolean
}

/** Sparse rows from a list of entries; what comes later at the same place replaces what was there. */
export function sparseRows(
  rows: number,
  entries: readonly (readonly [number, number, number])[]
): SparseRows {
  const byRow = Array.from({ length: rows }, () => new Map<number, number>())
  for (const [i, j, value] of entries) byRow[i].set(j, value)
  const sorted = byRow.map((row) => [...row].sort(([a], [b]) => a - b))
  const start = new Int32Array(rows + 1)
  sorted.forEach((row, i) => (start[i + 1] = start[i] + row.length))
  const flat = sorted.flat()
  return {
    start,
    column: Int32Array.from(flat, ([j]) => j),
    value: Float64Array.from(flat, ([, value]) => value)
  }
}

/** Where the entry (i, j) lies in `value`. Throws RangeError where the matrix has none. */
export function entryAt({ start, column }: SparseRows, i: number, j: number): number {
  for (let e = start[i]; e < start[i + 1]; e++) if (column[e] === j) return e
  throw new RangeError(`The matrix has no entry (${i}, ${j})`)
}

/** out = A x */
export function multiply({ start, column, value }: SparseRows, x: Float64Array, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) {
    let sum = 0
    for (let e = start[i]; e < start[i + 1]; e++) sum += value[e] * x[column[e]]
    out[i] = sum
  }
}

/** out = Aᵀ x */
export function multiplyTransposed(
  { start, column, value }: SparseRows,
  x: Float64Array,
  out: Float64Array
): void {
  out.fill(0)
  for (let i = 0; i < x.length; i++)
    for (let e = start[i]; e < start[i + 1]; e++) out[column[e]] += value[e] * x[i]
}
