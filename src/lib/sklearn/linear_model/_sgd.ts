/**
 * Plain stochastic gradient descent on dense data, with scikit-learn's shuffles, learning rates, stopping rules, averaging
 * (Bottou, "Stochastic Gradient Descent Tricks", 2012) and cumulative L1 penalty (Tsuruoka, Tsujii & Ananiadou, ACL 2009).
 */
import { ValueError } from '$lib/estimator/exceptions'
import type { Matrix } from '$lib/numeric/matrix'
import { pacer } from '$lib/numeric/pacer'
import { RandR } from '$lib/numeric/random/RandR'
import type { FitOptions } from '../base'
import type { SgdLoss } from './_sgdLoss'
import { WeightVector } from './_WeightVector'

export type LearningRate = 'constant' | 'optimal' | 'invscaling' | 'adaptive' | 'pa1' | 'pa2'

/** What is minimised and how fast. */
export interface SgdSettings {
  readonly loss: SgdLoss
  /** Strength of the penalty, and its L1 share; undefined for no penalty. */
  readonly alpha: number
  readonly l1Ratio: number | undefined
  readonly learningRate: LearningRate
  readonly eta0: number
  readonly powerT: number
  /** The longest passive-aggressive step. */
  readonly C: number
  /** Updates go along the label (hinge losses) or against the residual, for passive-aggressive rates. */
  readonly margin: boolean
}

/** Parameters that every SGD estimator has. */
export interface SgdParams {
  fit_intercept: boolean
  max_iter: number
  tol: number | null
  shuffle: boolean
  verbose: number
  random_state: number | null
  early_stopping: boolean
  validation_fraction: number
  n_iter_no_change: number
  warm_start: boolean
}

export interface SgdRun {
  readonly X: Matrix
  readonly y: Float64Array
  readonly weight: Float64Array
  readonly positiveWeight: number
  readonly negativeWeight: number
  readonly settings: SgdSettings
  readonly params: SgdParams
  readonly maxIter: number
  /** Changed in place. */
  readonly coef: Float64Array
  readonly intercept: number
  /** Averaging begins at update `from`; `coef` is changed in place. */
  readonly average?: { readonly from: number; readonly coef: Float64Array; readonly intercept: number }
  /** Rows that are not learned from, and their score, for early stopping. */
  readonly validation?: {
    readonly held: Uint8Array
    readonly score: (coef: Float64Array, intercept: number) => number
  }
  /** The number of updates so far, plus 1. */
  readonly t: number
  readonly seed: number
  readonly options: FitOptions
}

export interface SgdResult {
  readonly intercept: number
  readonly averageIntercept: number
  readonly nIter: number
}

const MAX_SLOPE = 1e12

/** Throws ValueError on overflow. */
export async function plainSgd(run: SgdRun): Promise<SgdResult> {
  const { X, params, maxIter, validation, options, settings } = run
  const pass = new SgdPass(run)
  const pace = pacer(options.signal)
  const order = Int32Array.from({ length: X.shape[0] }, (_, i) => i)
  const { tol, n_iter_no_change } = params
  let idle = 0
  let best = -Infinity
  let nIter = 0
  while (nIter < maxIter) {
    nIter++
    if (params.shuffle) shuffle(order, run.seed)
    for (let from = 0; from < order.length; from += 512) {
      pass.learn(order.subarray(from, from + 512))
      const due = pace()
      if (due) await due
    }
    pass.checkFinite(nIter)
    options.onProgress?.({ phase: 'fit', done: nIter, total: maxIter })

    const quality = validation ? validation.score(run.coef, pass.intercept) : -pass.takeLoss()
    const least = validation ? tol : tol === null ? null : tol * order.length
    idle = least !== null && quality < best + least ? idle + 1 : 0
    best = Math.max(best, quality)
    if (idle < n_iter_no_change) continue
    if (settings.learningRate !== 'adaptive' || pass.eta <= 1e-6) break
    pass.eta /= 5
    idle = 0
  }
  pass.weights.fold()
  return { intercept: pass.intercept, averageIntercept: pass.averageIntercept, nIter }
}

/** Fisher and Yates' shuffle by scikit-learn's generator, begun anew from the seed each epoch. */
function shuffle(order: Int32Array, seed: number): void {
  const random = new RandR(seed)
  for (let i = 0; i < order.length - 1; i++) {
    const j = i + (random.next() % (order.length - i))
    const held = order[i]
    order[i] = order[j]
    order[j] = held
  }
}

