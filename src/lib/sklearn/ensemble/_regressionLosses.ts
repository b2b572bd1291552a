/** The losses of GradientBoostingRegressor (scikit-learn 1.2, `sklearn/ensemble/_gb_losses.py`). */
import { weightedQuantile } from '../metrics/_percentile'
import { sum } from '../utils/mean'
import { meanLoss, type GradientLoss, type Leaf, type Observed, type Raw } from './_gradientLoss'

const differences = (y: Float64Array, [raw]: Raw): Float64Array => y.map((value, i) => value - raw[i])

/** The weighted percentile of target − prediction in a leaf. */
function leafPercentile({ rows, y, raw, weights }: Leaf, share: number): number {
  const left = Float64Array.from(rows, (i) => y[i] - raw[i])
  const weight = Float64Array.from(rows, (i) => weights[i])
  return weightedQuantile(left, weight, share)
}

class SquaredError implements GradientLoss {
  readonly nTrees = 1

  value(observed: Observed, [raw]: Raw): number {
    return meanLoss(observed, (i) => (observed.y[i] - raw[i]) ** 2)
  }

  negativeGradients({ y }: Observed, raw: Raw): Float64Array[] {
    return [differences(y, raw)]
  }
}

class AbsoluteError implements GradientLoss {
  readonly nTrees = 1

  value(observed: Observed, [raw]: Raw): number {
    return meanLoss(observed, (i) => Math.abs(observed.y[i] - raw[i]))
  }

  negativeGradients({ y }: Observed, raw: Raw): Float64Array[] {
    return [differences(y, raw).map((left) => (left > 0 ? 1 : -1))]
  }

  leafValue(leaf: Leaf): number {
    return leafPercentile(leaf, 0.5)
  }
}

/** Squared up to gamma, the alpha-quantile of what is left, and linear beyond. */
class Huber implements GradientLoss {
  readonly nTrees = 1
  /** Of the last gradient; scikit-learn judges a stage by it too. */
  private gamma: number | undefined

  constructor(private readonly alpha: number) {}

  value(observed: Observed, raw: Raw): number {
    const left = differences(observed.y, raw)
    const gamma = this.gamma ?? this.cut(left, observed)
    return meanLoss(observed, (i) => {
      const size = Math.abs(left[i])
      return size <= gamma ? 0.5 * size * size : gamma * (size - gamma / 2)
    })
  }

  negativeGradients(observed: Observed, raw: Raw): Float64Array[] {
    const left = differences(observed.y, raw)
    const gamma = (this.gamma = this.cut(left, observed))
    return [left.map((value) => (Math.abs(value) <= gamma ? value : gamma * Math.sign(value)))]
  }

  /** One step from the median towards the mean (Friedman 2001, eq. 4.4). */
  leafValue(leaf: Leaf): number {
    const { rows, y, raw } = leaf
    const gamma = this.gamma!
    const median = leafPercentile(leaf, 0.5)
    const steps = Float64Array.from(rows, (i) => {
      const beyond = y[i] - raw[i] - median
      return Math.sign(beyond) * Math.min(Math.abs(beyond), gamma)
    })
    return median + sum(steps) / rows.length
  }

  private cut(left: Float64Array, { weights }: Observed): number {
    // By way of percent, as scikit-learn has it: the last bit may differ.
    return weightedQuantile(left.map(Math.abs), weights, (this.alpha * 100) / 100)
  }
}

/** What lies above counts alpha, what lies below 1 − alpha. */
class Quantile implements GradientLoss {
  readonly nTrees = 1

  constructor(private readonly alpha: number) {}

  value(observed: Observed, [raw]: Raw): number {
    return meanLoss(observed, (i) => {
      const left = observed.y[i] - raw[i]
      return left > 0 ? this.alpha * left : (this.alpha - 1) * left
    })
  }

  negativeGradients({ y }: Observed, [raw]: Raw): Float64Array[] {
    return [y.map((value, i) => (value > raw[i] ? this.alpha : -(1 - this.alpha)))]
  }

  leafValue(leaf: Leaf): number {
    return leafPercentile(leaf, (this.alpha * 100) / 100)
  }
}

export const regressionLosses: Readonly<Record<string, (alpha: number) => GradientLoss>> = {
  squared_error: () => new SquaredError(),
  absolute_error: () => new AbsoluteError(),
  huber: (alpha) => new Huber(alpha),
  quantile: (alpha) => new Quantile(alpha)
}
