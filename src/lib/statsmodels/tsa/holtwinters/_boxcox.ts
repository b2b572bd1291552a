/** Box & Cox' transform (J. R. Stat. Soc. B 26, 1964, 211–252) and its most likely exponent, as in scipy.stats. */

export const boxcox = (y: Float64Array, lambda: number): Float64Array =>
  y.map(lambda === 0 ? Math.log : (value) => Math.expm1(lambda * Math.log(value)) / lambda)

export const inverseBoxcox = (y: Float64Array, lambda: number): Float64Array =>
  y.map(lambda === 0 ? Math.exp : (value) => Math.exp(Math.log1p(lambda * value) / lambda))

function logLikelihood(y: Float64Array, logSum: number, lambda: number): number {
  const powers = y.map((value) => (lambda === 0 ? Math.log(value) : value ** lambda / lambda))
  const mean = powers.reduce((sum, value) => sum + value, 0) / y.length
  const variance = powers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / y.length
  return (lambda - 1) * logSum - (y.length / 2) * Math.log(variance)
}

const GOLDEN = (Math.sqrt(5) - 1) / 2

/** The λ of greatest likelihood of y > 0, by golden sections of an interval that first grows from [−2, 2]. */
export function boxcoxLambda(y: Float64Array): number {
  const logSum = y.reduce((sum, value) => sum + Math.log(value), 0)
  const f = (lambda: number): number => logLikelihood(y, logSum, lambda)
  let [low, high] = [-2, 2]
  while (low > -100 && f(low) > f(low + 1)) low *= 2
  while (high < 100 && f(high) > f(high - 1)) high *= 2
  while (high - low > 1e-9) {
    const span = GOLDEN * (high - low)
    if (f(high - span) > f(low + span)) high = low + span
    else low = high - span
  }
  return (low + high) / 2
}
