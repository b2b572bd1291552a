/**
 * Stochastic average gradient (Schmidt, Le Roux & Bach, Math. Program. 162, 2017, section 4.3) and SAGA (Defazio, Bach &
 * Lacoste-Julien, NIPS 2014), on dense data, draw for draw as scikit-learn's: minimises
 * mean(weightᵢ · loss(xᵢ·w + b, yᵢ)) + ½·alpha/n·‖w‖² + beta/n·‖w‖₁ (beta with SAGA only).
 */
import { ValueError } from '$lib/estimator/exceptions'
import type { FitWarning } from '$lib/estimator/progress'
import { dot } from '$lib/numeric/linalg'
import { row, type Matrix } from '$lib/numeric/matrix'
import { RandR } from '$lib/numeric/random/RandR'
import { checkRandomState, type Seed } from '$lib/numeric/random/RandomState'

/** squared: any y; log: y is −1 or 1; multinomial: y is the index of the class. */
export type SagLoss = 'squared' | 'log' | 'multinomial'

export interface SagOptions {
  readonly loss: SagLoss
  readonly saga: boolean
  readonly alpha: number
  readonly beta?: number
  readonly maxIter: number
  readonly tol: number
  readonly fitIntercept: boolean
  readonly randomState: Seed
  /** Classes of a multinomial model; 1 otherwise. */
  readonly outputs?: number
  readonly weights?: Float64Array
  /** Where to start: coef is features × outputs. Both are changed. */
  readonly start?: { coef: Float64Array; intercept: Float64Array }
  readonly warn?: (warning: FitWarning) => void
  /** Called often; a promise is awaited. */
  readonly due: () => Promise<void> | undefined
}

export interface SagResult {
  /** features × outputs, row-major. */
  readonly coef: Float64Array
  readonly intercept: Float64Array
  /** Passes over the data. */
  readonly nIter: number
}

/** Below this the common factor of the coefficients is multiplied out. */
const SMALLEST_SCALE = 1e-9

/** The derivative of the log loss ln(1 + e^(−y·p)) by p. */
function logGradient(p: number, y: number): number {
  const z = p * y
  if (z > 18) return Math.exp(-z) * -y
  return z < -18 ? -y : -y / (Math.exp(z) + 1)
}

/** Sets `gradient` to that of one row's loss by its predictions. */
function lossGradient(
  loss: SagLoss,
  p: Float64Array,
  y: number,
  weight: number,
  gradient: Float64Array
): void {
  if (loss === 'squared') gradient[0] = (p[0] - y) * weight
  else if (loss === 'log') gradient[0] = logGradient(p[0], y) * weight
  else {
    let most = p[0]
    for (let c = 1; c < p.length; c++) most = Math.max(most, p[c])
    let total = 0
    for (let c = 0; c < p.length; c++) total += Math.exp(p[c] - most)
    const logTotal = Math.log(total) + most
    for (let c = 0; c < p.length; c++) gradient[c] = (Math.exp(p[c] - logTotal) - (c === y ? 1 : 0)) * weight
  }
}

/** 1 / L for SAG and 1 / (2L + min(2·n·alpha, L)) for SAGA, L the largest curvature that a row can have. */
function stepSize(X: Matrix, { loss, saga, fitIntercept }: SagOptions, alpha: number): number {
  let largest = 0
  for (let i = 0; i < X.shape[0]; i++) largest = Math.max(largest, dot(row(X, i), row(X, i)))
  const L = (loss === 'squared' ? 1 : 0.25) * (largest + (fitIntercept ? 1 : 0)) + alpha
  return saga ? 1 / (2 * L + Math.min(2 * X.shape[0] * alpha, L)) : 1 / L
}

const soften = (x: number, by: number): number => Math.max(x - by, 0) - Math.max(-x - by, 0)

