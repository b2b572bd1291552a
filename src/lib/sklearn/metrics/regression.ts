import { ValueError } from '$lib/estimator/exceptions'
import { quantile, weightedQuantile } from './_percentile'
import { average, checkLengths } from './_targets'

/** A metric of true and predicted numbers; rows count by `sampleWeight`. */
export type RegressionMetric = (
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  sampleWeight?: ArrayLike<number>
) => number

/** What `of` gives for each row. */
export function rowByRow(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  of: (truth: number, predicted: number) => number
): Float64Array {
  return Float64Array.from({ length: yTrue.length }, (_, i) => of(yTrue[i], yPred[i]))
}

const meanOf =
  (of: (truth: number, predicted: number) => number): RegressionMetric =>
  (yTrue, yPred, sampleWeight) => {
    checkLengths(yTrue.length, yPred, sampleWeight)
    return average(rowByRow(yTrue, yPred, of), sampleWeight)
  }

/** The mean of |y − ŷ|. */
export const meanAbsoluteError = meanOf((y, p) => Math.abs(p - y))

/** The mean of (y − ŷ)². */
export const meanSquaredError = meanOf((y, p) => (y - p) ** 2)

/** The mean of |y − ŷ| / |y|, a share and not per cent; |y| counts as 2.2e-16 at least. */
export const meanAbsolutePercentageError = meanOf(
  (y, p) => Math.abs(p - y) / Math.max(Math.abs(y), Number.EPSILON)
)

const squaredLogError = meanOf((y, p) => (Math.log1p(y) - Math.log1p(p)) ** 2)

/** The square root of the mean squared error, in the target's unit. */
export const rootMeanSquaredError: RegressionMetric = (...args) => Math.sqrt(meanSquaredError(...args))

/** The mean of (log(1 + y) − log(1 + ŷ))². Throws ValueError for negative values. */
export const meanSquaredLogError: RegressionMetric = (yTrue, yPred, sampleWeight) => {
  for (const [name, values] of Object.entries({ 'true value': yTrue, prediction: yPred }))
    for (let i = 0; i < values.length; i++)
      if (values[i] < 0)
        throw new ValueError(
          `Row ${i}: the ${name} ${values[i]} is negative, of which the squared log error is not defined`,
          'Use neg_mean_squared_error.'
        )
  return squaredLogError(yTrue, yPred, sampleWeight)
}

/** The median of |y − ŷ|; with weights the lower weighted median. */
export const medianAbsoluteError: RegressionMetric = (yTrue, yPred, sampleWeight) => {
  checkLengths(yTrue.length, yPred, sampleWeight)
  const errors = rowByRow(yTrue, yPred, (y, p) => Math.abs(p - y))
  return sampleWeight ? weightedQuantile(errors, sampleWeight, 0.5) : quantile(errors, 0.5)
}

/** The greatest |y − ŷ|. */
export function maxError(yTrue: ArrayLike<number>, yPred: ArrayLike<number>): number {
  checkLengths(yTrue.length, yPred)
  return rowByRow(yTrue, yPred, (y, p) => Math.abs(y - p)).reduce((a, b) => Math.max(a, b))
}

/** 1 − variance of the errors / variance of the target: like R², but a constant offset costs nothing. */
export const explainedVarianceScore: RegressionMetric = (yTrue, yPred, sampleWeight) => {
  checkLengths(yTrue.length, yPred, sampleWeight)
  const variance = (values: Float64Array): number => {
    const mean = average(values, sampleWeight)
    return average(
      values.map((value) => (value - mean) ** 2),
      sampleWeight
    )
  }
  return share(variance(rowByRow(yTrue, yPred, (y, p) => y - p)), variance(Float64Array.from(yTrue)))
}

/** 1 − loss / loss of the best constant; a constant target gives 1 when met exactly, else 0. */
function share(loss: number, baseline: number): number {
  if (loss === 0) return 1
  return baseline === 0 ? 0 : 1 - loss / baseline
}

/** The mean of the quantile loss: `alpha`·(y − ŷ) where the prediction is too low, (1 − `alpha`)·(ŷ − y) where too high. */
export function meanPinballLoss(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  sampleWeight?: ArrayLike<number>,
  alpha = 0.5
): number {
  return meanOf((y, p) => (y >= p ? alpha * (y - p) : (1 - alpha) * (p - y)))(yTrue, yPred, sampleWeight)
}

/** The share of the pinball loss of the best constant, the `alpha` quantile, that is explained. NaN for fewer than two rows. */
export function d2PinballScore(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  sampleWeight?: ArrayLike<number>,
  alpha = 0.5
): number {
  const loss = meanPinballLoss(yTrue, yPred, sampleWeight, alpha)
  if (yTrue.length < 2) return NaN
  const constant = sampleWeight ? weightedQuantile(yTrue, sampleWeight, alpha) : quantile(yTrue, alpha)
  const baseline = new Float64Array(yTrue.length).fill(constant)
  return share(loss, meanPinballLoss(yTrue, baseline, sampleWeight, alpha))
}

/** The share of the absolute error about the median that is explained. */
export const d2AbsoluteErrorScore: RegressionMetric = (yTrue, yPred, sampleWeight) =>
  d2PinballScore(yTrue, yPred, sampleWeight)
