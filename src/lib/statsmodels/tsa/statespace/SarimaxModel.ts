/** What SARIMAX and ARIMA share: a specification from the parameters, and how it reads in a summary. */
import { MLEModel } from './MLEModel'
import { estimateCost, type Cost } from './_cost'
import { SarimaxSystem } from './SarimaxSystem'
import type { SarimaxSpecification } from './sarimaxSpecification'
import type { Sample } from './system'
import type { Missing } from '../_sample'

/** An order as the summary shows it: how many, or which lags where some are left out. */
const shown = (lags: readonly number[]): string =>
  (lags.at(-1) ?? 0) === lags.length ? String(lags.length) : `[${lags.join(', ')}]`

export abstract class SarimaxModel<
  P extends object & { missing: Missing; freq: string | null }
> extends MLEModel<P> {
  /** The model with so many exogenous columns. Throws InvalidParameterError for orders that make none. */
  protected abstract specification(kExog: number): SarimaxSpecification

  /** What a fit to so many observations will take: for a word of warning beforehand. */
  cost(nobs: number, kExog = 0): Cost {
    return estimateCost(this.specification(kExog), nobs)
  }

  protected override system(sample: Sample): SarimaxSystem {
    return new SarimaxSystem(this.specification(sample.exogNames.length), sample)
  }

  override get lost(): number {
    const { simpleDifferencing, kDiff, kSeasonalDiff, seasonalPeriods } = this.specification(
      this.exog_names_.length
    )
    return simpleDifferencing ? kDiff + kSeasonalDiff * seasonalPeriods : 0
  }

  protected override endogLabel(): string {
    const {
      kDiff,
      kSeasonalDiff,
      seasonalPeriods: s,
      simpleDifferencing
    } = this.specification(this.exog_names_.length)
    const power = (symbol: string, times: number): string[] =>
      times === 0 ? [] : [times === 1 ? symbol : symbol.replace('D', `D${times}`)]
    const done = simpleDifferencing ? [...power('D', kDiff), ...power(`DS${s}`, kSeasonalDiff)] : []
    return [...done, this.endog_name_].join('.')
  }

  protected override describe(): { title: string; lines: string[] } {
    const spec = this.specification(this.exog_names_.length)
    const s = spec.seasonalPeriods
    const [d, D] = spec.simpleDifferencing ? [0, 0] : [spec.kDiff, spec.kSeasonalDiff]
    const isArima = spec.arLags.length + spec.maLags.length + spec.kDiff > 0
    const isSeasonal = spec.seasonalArLags.length + spec.seasonalMaLags.length + spec.kSeasonalDiff > 0
    // statsmodels compares the seasonal moving average with the number of the other one's lags.
    const seasonalMa =
      (spec.seasonalMaLags.at(-1) ?? 0) === spec.maLags.length
        ? String(spec.maLags.length)
        : `[${spec.seasonalMaLags.join(', ')}]`
    const order = isArima ? `(${shown(spec.arLags)}, ${d}, ${shown(spec.maLags)})` : ''
    const seasonal = isSeasonal ? `(${shown(spec.seasonalArLags)}, ${D}, ${seasonalMa}, ${s})` : ''
    return {
      title: 'SARIMAX Results',
      lines: [`${this.meta.className}${[order, seasonal].filter(Boolean).join('x')}`]
    }
  }
}