/** Throws ValueError when the coefficients overflow. Warns when max_iter passes were too few. */
export async function sag(X: Matrix, y: ArrayLike<number>, options: SagOptions): Promise<SagResult> {
  const { loss, saga, maxIter, tol, fitIntercept, outputs: k = 1, weights, due } = options
  const [n, d] = X.shape
  const alpha = options.alpha / n
  const beta = (options.beta ?? 0) / n
  const prox = saga && beta > 0
  const random = new RandR(checkRandomState(options.randomState).randint(1, 2 ** 31 - 1))
  const step = stepSize(X, options, alpha)
  if (step * alpha === 1)
    throw new ValueError('This penalty leaves the stochastic average gradient no step', 'Use another solver.')

  const w = options.start?.coef ?? new Float64Array(d * k)
  const intercept = options.start?.intercept ?? new Float64Array(k)
  const gradients = new Float64Array(n * k)
  const gradientSum = new Float64Array(d * k)
  const interceptSum = new Float64Array(k)
  const before = new Float64Array(d * k)
  const seen = new Uint8Array(n)
  const prediction = new Float64Array(k)
  const gradient = new Float64Array(k)
  let seenCount = 0
  // The coefficients are scale · w, so that the L2 penalty costs one product a step. A step along the mean gradient waits
  // until the next row; its size is a difference of running sums, as scikit-learn has it for its sparse data.
  let scale = 1
  let sum = 0
  let pending = 0
  let proxSum = 0
  let pendingProx = 0

  const takePending = (): void => {
    if (pending === 0 && pendingProx === 0) return
    for (let j = 0; j < w.length; j++) {
      const value = w[j] - pending * gradientSum[j]
      w[j] = prox ? soften(value, pendingProx) : value
    }
  }
  const multiplyOut = (): void => {
    takePending()
    for (let j = 0; j < w.length; j++) w[j] *= scale
    if (w.some((value) => !Number.isFinite(value)) || intercept.some((value) => !Number.isFinite(value)))
      throw new ValueError('The stochastic average gradient overflowed', 'Scale the features first.')
    scale = 1
    sum = proxSum = pending = pendingProx = 0
  }

  for (let epoch = 1; epoch <= maxIter; epoch++) {
    for (let turn = 0; turn < n; turn++) {
      const i = random.nextInt(0, n)
      if (!seen[i]) {
        seen[i] = 1
        seenCount++
      }
      takePending()
      const x = row(X, i)
      for (let c = 0; c < k; c++) {
        let inner = 0
        for (let j = 0; j < d; j++) inner += w[j * k + c] * x[j]
        prediction[c] = scale * inner + intercept[c]
      }
      lossGradient(loss, prediction, y[i], weights ? weights[i] : 1, gradient)
      scale *= 1 - step * alpha
      const ahead = saga ? (step * (1 - 1 / seenCount)) / scale : 0
      for (let c = 0; c < k; c++) {
        const change = gradient[c] - gradients[i * k + c]
        for (let j = 0; j < d; j++) {
          const correction = x[j] * change
          w[j * k + c] -= correction * ahead
          gradientSum[j * k + c] += correction
        }
        gradients[i * k + c] = gradient[c]
        if (!fitIntercept) continue
        interceptSum[c] += change
        intercept[c] -=
          (step * interceptSum[c]) / seenCount + (saga ? change * step * (1 - 1 / seenCount) : 0)
      }
      const sumBefore = sum
      sum += step / (scale * seenCount)
      pending = sum - sumBefore
      if (prox) {
        const proxBefore = proxSum
        proxSum += (step * beta) / scale
        pendingProx = proxSum - proxBefore
      }
      if (scale < SMALLEST_SCALE) multiplyOut()
      const pause = (turn & 511) === 511 ? due() : undefined
      if (pause) await pause
    }
    multiplyOut()
    let largest = 0
    let change = 0
    for (let j = 0; j < w.length; j++) {
      largest = Math.max(largest, Math.abs(w[j]))
      change = Math.max(change, Math.abs(w[j] - before[j]))
      before[j] = w[j]
    }
    const done = largest === 0 ? change === 0 : change / largest <= tol
    // As scikit-learn: converging in the very last pass is not told from not converging.
    if (epoch === maxIter)
      options.warn?.({
        category: 'ConvergenceWarning',
        message: `The coefficients did not converge in max_iter = ${maxIter} passes. Raise max_iter or tol, or scale the features.`
      })
    if (done || epoch === maxIter) return { coef: w, intercept, nIter: epoch }
    const pause = due()
    if (pause) await pause
  }
  throw new ValueError(`max_iter = ${maxIter} leaves nothing to do`, 'It must be at least 1.')
}
