/**
 * What is known of an ARMA process before its first observation: the mean and covariance of its stationary states.
 * The covariance solves P = T P Tᵀ + R Rᵀ. For companion matrices that needs no general solver: autocovariances give the
 * first row, and the equation itself gives all others from it, in time that grows with the square of the order.
 */

/**
 * γ(0) … γ(n) of the autoregression with coefficients phi and shocks of variance 1. Source: Brockwell & Davis, Time
 * Series: Theory and Methods (2nd ed. 1991), section 5.2: the Durbin–Levinson recursion, run down to the partial
 * autocorrelations and up again to the autocovariances.
 */
function arAutocovariances(phi: Float64Array, n: number): Float64Array {
  const p = phi.length
  const models: Float64Array[] = new Array<Float64Array>(p + 1)
  const variances = new Float64Array(p + 1)
  models[p] = phi
  variances[p] = 1
  for (let k = p; k > 0; k--) {
    const model = models[k]
    const r = model[k - 1]
    const left = 1 - r * r
    variances[k - 1] = variances[k] / left
    models[k - 1] = model.subarray(0, k - 1).map((value, i) => (value + r * model[k - 2 - i]) / left)
  }
  const gamma = new Float64Array(n + 1)
  gamma[0] = variances[0]
  for (let h = 1; h <= n; h++) {
    const model = models[Math.min(h - 1, p)]
    let sum = h <= p ? models[h][h - 1] * variances[h - 1] : 0
    for (let j = 0; j < model.length; j++) if (model[j] !== 0) sum += model[j] * gamma[h - 1 - j]
    gamma[h] = sum
  }
  return gamma
}

/** γ(0) … γ(n) of the ARMA process phi, theta (theta[0] = 1) with shocks of variance 1. */
export function armaAutocovariances(phi: Float64Array, theta: Float64Array, n: number): Float64Array {
  const q = theta.length - 1
  const ar = arAutocovariances(phi, n + q)
  const weights = new Float64Array(q + 1)
  for (let k = 0; k <= q; k++) for (let i = 0; i + k <= q; i++) weights[k] += theta[i] * theta[i + k]
  return Float64Array.from({ length: n + 1 }, (_, h) => {
    let sum = weights[0] * ar[h]
    for (let k = 1; k <= q; k++) if (weights[k] !== 0) sum += weights[k] * (ar[h + k] + ar[Math.abs(h - k)])
    return sum
  })
}

/** ψ₀ … ψₙ: the process as a moving average without end. */
function psiWeights(phi: Float64Array, theta: Float64Array, n: number): Float64Array {
  const psi = new Float64Array(n + 1)
  for (let j = 0; j <= n; j++) {
    let sum = theta[j] ?? 0
    for (let i = 0; i < Math.min(j, phi.length); i++) if (phi[i] !== 0) sum += phi[i] * psi[j - 1 - i]
    psi[j] = sum
  }
  return psi
}

/**
 * The covariance of the r states of Harvey's form (phi down the first column of T, theta down R), r × r, for shocks of
 * variance 1. `phi` has r coefficients, `theta` r with theta[0] = 1, padded with zeros.
 */
export function harveyCovariance(phi: Float64Array, theta: Float64Array): Float64Array {
  const r = theta.length
  const gamma = armaAutocovariances(phi, theta, r)
  const psi = psiWeights(phi, theta, r)
  const P = new Float64Array(r * r)
  for (let k = 1; k < r; k++) {
    let sum = 0
    for (let j = k; j < r; j++) {
      if (phi[j] !== 0) sum += phi[j] * gamma[j + 1 - k]
      if (theta[j] !== 0) sum += theta[j] * psi[j - k]
    }
    P[k] = P[k * r] = sum
  }
  P[0] = gamma[0]
  for (let i = r - 1; i > 0; i--)
    for (let k = r - 1; k >= i; k--) {
      const nextRow = i + 1 < r ? P[(i + 1) * r] : 0
      const nextColumn = k + 1 < r ? P[k + 1] : 0
      const beyond = k + 1 < r ? P[(i + 1) * r + k + 1] : 0
      P[i * r + k] = P[k * r + i] =
        phi[i] * phi[k] * P[0] + phi[i] * nextColumn + phi[k] * nextRow + beyond + theta[i] * theta[k]
    }
  return P
}

/** The covariance of r successive values of an autoregression: the states of Hamilton's form, r × r. */
export function laggedCovariance(phi: Float64Array, r: number): Float64Array {
  const gamma = arAutocovariances(phi, r)
  return Float64Array.from({ length: r * r }, (_, at) => gamma[Math.abs(Math.floor(at / r) - (at % r))])
}

/** The states' mean in Harvey's form where `intercept` enters the first of them: x with x = T x + c. */
export function harveyMean(phi: Float64Array, intercept: number): Float64Array {
  const r = phi.length
  const mean = new Float64Array(r)
  mean[0] = intercept / (1 - phi.reduce((sum, value) => sum + value, 0))
  for (let i = r - 1; i > 0; i--) mean[i] = phi[i] * mean[0] + (i + 1 < r ? mean[i + 1] : 0)
  return mean
}
