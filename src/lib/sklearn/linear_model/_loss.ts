/** Losses of one raw prediction (the linear predictor) a sample, with derivatives: scikit-learn's `_loss` module. */

/** Loss and derivatives by the raw prediction of one sample. */
export interface SampleLoss {
  loss: number
  gradient: number
  hessian: number
}

/** Sets loss, gradient and hessian for the target y and the raw prediction. Constant terms are left out. */
export type Pointwise = (y: number, raw: number, out: SampleLoss) => void

/** Log loss of labels 0 and 1, stable for raw predictions of any size. */
export const halfBinomial: Pointwise = (y, raw, out) => {
  const e = Math.exp(-Math.abs(raw))
  const p = raw > 0 ? 1 / (1 + e) : e / (1 + e)
  out.loss = Math.log1p(e) + Math.max(raw, 0) - y * raw
  out.gradient = raw > 0 ? (1 - y - y * e) / (1 + e) : ((1 - y) * e - y) / (1 + e)
  out.hessian = p * (1 - p)
}

/** Half the Poisson deviance with log link. */
const halfPoisson: Pointwise = (y, raw, out) => {
  const mean = Math.exp(raw)
  out.loss = mean - y * raw
  out.gradient = mean - y
  out.hessian = mean
}

/** Half the gamma deviance with log link. */
const halfGamma: Pointwise = (y, raw, out) => {
  const ratio = y * Math.exp(-raw)
  out.loss = raw + ratio
  out.gradient = 1 - ratio
  out.hessian = ratio
}

/** Half the Tweedie deviance of that power with log link. */
export function halfTweedie(power: number): Pointwise {
  if (power === 1) return halfPoisson
  if (power === 2) return halfGamma
  return (y, raw, out) => {
    const a = Math.exp((2 - power) * raw)
    const b = y * Math.exp((1 - power) * raw)
    out.loss = power === 0 ? (Math.exp(raw) - y) ** 2 / 2 : a / (2 - power) - b / (1 - power)
    out.gradient = a - b
    out.hessian = (2 - power) * a - (1 - power) * b
  }
}

const halfSquaredError: Pointwise = (y, raw, out) => {
  out.loss = (raw - y) ** 2 / 2
  out.gradient = raw - y
  out.hessian = 1
}

/** Half the Tweedie deviance of that power where the raw prediction is the mean itself. */
export function halfTweedieIdentity(power: number): Pointwise {
  if (power === 0) return halfSquaredError
  return (y, raw, out) => {
    out.loss = identityLoss(power, y, raw)
    out.gradient = Math.pow(raw, -power) * (raw - y)
    out.hessian = Math.pow(raw, -power - 1) * ((1 - power) * raw + power * y)
  }
}

function identityLoss(power: number, y: number, raw: number): number {
  if (power === 1) return y === 0 ? raw : y * Math.log(y / raw) + raw - y
  if (power === 2) return Math.log(raw / y) + y / raw - 1
  const tail = Math.pow(raw, 2 - power) / (2 - power) - (y * Math.pow(raw, 1 - power)) / (1 - power)
  return Math.pow(Math.max(y, 0), 2 - power) / (1 - power) / (2 - power) + tail
}

/** What a log-link Tweedie loss lacks of half the deviance, by y. */
export function tweedieConstant(power: number, y: number): number {
  if (power === 0) return 0
  if (power === 1) return y === 0 ? 0 : y * Math.log(y) - y
  if (power === 2) return -Math.log(y) - 1
  return Math.pow(Math.max(y, 0), 2 - power) / (1 - power) / (2 - power)
}

/** A loss over all samples. Arrays are rows × k, row-major. */
export interface Loss {
  /** Raw predictions a sample: 1, or the number of classes. */
  readonly k: number
  /** The weighted sum of the losses; puts the weighted derivatives where there is room for them. */
  evaluate(
    y: Float64Array,
    raw: Float64Array,
    weight: Float64Array,
    gradient?: Float64Array,
    hessian?: Float64Array
  ): number
}

/** The loss over all samples of a pointwise one. */
export const sumOf = (pointwise: Pointwise): Loss => ({
  k: 1,
  evaluate(y, raw, weight, gradient, hessian) {
    const out: SampleLoss = { loss: 0, gradient: 0, hessian: 0 }
    let sum = 0
    for (let i = 0; i < y.length; i++) {
      pointwise(y[i], raw[i], out)
      sum += weight[i] * out.loss
      if (gradient) gradient[i] = weight[i] * out.gradient
      if (hessian) hessian[i] = weight[i] * out.hessian
    }
    return sum
  }
})

/** Cross entropy of k classes after softmax; y holds class numbers. In place of the hessian come the probabilities. */
export const halfMultinomial = (k: number): Loss => ({
  k,
  evaluate(y, raw, weight, gradient, proba) {
    const p = new Float64Array(k)
    let sum = 0
    for (let i = 0, at = 0; i < y.length; i++, at += k) {
      let highest = raw[at]
      for (let c = 1; c < k; c++) highest = Math.max(highest, raw[at + c])
      let total = 0
      for (let c = 0; c < k; c++) total += p[c] = Math.exp(raw[at + c] - highest)
      sum += weight[i] * (Math.log(total) + highest - raw[at + y[i]])
      for (let c = 0; c < k; c++) {
        const share = p[c] / total
        if (gradient) gradient[at + c] = weight[i] * (share - (c === y[i] ? 1 : 0))
        if (proba) proba[at + c] = share
      }
    }
    return sum
  }
})
