import { ValueError } from '$lib/estimator/exceptions'
import { rowByRow, type RegressionMetric } from './regression'
import { average, checkLengths } from './_targets'

/** What a power demands of true values and predictions, as bounds that they must exceed (or reach). */
function checkRange(yTrue: ArrayLike<number>, yPred: ArrayLike<number>, power: number): void {
  if (power > 0 && power < 1)
    throw new ValueError(`There is no Tweedie distribution of power ${power}`, 'Use ≤ 0 or ≥ 1.')
  const refuse = (i: number, name: string, value: number, must: string): never => {
    throw new ValueError(
      `Row ${i}: the ${name} ${value} must be ${must} for the deviance of power ${power}`,
      'Use neg_mean_squared_error.'
    )
  }
  for (let i = 0; i < yTrue.length; i++) {
    if (power !== 0 && yPred[i] <= 0) refuse(i, 'prediction', yPred[i], 'positive')
    if (power >= 2 && yTrue[i] <= 0) refuse(i, 'true value', yTrue[i], 'positive')
    if (power >= 1 && yTrue[i] < 0) refuse(i, 'true value', yTrue[i], 'at least 0')
  }
}

const xlogy = (x: number, y: number): number => (x === 0 ? 0 : x * Math.log(y))

/** Twice what the log-likelihood of the Tweedie distribution of that power falls short of the perfect model's. */
function unitDeviance(power: number): (y: number, mu: number) => number {
  if (power === 0) return (y, mu) => (y - mu) ** 2
  if (power === 1) return (y, mu) => 2 * (xlogy(y, y / mu) - y + mu)
  if (power === 2) return (y, mu) => 2 * (Math.log(mu / y) + y / mu - 1)
  return (y, mu) =>
    2 *
    (Math.pow(power < 0 ? Math.max(y, 0) : y, 2 - power) / ((1 - power) * (2 - power)) -
      (y * Math.pow(mu, 1 - power)) / (1 - power) +
      Math.pow(mu, 2 - power) / (2 - power))
}

/**
 * The mean deviance under a Tweedie distribution: `power` 0 normal (the squared error), 1 Poisson, 2 gamma, 3 inverse
 * Gaussian (Jørgensen 1987).
 * Source: scikit-learn 1.2, `sklearn.metrics.mean_tweedie_deviance`. Errors: ValueError for values out of the range.
 */
export function meanTweedieDeviance(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  sampleWeight?: ArrayLike<number>,
  power = 0
): number {
  checkLengths(yTrue.length, yPred, sampleWeight)
  checkRange(yTrue, yPred, power)
  return average(rowByRow(yTrue, yPred, unitDeviance(power)), sampleWeight)
}

export const meanPoissonDeviance: RegressionMetric = (yTrue, yPred, sampleWeight) =>
  meanTweedieDeviance(yTrue, yPred, sampleWeight, 1)

export const meanGammaDeviance: RegressionMetric = (yTrue, yPred, sampleWeight) =>
  meanTweedieDeviance(yTrue, yPred, sampleWeight, 2)

/** The share of the deviance about the mean that is explained. NaN for fewer than two rows. */
export function d2TweedieScore(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  sampleWeight?: ArrayLike<number>,
  power = 0
): number {
  const loss = meanTweedieDeviance(yTrue, yPred, sampleWeight, power)
  if (yTrue.length < 2) return NaN
  const mean = average(yTrue, sampleWeight)
  const of = unitDeviance(power)
  return (
    1 -
    loss /
      average(
        Float64Array.from(yTrue, (y) => of(y, mean)),
        sampleWeight
      )
  )
}
