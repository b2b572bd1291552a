/** SAMME and SAMME.R: AdaBoost's steps for any number of classes, and what the estimators say together. */
import { exp } from '$lib/numeric/exp'
import { log } from '$lib/numeric/log'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import type { Label } from '../base'
import { argmax } from '../tree/_base'
import { sum } from '../utils/mean'
import type { Step } from './_adaBoost'
import type { Baggable } from './_bagging'

/** The weighted share of the rows that are wrong. */
const errorOf = (isWrong: Float64Array, weights: Float64Array): number =>
  sum(isWrong.map((wrong, i) => wrong * weights[i])) / sum(weights)

const perfect = { weight: 1, error: 0 }

/** A step by probabilities; changes the weights of the rows. */
export async function judgeReal(
  estimator: Baggable,
  X: Matrix,
  codes: Int32Array,
  { length: k }: Label[],
  weights: Float64Array,
  learningRate: number,
  isLast: boolean
): Promise<Step> {
  const proba = await estimator.predict_proba!(X)
  const predicted = argmax(proba)
  const error = errorOf(
    Float64Array.from(codes, (code, i) => Number(code !== predicted[i])),
    weights
  )
  if (error <= 0) return perfect
  if (isLast) return { weight: 1, error }
  const terms = new Float64Array(k)
  codes.forEach((code, i) => {
    for (let c = 0; c < k; c++)
      terms[c] = (c === code ? 1 : -1 / (k - 1)) * log(Math.max(proba.data[i * k + c], Number.EPSILON))
    const change = -1 * learningRate * ((k - 1) / k) * sum(terms)
    if (weights[i] > 0 || change < 0) weights[i] *= exp(change)
  })
  return { weight: 1, error }
}

/** A step by votes; changes the weights of the rows. */
export async function judgeDiscrete(
  estimator: Baggable,
  X: Matrix,
  codes: Int32Array,
  classes: Label[],
  weights: Float64Array,
  learningRate: number,
  isLast: boolean
): Promise<Step> {
  const predicted = await estimator.predict(X)
  const isWrong = Float64Array.from(codes, (code, i) => Number(classes[code] !== predicted[i]))
  const error = errorOf(isWrong, weights)
  if (error <= 0) return perfect
  if (error >= 1 - 1 / classes.length) return null
  const weight = learningRate * (log((1 - error) / error) + log(classes.length - 1))
  // By way of logarithms, as scikit-learn has it: rows that are right change in their last bit too.
  if (!isLast)
    weights.forEach((own, i) => {
      if (own > 0) weights[i] = exp(log(own) + weight * isWrong[i])
    })
  return { weight, error }
}

/** Adds an estimator's centred log-probabilities (Zhu et al. 2009, algorithm 4). */
export async function addProbabilities(estimator: Baggable, X: Matrix, total: Matrix): Promise<void> {
  const { data, shape } = await estimator.predict_proba!(X)
  const [rows, k] = shape
  const logs = new Float64Array(k)
  for (let i = 0; i < rows; i++) {
    for (let c = 0; c < k; c++) logs[c] = log(Math.max(data[i * k + c], Number.EPSILON))
    const mean = (1 / k) * sum(logs)
    for (let c = 0; c < k; c++) total.data[i * k + c] += (k - 1) * (logs[c] - mean)
  }
}

/** Adds an estimator's weight to the classes that it votes for. */
export async function addVotes(
  estimator: Baggable,
  X: Matrix,
  classes: Label[],
  weight: number,
  total: Matrix
): Promise<void> {
  const code = new Map(classes.map((label, k) => [label, k]))
  const predicted = await estimator.predict(X)
  for (let i = 0; i < predicted.length; i++)
    total.data[i * classes.length + code.get(predicted[i])!] += weight
}

/** What is said on the whole of each class; of two the second's lead. */
export function decisionOf({ data, shape: [rows, k] }: Matrix, norm: number): Matrix {
  if (k !== 2)
    return matrix(
      rows,
      k,
      data.map((value) => value / norm)
    )
  return matrix(
    rows,
    1,
    Float64Array.from({ length: rows }, (_, i) => -data[2 * i] / norm + data[2 * i + 1] / norm)
  )
}
