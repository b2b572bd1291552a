/** The losses of histogram gradient boosting (scikit-learn 1.2, `sklearn/_loss/loss.py`). */
import { ValueError } from '$lib/estimator/exceptions'
import { exp } from '$lib/numeric/exp'
import { log } from '$lib/numeric/log'
import { quantile, weightedQuantile } from '../../metrics/_percentile'
import { average, sum } from '../../utils/mean'

/** One prediction a row, in the loss's terms, for each tree of a stage. */
export type Raw = readonly Float64Array[]

/** Rows with their targets (class indices, or numbers) and weights; null: each counts 1. */
export interface Observed {
  readonly y: Float64Array
  readonly weights: Float64Array | null
}

/** Where gradients and hessians are written, for each tree of a stage; no hessians where each is 1. */
export interface Slopes {
  readonly gradients: readonly Float32Array[]
  readonly hessians: readonly Float32Array[] | null
}

export interface HistLoss {
  readonly nTrees: number
  /** Is each hessian 1 where no rows are weighted? */
  readonly flat: boolean
  /** What is predicted before the first stage, one number a tree. */
  start(observed: Observed): Float64Array
  slopes(observed: Observed, raw: Raw, out: Slopes): void
  /** The mean loss. */
  value(observed: Observed, raw: Raw): number
  /** What a leaf says, of what is left of the target; without it, what the tree was grown to. */
  leafValue?(left: Float64Array, weights: Float64Array | null): number
}

/** A loss of one number a row; `slope` is its derivative by the prediction. */
interface PointLoss {
  loss(y: number, raw: number): number
  slope(y: number, raw: number): number
}

/** The mean loss. It is only watched, so that the machine's own exponentials will do, whose last bit may be another. */
function mean({ y, weights }: Observed, loss: (row: number) => number): number {
  const losses = new Float64Array(y.length)
  for (let i = 0; i < losses.length; i++) losses[i] = loss(i)
  return average(losses, weights ?? undefined)
}

/** Throws where nothing counts. */
function weightedMean(values: Float64Array, weights: Float64Array | null): number {
  if (weights && sum(weights) === 0)
    throw new ValueError('All sample weights are 0', 'At least one row must count.')
  return average(values, weights ?? undefined)
}

/** A loss whose hessian counts as 1, and its start and leaves. */
const flatLoss = (
  { loss, slope }: PointLoss,
  centre: (values: Float64Array, weights: Float64Array | null) => number,
  updatesLeaves: boolean
): HistLoss => ({
  nTrees: 1,
  flat: true,
  start: ({ y, weights }) => Float64Array.of(centre(y, weights)),
  slopes({ y, weights }, [raw], { gradients: [gradients], hessians }) {
    for (let i = 0; i < y.length; i++) gradients[i] = (weights ? weights[i] : 1) * slope(y[i], raw[i])
    if (hessians) hessians[0].set(weights!)
  },
  value: (observed, [raw]) => mean(observed, (i) => loss(observed.y[i], raw[i])),
  ...(updatesLeaves && { leafValue: centre })
})

/** The middle value, or the mean of the two. */
function median(values: Float64Array): number {
  const sorted = values.slice().sort()
  const half = sorted.length >> 1
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}

const squaredError = (): HistLoss =>
  flatLoss({ loss: (y, raw) => 0.5 * (raw - y) * (raw - y), slope: (y, raw) => raw - y }, weightedMean, false)

const absoluteError = (): HistLoss =>
  flatLoss(
    { loss: (y, raw) => Math.abs(raw - y), slope: (y, raw) => (raw > y ? 1 : -1) },
    (values, weights) => (weights ? weightedQuantile(values, weights, 0.5) : median(values)),
    true
  )

/** What lies above counts the share, what lies below 1 − share. */
function pinball(share: number | null): HistLoss {
  if (share === null || share === 0 || share === 1)
    throw new ValueError(
      `The loss "quantile" needs a quantile between 0 and 1, not ${share}`,
      'Set quantile, as to 0.5.'
    )
  // By way of percent, as scikit-learn has it: the last bit may differ.
  const wanted = (100 * share) / 100
  return flatLoss(
    {
      loss: (y, raw) => (y >= raw ? share * (y - raw) : (1 - share) * (raw - y)),
      slope: (y, raw) => (y >= raw ? -share : 1 - share)
    },
    (values, weights) => (weights ? weightedQuantile(values, weights, wanted) : quantile(values, wanted)),
    true
  )
}

