/** The steps of the filter that touch whole covariance matrices: flat, symmetric, states × states. */
import type { Shock, SparseRows } from './representation'

/** R Q Rᵀ */
export function selectedStateCov(shocks: readonly Shock[], m: number, out: Float64Array): Float64Array {
  out.fill(0)
  for (const { state, loading, variance } of shocks)
    for (let i = 0; i < state.length; i++)
      for (let k = 0; k < state.length; k++)
        out[state[i] * m + state[k]] += variance * loading[i] * loading[k]
  return out
}

/**
 * W = T (P − f M Mᵀ): the rows of the filtered covariance, weighted by T's few entries. P is symmetric, so that its
 * columns are rows; the subtraction comes before the weighting, because P and M Mᵀ may be huge and nearly equal.
 */
function transitionTimesFiltered(
  T: SparseRows,
  P: Float64Array,
  M: Float64Array,
  f: number,
  W: Float64Array
): void {
  const m = M.length
  const { start, column, value } = T
  for (let i = 0; i < m; i++) {
    const row = i * m
    let e = start[i]
    const end = start[i + 1]
    if (e === end) {
      W.fill(0, row, row + m)
      continue
    }
    let at = column[e] * m
    let weight = value[e]
    let gain = M[column[e]] * f
    for (let l = 0; l < m; l++) W[row + l] = weight * (P[at + l] - gain * M[l])
    for (e++; e < end; e++) {
      at = column[e] * m
      weight = value[e]
      if (weight === 0) continue
      gain = M[column[e]] * f
      for (let l = 0; l < m; l++) W[row + l] += weight * (P[at + l] - gain * M[l])
    }
  }
}

/** How much a covariance matrix moved in one step: sums of squares of the change, and of the matrix itself. */
export interface Movement {
  change: number
  norm: number
}

/**
 * P ← T (P − f M Mᵀ) Tᵀ + Q, with f = 1/F after an observation and 0 without. `W` is scratch.
 */
export function predictCov(
  T: SparseRows,
  P: Float64Array,
  M: Float64Array,
  f: number,
  Q: Float64Array | null,
  W: Float64Array,
  movement: Movement
): void {
  transitionTimesFiltered(T, P, M, f, W)
  const m = M.length
  const { start, column, value } = T
  let change = 0
  let norm = 0
  for (let i = 0; i < m; i++) {
    const row = i * m
    for (let k = i; k < m; k++) {
      let sum = 0
      for (let e = start[k], end = start[k + 1]; e < end; e++) sum += value[e] * W[row + column[e]]
      if (Q !== null) sum += Q[row + k]
      const moved = sum - P[row + k]
      const twice = i === k ? 1 : 2
      change += twice * moved * moved
      norm += twice * sum * sum
      P[row + k] = sum
      P[k * m + i] = sum
    }
  }
  movement.change = change
  movement.norm = norm
}

/** P ← P + u vᵀ·a + v uᵀ·a */
export function rankTwo(P: Float64Array, a: number, u: Float64Array, v: Float64Array): void {
  const m = u.length
  for (let i = 0; i < m; i++) for (let k = 0; k < m; k++) P[i * m + k] += a * (u[i] * v[k] + v[i] * u[k])
}
