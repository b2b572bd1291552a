/** Probabilities from decision values, as LIBSVM learns them. */

/** P(first class | f) = 1 / (1 + exp(A·f + B)). */
export interface Sigmoid {
  readonly A: number
  readonly B: number
}

const MAX_ITER = 100
const MIN_STEP = 1e-10
/** Keeps the hessian positive definite. */
const RIDGE = 1e-12
const TOLERANCE = 1e-5
const MIN_PROBABILITY = 1e-7

/**
 * Fits the sigmoid to decision values by Newton's method with a line search (Platt, Advances in Large Margin Classifiers,
 * 1999; in the form of Lin, Lin & Weng, Machine Learning 68, 2007, 267–276).
 */
export function fitSigmoid(values: Float64Array, y: Float64Array): Sigmoid {
  const positive = y.reduce((count, sign) => count + Number(sign > 0), 0)
  const negative = y.length - positive
  const high = (positive + 1) / (positive + 2)
  const low = 1 / (negative + 2)
  const targets = y.map((sign) => (sign > 0 ? high : low))
  let [A, B] = [0, Math.log((negative + 1) / (positive + 1))]
  let loss = logLoss(values, targets, A, B)
  for (let iter = 0; iter < MAX_ITER; iter++) {
    let [h11, h22, h21, g1, g2] = [RIDGE, RIDGE, 0, 0, 0]
    for (let i = 0; i < values.length; i++) {
      const p = probability(values[i], A, B)
      const curvature = p * probability(-values[i], A, -B)
      const slope = targets[i] - p
      h11 += values[i] * values[i] * curvature
      h22 += curvature
      h21 += values[i] * curvature
      g1 += values[i] * slope
      g2 += slope
    }
    if (Math.abs(g1) < TOLERANCE && Math.abs(g2) < TOLERANCE) break
    const det = h11 * h22 - h21 * h21
    const dA = -(h22 * g1 - h21 * g2) / det
    const dB = -(-h21 * g1 + h11 * g2) / det
    const slope = g1 * dA + g2 * dB
    let step = 1
    for (; step >= MIN_STEP; step /= 2) {
      const next = logLoss(values, targets, A + step * dA, B + step * dB)
      if (next >= loss + 0.0001 * step * slope) continue
      A += step * dA
      B += step * dB
      loss = next
      break
    }
    if (step < MIN_STEP) break
  }
  return { A, B }
}

function logLoss(values: Float64Array, targets: Float64Array, A: number, B: number): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) {
    const z = values[i] * A + B
    sum +=
      z >= 0 ? targets[i] * z + Math.log(1 + Math.exp(-z)) : (targets[i] - 1) * z + Math.log(1 + Math.exp(z))
  }
  return sum
}

/** 1 / (1 + exp(A·f + B)), without overflow. */
function probability(f: number, A: number, B: number): number {
  const z = f * A + B
  return z >= 0 ? Math.exp(-z) / (1 + Math.exp(-z)) : 1 / (1 + Math.exp(z))
}

/** The probability of each of k classes from the decision values of every two (0–1, 0–2, … 1–2, …). */
export function classProbabilities(
  k: number,
  values: Float64Array,
  sigmoids: readonly Sigmoid[]
): Float64Array {
  const pairwise = new Float64Array(k * k)
  let pair = 0
  for (let i = 0; i < k; i++)
    for (let j = i + 1; j < k; j++, pair++) {
      const { A, B } = sigmoids[pair]
      const p = Math.min(Math.max(probability(values[pair], A, B), MIN_PROBABILITY), 1 - MIN_PROBABILITY)
      pairwise[i * k + j] = p
      pairwise[j * k + i] = 1 - p
    }
  return couple(k, pairwise)
}

/** Couples pairwise probabilities r (Wu, Lin & Weng, J. Mach. Learn. Res. 5, 2004, 975–1005, the second method). */
function couple(k: number, r: Float64Array): Float64Array {
  const Q = new Float64Array(k * k)
  for (let t = 0; t < k; t++)
    for (let j = 0; j < k; j++) {
      if (j === t) continue
      Q[t * k + t] += r[j * k + t] * r[j * k + t]
      Q[t * k + j] = -r[j * k + t] * r[t * k + j]
    }
  const p = new Float64Array(k).fill(1 / k)
  const Qp = new Float64Array(k)
  for (let iter = 0; iter < Math.max(100, k); iter++) {
    let pQp = 0
    for (let t = 0; t < k; t++) {
      Qp[t] = 0
      for (let j = 0; j < k; j++) Qp[t] += Q[t * k + j] * p[j]
      pQp += p[t] * Qp[t]
    }
    if (Qp.every((value) => Math.abs(value - pQp) < 0.005 / k)) break
    for (let t = 0; t < k; t++) {
      const own = Q[t * k + t]
      const change = (pQp - Qp[t]) / own
      p[t] += change
      pQp = (pQp + change * (change * own + 2 * Qp[t])) / (1 + change) / (1 + change)
      for (let j = 0; j < k; j++) {
        Qp[j] = (Qp[j] + change * Q[t * k + j]) / (1 + change)
        p[j] /= 1 + change
      }
    }
  }
  return p
}
