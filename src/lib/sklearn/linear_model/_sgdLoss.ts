/** Losses of stochastic gradient descent by the prediction p and the target y; labels are −1 and 1. */
export interface SgdLoss {
  loss(p: number, y: number): number
  /** The derivative by p. */
  slope(p: number, y: number): number
}

const hinge = (threshold: number): SgdLoss => ({
  loss: (p, y) => (p * y <= threshold ? threshold - p * y : 0),
  slope: (p, y) => (p * y <= threshold ? -y : 0)
})

const squaredHinge: SgdLoss = {
  loss: (p, y) => Math.max(1 - p * y, 0) ** 2,
  slope: (p, y) => (1 - p * y > 0 ? -2 * y * (1 - p * y) : 0)
}

/** Far from 0 the logarithm and the quotient are replaced by their limits. */
const logLoss: SgdLoss = {
  loss(p, y) {
    const z = p * y
    if (z > 18) return Math.exp(-z)
    return z < -18 ? -z : Math.log(1 + Math.exp(-z))
  },
  slope(p, y) {
    const z = p * y
    if (z > 18) return Math.exp(-z) * -y
    return z < -18 ? -y : -y / (Math.exp(z) + 1)
  }
}

/** The hinge squared near the margin, straight far on the wrong side (Zhang, ICML 2004). */
const modifiedHuber: SgdLoss = {
  loss(p, y) {
    const z = p * y
    if (z >= 1) return 0
    return z >= -1 ? (1 - z) * (1 - z) : -4 * z
  },
  slope(p, y) {
    const z = p * y
    if (z >= 1) return 0
    return z >= -1 ? 2 * (1 - z) * -y : -4 * y
  }
}

const squaredError: SgdLoss = {
  loss: (p, y) => 0.5 * (p - y) * (p - y),
  slope: (p, y) => p - y
}

const huber = (c: number): SgdLoss => ({
  loss(p, y) {
    const r = Math.abs(p - y)
    return r <= c ? 0.5 * r * r : c * r - 0.5 * c * c
  },
  slope(p, y) {
    const r = p - y
    return Math.abs(r) <= c ? r : r > 0 ? c : -c
  }
})

const epsilonInsensitive = (epsilon: number): SgdLoss => ({
  loss: (p, y) => Math.max(Math.abs(y - p) - epsilon, 0),
  slope: (p, y) => (y - p > epsilon ? -1 : p - y > epsilon ? 1 : 0)
})

const squaredEpsilonInsensitive = (epsilon: number): SgdLoss => ({
  loss: (p, y) => Math.max(Math.abs(y - p) - epsilon, 0) ** 2,
  slope(p, y) {
    const z = y - p
    if (z > epsilon) return -2 * (z - epsilon)
    return z < -epsilon ? 2 * (-z - epsilon) : 0
  }
})

/** The losses by name; those with a threshold take `epsilon`. */
export const regressionLosses: Readonly<Record<string, (epsilon: number) => SgdLoss>> = {
  squared_error: () => squaredError,
  huber,
  epsilon_insensitive: epsilonInsensitive,
  squared_epsilon_insensitive: squaredEpsilonInsensitive
}

/** A classifier can take any loss; those of regression then aim at −1 and 1. "log" is the old name of "log_loss". */
export const classificationLosses: Readonly<Record<string, (epsilon: number) => SgdLoss>> = {
  hinge: () => hinge(1),
  squared_hinge: () => squaredHinge,
  perceptron: () => hinge(0),
  log_loss: () => logLoss,
  log: () => logLoss,
  modified_huber: () => modifiedHuber,
  ...regressionLosses
}