const EPSILON = 10 * 2 ** -52

/** Half the Poisson deviance, of the logarithm of what is expected. */
const poisson = (): HistLoss => ({
  nTrees: 1,
  flat: false,
  start: ({ y, weights }) => Float64Array.of(log(Math.max(weightedMean(y, weights), EPSILON))),
  slopes({ y, weights }, [raw], { gradients: [gradients], hessians }) {
    const [curves] = hessians!
    for (let i = 0; i < y.length; i++) {
      const expected = exp(raw[i])
      const weight = weights ? weights[i] : 1
      gradients[i] = weight * (expected - y[i])
      curves[i] = weight * expected
    }
  },
  value: (observed, [raw]) => mean(observed, (i) => Math.exp(raw[i]) - observed.y[i] * raw[i])
})

/** Half the binomial deviance, of the log odds. */
const binomial = (): HistLoss => ({
  nTrees: 1,
  flat: false,
  start({ y, weights }) {
    const p = Math.min(Math.max(weightedMean(y, weights), EPSILON), 1 - EPSILON)
    return Float64Array.of(log(p / (1 - p)))
  },
  slopes({ y, weights }, [raw], { gradients: [gradients], hessians }) {
    const [curves] = hessians!
    for (let i = 0; i < y.length; i++) {
      const e = exp(-raw[i])
      const weight = weights ? weights[i] : 1
      gradients[i] = weight * ((1 - y[i] - y[i] * e) / (1 + e))
      curves[i] = weight * (e / ((1 + e) * (1 + e)))
    }
  },
  value: (observed, [raw]) => mean(observed, (i) => log1pExp(raw[i]) - observed.y[i] * raw[i])
})

/** log(1 + eˣ). */
const log1pExp = (x: number): number => Math.max(x, 0) + Math.log(1 + Math.exp(-Math.abs(x)))

/** Half the multinomial deviance; a tree a class. */
const multinomial = (nClasses: number): HistLoss => ({
  nTrees: nClasses,
  flat: false,
  start({ y, weights }) {
    const shares = Float64Array.from({ length: nClasses }, (_, k) => {
      const share = weightedMean(
        y.map((own) => Number(own === k)),
        weights
      )
      return Math.min(Math.max(share, 2 ** -52), 1 - 2 ** -52)
    })
    const geometricMean = exp(average(shares.map(log)))
    return shares.map((value) => log(value / geometricMean))
  },
  slopes({ y, weights }, raw, { gradients, hessians }) {
    const powers = new Float64Array(nClasses)
    for (let i = 0; i < y.length; i++) {
      const { sum } = powersOf(raw, i, powers)
      const weight = weights ? weights[i] : 1
      for (let k = 0; k < nClasses; k++) {
        const p = powers[k] / sum
        gradients[k][i] = (p - Number(y[i] === k)) * weight
        hessians![k][i] = p * (1 - p) * weight
      }
    }
  },
  value(observed, raw) {
    const powers = new Float64Array(nClasses)
    return mean(observed, (i) => {
      const { most, sum } = powersOf(raw, i, powers)
      return log(sum) + most - raw[observed.y[i]][i]
    })
  }
})

/** The exponentials of a row's predictions less the greatest, into `powers`; with that and their sum. */
function powersOf(raw: Raw, i: number, powers: Float64Array): { most: number; sum: number } {
  let most = raw[0][i]
  for (let k = 1; k < raw.length; k++) if (most < raw[k][i]) most = raw[k][i]
  let sum = 0
  for (let k = 0; k < raw.length; k++) sum += powers[k] = exp(raw[k][i] - most)
  return { most, sum }
}

export const regressionLosses: Readonly<Record<string, (share: number | null) => HistLoss>> = {
  squared_error: squaredError,
  absolute_error: absoluteError,
  poisson,
  quantile: pinball
}

export const classificationLoss = (nClasses: number): HistLoss =>
  nClasses > 2 ? multinomial(nClasses) : binomial()