class SgdPass {
  readonly weights: WeightVector
  eta: number
  intercept: number
  averageIntercept: number
  private t: number
  private loss = 0
  private readonly optimalStart: number
  /** The L1 penalty that every weight should have had so far, and what each has had. */
  private owed = 0
  private readonly paid: Float64Array

  constructor(private readonly run: SgdRun) {
    const { coef, average, settings } = run
    this.weights = new WeightVector(coef, average?.coef)
    this.intercept = run.intercept
    this.averageIntercept = average?.intercept ?? 0
    this.t = run.t
    this.eta = settings.eta0
    this.paid = new Float64Array(coef.length)
    const typical = Math.sqrt(1 / Math.sqrt(settings.alpha))
    const first = typical / Math.max(1, settings.loss.slope(-typical, 1))
    this.optimalStart = 1 / (first * settings.alpha)
  }

  /** The loss summed since the last call. */
  takeLoss(): number {
    const { loss } = this
    this.loss = 0
    return loss
  }

  checkFinite(epoch: number): void {
    if (Number.isFinite(this.intercept) && this.run.coef.every(Number.isFinite)) return
    throw new ValueError(
      `Floating-point under-/overflow occurred at epoch #${epoch}`,
      'Scale the data with StandardScaler or MinMaxScaler.'
    )
  }

  /** One update a row. What changes with each lives in locals, since writing fields would cost more than the update. */
  learn(rows: Int32Array): void {
    const { X, y, weight, settings, validation, average, params, positiveWeight, negativeWeight } = this.run
    const { alpha, l1Ratio, loss, learningRate, eta0, powerT } = settings
    const { weights, optimalStart } = this
    const aggressive = learningRate === 'pa1' || learningRate === 'pa2'
    const x = X.data
    const p = X.shape[1]
    let { eta, intercept, t, loss: total } = this
    for (let r = 0; r < rows.length; r++) {
      const i = rows[r]
      if (validation?.held[i]) continue
      const from = i * p
      const prediction = weights.dot(x, from) + intercept
      if (learningRate === 'optimal') eta = 1 / (alpha * (optimalStart + t - 1))
      else if (learningRate === 'invscaling') eta = eta0 / Math.pow(t, powerT)
      total += loss.loss(prediction, y[i])
      const raw = aggressive
        ? this.aggressiveStep(from, prediction, y[i])
        : -eta * Math.min(Math.max(loss.slope(prediction, y[i]), -MAX_SLOPE), MAX_SLOPE)
      if (Number.isNaN(raw)) continue
      const update = raw * ((y[i] > 0 ? positiveWeight : negativeWeight) * weight[i])

      if (l1Ratio !== undefined && l1Ratio < 1) weights.scale(Math.max(0, 1 - (1 - l1Ratio) * eta * alpha))
      if (update !== 0) {
        weights.add(x, from, update)
        if (params.fit_intercept) intercept += update
      }
      if (average && average.from <= t) {
        const count = t - average.from + 1
        weights.addAverage(x, from, update, count)
        this.averageIntercept += (intercept - this.averageIntercept) / count
      }
      if (l1Ratio) {
        this.owed += l1Ratio * eta * alpha
        this.payL1()
      }
      t++
    }
    this.eta = eta
    this.intercept = intercept
    this.t = t
    this.loss = total
  }

  /** How much of the row that begins at `from` is added to the weights; NaN for a row that teaches nothing. */
  private aggressiveStep(from: number, p: number, y: number): number {
    const { X } = this.run
    const { loss, learningRate, C, margin } = this.run.settings
    let squares = 0
    for (let at = from; at < from + X.shape[1]; at++) squares += X.data[at] * X.data[at]
    if (learningRate === 'pa1' && squares === 0) return NaN
    const size =
      learningRate === 'pa1' ? Math.min(C, loss.loss(p, y) / squares) : loss.loss(p, y) / (squares + 0.5 / C)
    if (margin) return size * y
    return y - p < 0 ? -size : size
  }

  /** Moves each weight towards 0 by what it owes, at most to 0. */
  private payL1(): void {
    const { paid, owed } = this
    const { w, factor } = this.weights
    for (let j = 0; j < w.length; j++) {
      const before = w[j]
      if (factor * before > 0) w[j] = Math.max(0, before - (owed + paid[j]) / factor)
      else if (factor * before < 0) w[j] = Math.min(0, before + (owed - paid[j]) / factor)
      paid[j] += factor * (w[j] - before)
    }
  }
}
