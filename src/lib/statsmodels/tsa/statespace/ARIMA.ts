import { InvalidParameterError } from '$lib/estimator/exceptions'
import { defaultsOf, type ParamTable } from '$lib/estimator/params'
import { matrix } from '$lib/numeric/matrix'
import { hstack } from './_leastSquares'
import { SARIMAX } from './SARIMAX'
import { SarimaxModel } from './SarimaxModel'
import { SarimaxSystem } from './SarimaxSystem'
import { specify, type SARIMAXParams, type SarimaxSpecification } from './sarimaxSpecification'
import type { Sample } from './system'
import { trendData, trendPolynomial } from './tools'

export type ARIMAParams = Pick<
  SARIMAXParams,
  | 'order'
  | 'seasonal_order'
  | 'trend'
  | 'enforce_stationarity'
  | 'enforce_invertibility'
  | 'concentrate_scale'
  | 'trend_offset'
  | 'missing'
  | 'freq'
  | 'validate_specification'
>

const defaults = defaultsOf(SARIMAX.params) as unknown as SARIMAXParams
const { seasonal_order, trend, enforce_stationarity, enforce_invertibility } = SARIMAX.params
const { concentrate_scale, trend_offset, missing, freq, validate_specification } = SARIMAX.params

/**
 * Autoregressive integrated moving average with regressors and a trend, by maximum likelihood. Unlike SARIMAX's, its
 * trend is a regressor: with no differencing `const` is the mean of the series, not an intercept of the recursion.
 * Reference: statsmodels 0.13.5, tsa.arima.model (its default estimator, the state space likelihood).
 *
 * Parameters: order [0, 0, 0], seasonal_order, trend (null: `c` without differencing, else `n`), enforce_stationarity,
 * enforce_invertibility, concentrate_scale, trend_offset, missing, freq, validate_specification, all as SARIMAX's. A
 * trend of a lower power than the model differences away throws InvalidParameterError.
 *
 * Fitted: as SARIMAX. Unlike statsmodels, estimators other than the state space likelihood are not there.
 */
export class ARIMA extends SarimaxModel<ARIMAParams> {
  static override readonly className = 'ARIMA'
  static override readonly module = 'statsmodels.tsa.arima.model'
  static override readonly params = {
    order: { ...SARIMAX.params.order, default: [0, 0, 0] },
    seasonal_order,
    trend,
    enforce_stationarity,
    enforce_invertibility,
    concentrate_scale,
    trend_offset,
    missing,
    freq,
    validate_specification
  } as ParamTable<ARIMAParams> & ParamTable

  /** The powers of time that the trend has. */
  private trendPowers(): number[] {
    const { order, seasonal_order: seasonal, trend } = this.params
    const integrated = Number(order[1]) + Number(seasonal[1])
    const polynomial = trendPolynomial(trend ?? (integrated > 0 ? 'n' : 'c'))
    const powers = polynomial.flatMap((included, power) => (included ? [power] : []))
    if (powers.length > 0 && powers[0] < integrated)
      throw new InvalidParameterError(
        `ARIMA: trend = ${JSON.stringify(trend)} is not possible: differencing takes away powers of time below ${integrated}`,
        integrated === 1 ? 'A drift is trend "t".' : 'Leave those powers out.'
      )
    return powers
  }

  protected override specification(kExog: number): SarimaxSpecification {
    return specify({ ...defaults, ...this.params, trend: null }, kExog + this.trendPowers().length)
  }

  protected override system(sample: Sample): SarimaxSystem {
    const { endog, exog, exogNames, offset } = sample
    const powers = this.trendPowers()
    const spec = this.specification(exogNames.length)
    if (powers.length === 0) return new SarimaxSystem(spec, sample)
    const polynomial = Array.from({ length: powers[powers.length - 1] + 1 }, (_, i) =>
      Number(powers.includes(i))
    )
    const columns = trendData(polynomial, endog.length, this.params.trend_offset + offset)
    return new SarimaxSystem(spec, {
      ...sample,
      exog: hstack([columns, exog ?? matrix(endog.length, 0)]),
      exogNames: [...trendNames(powers, exogNames.length > 0), ...exogNames]
    })
  }
}

/** statsmodels names a trend beside regressors by its powers, and one alone as columns without a name. */
function trendNames(powers: readonly number[], besideRegressors: boolean): string[] {
  const named = ['const', 'drift']
  if (besideRegressors) return powers.map((power) => named[power] ?? `trend.${power}`)
  const first = powers[0] === 0 ? 0 : 1
  return powers.map((power, i) => (power === 0 ? 'const' : `x${i + first}`))
}
