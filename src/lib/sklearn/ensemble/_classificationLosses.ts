/** The losses of GradientBoostingClassifier (scikit-learn 1.2, `sklearn/ensemble/_gb_losses.py`). */
import { exp } from '$lib/numeric/exp'
import { log } from '$lib/numeric/log'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { sum } from '../utils/mean'
import { meanLoss, sumOver, type GradientLoss, type Leaf, type Observed, type Raw } from './_gradientLoss'

export interface ClassificationLoss extends GradientLoss {
  /** The predictions of which these are the probabilities, shape (n_samples, n_classes). */
  rawOf(probabilities: Matrix): Float64Array[]
  probabilities(raw: Raw): Matrix
}

/** Below this a leaf's denominator is taken for zero. */
const TINY = 1e-150
const FLOAT32_EPSILON = 2 ** -23

const clipped = (p: number): number => Math.min(Math.max(p, FLOAT32_EPSILON), 1 - FLOAT32_EPSILON)
const expit = (x: number): number => 1 / (1 + exp(-x))
const ratio = (numerator: number, denominator: number): number =>
  Math.abs(denominator) < TINY ? 0 : numerator / denominator

/** One step of Newton and Raphson's method for a leaf, times a factor (Friedman 2001, eq. 25 and 32). */
function newtonStep({ rows, y, residual, weights }: Leaf, factor: number): number {
  const gradient = sumOver(rows, (i) => weights[i] * residual[i])
  const curvature = sumOver(rows, (i) => weights[i] * (y[i] - residual[i]) * (1 - y[i] + residual[i]))
  return ratio(gradient * factor, curvature)
}

/** Columns 1 − p and p. */
function ofSecondClass([raw]: Raw, toProbability: (raw: number) => number): Matrix {
  const out = matrix(raw.length, 2)
  raw.forEach((value, i) => {
    const p = toProbability(value)
    out.data[2 * i] = 1 - p
    out.data[2 * i + 1] = p
  })
  return out
}

/** log(p / (1 − p)) of the second class. */
function logOdds({ data, shape: [rows] }: Matrix): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => {
    const p = clipped(data[2 * i + 1])
    return log(p / (1 - p))
  })
}

class BinomialDeviance implements ClassificationLoss {
  readonly nTrees = 1

  value(observed: Observed, [raw]: Raw): number {
    const { y } = observed
    return -2 * meanLoss(observed, (i) => y[i] * raw[i] - log1pExp(raw[i]))
  }

  negativeGradients({ y }: Observed, [raw]: Raw): Float64Array[] {
    return [y.map((value, i) => value - expit(raw[i]))]
  }

  leafValue(leaf: Leaf): number {
    return newtonStep(leaf, 1)
  }

  rawOf(probabilities: Matrix): Float64Array[] {
    return [logOdds(probabilities)]
  }

  probabilities(raw: Raw): Matrix {
    return ofSecondClass(raw, expit)
  }
}

/** log(1 + eˣ). */
const log1pExp = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))

class MultinomialDeviance implements ClassificationLoss {
  constructor(readonly nTrees: number) {}

  value(observed: Observed, raw: Raw): number {
    const { y } = observed
    const total = logSumExp(raw)
    return meanLoss(observed, (i) => total[i] - raw[y[i]][i])
  }

  negativeGradients({ y }: Observed, raw: Raw): Float64Array[] {
    const total = logSumExp(raw)
    return raw.map((own, k) => own.map((value, i) => (y[i] === k ? 1 : 0) - exp(value - total[i])))
  }

  leafValue(leaf: Leaf): number {
    return newtonStep(leaf, (this.nTrees - 1) / this.nTrees)
  }

  rawOf({ data, shape: [rows, cols] }: Matrix): Float64Array[] {
    return Array.from({ length: cols }, (_, k) =>
      Float64Array.from({ length: rows }, (__, i) => log(clipped(data[i * cols + k])))
    )
  }

  probabilities(raw: Raw): Matrix {
    const total = logSumExp(raw)
    const out = matrix(total.length, raw.length)
    raw.forEach((own, k) => own.forEach((value, i) => (out.data[i * raw.length + k] = exp(value - total[i]))))
    return out
  }
}

/** log Σ eˣ over the classes of each row. */
function logSumExp(raw: Raw): Float64Array {
  const terms = new Float64Array(raw.length)
  return raw[0].map((_, i) => {
    const most = raw.reduce((max, { [i]: value }) => Math.max(max, value), -Infinity)
    for (let k = 0; k < terms.length; k++) terms[k] = exp(raw[k][i] - most)
    return log(sum(terms)) + most
  })
}

/** exp(−y f) with y = ±1: AdaBoost's loss. */
class Exponential implements ClassificationLoss {
  readonly nTrees = 1

  value(observed: Observed, [raw]: Raw): number {
    return meanLoss(observed, (i) => Math.exp(-(2 * observed.y[i] - 1) * raw[i]))
  }

  negativeGradients({ y }: Observed, [raw]: Raw): Float64Array[] {
    return [y.map((value, i) => (2 * value - 1) * exp(-(2 * value - 1) * raw[i]))]
  }

  leafValue({ rows, y, raw, weights }: Leaf): number {
    const loss = (i: number): number => exp(-(2 * y[i] - 1) * raw[i])
    return ratio(
      sumOver(rows, (i) => (2 * y[i] - 1) * weights[i] * loss(i)),
      sumOver(rows, (i) => weights[i] * loss(i))
    )
  }

  /** Half the log odds (Hastie, Tibshirani & Friedman, "The Elements of Statistical Learning", 2009, eq. 10.16). */
  rawOf(probabilities: Matrix): Float64Array[] {
    return [logOdds(probabilities).map((odds) => 0.5 * odds)]
  }

  probabilities(raw: Raw): Matrix {
    return ofSecondClass(raw, (value) => expit(2 * value))
  }
}

/** The loss of this name for so many classes. */
export const classificationLoss = (name: string, nClasses: number): ClassificationLoss =>
  name === 'exponential'
    ? new Exponential()
    : nClasses === 2
      ? new BinomialDeviance()
      : new MultinomialDeviance(nClasses)
