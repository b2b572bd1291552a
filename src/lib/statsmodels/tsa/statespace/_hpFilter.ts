/**
 * The trend of Hodrick & Prescott (Journal of Money, Credit and Banking 29, 1997, 1–16): the τ that makes
 * Σ(x − τ)² + λ Σ(second differences of τ)² least. Solves (I + λ KᵀK) τ = x, five diagonals, by L D Lᵀ.
 */
export function hpTrend(x: Float64Array, lambda = 1600): Float64Array {
  const n = x.length
  const diagonal = new Float64Array(n).fill(1)
  const next = new Float64Array(n)
  const afterNext = new Float64Array(n)
  for (let i = 0; i + 2 < n; i++) {
    diagonal[i] += lambda
    diagonal[i + 1] += 4 * lambda
    diagonal[i + 2] += lambda
    next[i] -= 2 * lambda
    next[i + 1] -= 2 * lambda
    afterNext[i] += lambda
  }
  const out = x.slice()
  // Forward: the factors in place of the diagonals, L's solution in place of x.
  for (let i = 0; i < n; i++) {
    const one = next[i] / diagonal[i]
    const two = afterNext[i] / diagonal[i]
    if (i + 1 < n) {
      diagonal[i + 1] -= one * next[i]
      next[i + 1] -= one * afterNext[i]
      out[i + 1] -= one * out[i]
    }
    if (i + 2 < n) {
      diagonal[i + 2] -= two * afterNext[i]
      out[i + 2] -= two * out[i]
    }
    next[i] = one
    afterNext[i] = two
  }
  for (let i = n - 1; i >= 0; i--) {
    out[i] /= diagonal[i]
    if (i + 1 < n) out[i] -= next[i] * out[i + 1]
    if (i + 2 < n) out[i] -= afterNext[i] * out[i + 2]
  }
  return out
}
