import { normPpf, normSf } from '../../distributions'
import { meanAbsolute } from '../_sample'
import { roots, type Complex } from './_roots'
import type { AutoReg } from './AutoReg'

export type ByName = Readonly<Record<string, number>>

/** By statsmodels' names. */
export interface AutoRegStatistics {
  /** Without those held back. */
  readonly nobs: number
  readonly df_model: number
  readonly df_resid: number
  readonly llf: number
  readonly sigma2: number
  readonly aic: number
  readonly aicc: number
  readonly bic: number
  readonly hqic: number
  readonly fpe: number
  readonly params: ByName
  readonly bse: ByName
  readonly tvalues: ByName
  readonly pvalues: ByName
  /** Bounds of the 95 % confidence intervals. */
  readonly conf_int: Readonly<Record<string, readonly [number, number]>>
  /** Of the lag polynomial: outside the unit circle where the process is stable. */
  readonly roots: readonly Complex[]
  /** Each root's angle in cycles. */
  readonly arfreq: readonly number[]
  readonly mae: number
}

/** 1 / z, for each root of zᵖ − φ₁ zᵖ⁻¹ − … − φₚ. */
function lagRoots({ design_: { lags }, params_, exog_names_ }: AutoReg): Complex[] {
  const from = params_.length - exog_names_.length - lags.length
  const polynomial = new Float64Array((lags.at(-1) ?? 0) + 1)
  polynomial[0] = 1
  lags.forEach((lag, j) => (polynomial[lag] = -params_[from + j]))
  const found = roots(polynomial)
  // The reciprocal of a real root has a negative zero where others are complex, as in numpy.
  const complex = found.some(({ im }) => im !== 0)
  return found.map(({ re, im }) => {
    const size = re * re + im * im
    return { re: re / size, im: complex ? -im / size : 0 }
  })
}

export function statistics(model: AutoReg): AutoRegStatistics {
  const { params_, param_names_, cov_params_, resid } = model
  const nobs = resid.length
  const k = params_.length
  const ssr = resid.reduce((sum, e) => sum + e * e, 0)
  const sigma2 = ssr / nobs
  const llf = (-nobs / 2) * (Math.log(2 * Math.PI) + Math.log(sigma2) + 1)
  // The variance is a parameter too.
  const df = k + 1
  const byName = <T>(value: (i: number) => T): Record<string, T> =>
    Object.fromEntries(param_names_.map((name, i) => [name, value(i)]))
  const bse = (i: number): number => Math.sqrt(cov_params_.data[i * k + i])
  const z = (i: number): number => params_[i] / bse(i)
  const q = normPpf(0.975)
  const arRoots = lagRoots(model)
  return {
    nobs,
    df_model: k,
    df_resid: nobs - k,
    llf,
    sigma2,
    aic: -2 * llf + 2 * df,
    aicc: -2 * llf + (2 * df * nobs) / (nobs - df - 1),
    bic: -2 * llf + Math.log(nobs) * df,
    hqic: -2 * llf + 2 * Math.log(Math.log(nobs)) * df,
    fpe: (sigma2 * (nobs + k)) / (nobs - k),
    params: byName((i) => params_[i]),
    bse: byName(bse),
    tvalues: byName(z),
    pvalues: byName((i) => 2 * normSf(Math.abs(z(i)))),
    conf_int: byName((i) => [params_[i] - q * bse(i), params_[i] + q * bse(i)] as const),
    roots: arRoots,
    arfreq: arRoots.map(({ re, im }) => Math.atan2(im, re) / (2 * Math.PI)),
    mae: meanAbsolute(resid)
  }
}
