/** What can be said of a fitted model: criteria, tests of the estimates, tests of the residuals. By statsmodels' names. */
import type { Matrix } from '$lib/numeric/matrix'
import { normPpf, normSf } from '../../distributions'
import { breakvar, jarqueBera, ljungBox, type JarqueBera, type TestResult } from './diagnostics'
import type { FilterResults } from './filterResults'
import type { StateSpace } from './representation'

/** One value for each parameter, by name. */
export type ByName = Readonly<Record<string, number>>

export interface Inference {
  readonly nobs: number
  /** Without the burned observations. */
  readonly nobs_effective: number
  readonly df_model: number
  readonly llf: number
  readonly aic: number
  readonly aicc: number
  readonly bic: number
  readonly hqic: number
  readonly scale: number
  readonly params: ByName
  readonly bse: ByName
  readonly zvalues: ByName
  readonly pvalues: ByName
  /** Bounds of the 95 % confidence intervals. */
  readonly conf_int: Readonly<Record<string, readonly [number, number]>>
  readonly cov_type: string
  /** Of the one-step forecasts over the whole sample. */
  readonly mae: number
  readonly mse: number
  readonly sse: number
  /** Ljung & Box's test at lag 1. */
  readonly test_serial_correlation: TestResult
  readonly test_heteroskedasticity: TestResult
  readonly test_normality: JarqueBera
}

export interface Estimates {
  readonly params_: Float64Array
  readonly param_names_: readonly string[]
  readonly cov_params_: Matrix
  readonly cov_type_: string
}

export function inference(estimates: Estimates, model: StateSpace, filtered: FilterResults): Inference {
  const { params_, param_names_: names, cov_params_, cov_type_ } = estimates
  const { llf, scale, forecastsError, forecastsErrorCov, nobsDiffuse } = filtered
  const k = params_.length
  const nobs = forecastsError.length
  const n = nobs - model.loglikelihoodBurn
  const { diffuse, diffuseVariance } = model.initialization
  const exact = diffuseVariance === Infinity ? diffuse.reduce((sum, value) => sum + value, 0) : 0
  const df = k + exact + (model.concentrateScale ? 1 : 0)
  const byName = (value: (i: number) => number): ByName =>
    Object.fromEntries(names.map((name, i) => [name, value(i)]))
  const bse = (i: number): number => Math.sqrt(cov_params_.data[i * k + i])
  const z = normPpf(0.975)
  const errors = forecastsError.filter((value) => !Number.isNaN(value))
  const sse = errors.reduce((sum, value) => sum + value * value, 0)
  const from = Math.max(model.loglikelihoodBurn, nobsDiffuse)
  // A missing observation has a residual of 0 in the tests, as in statsmodels.
  const standardized = forecastsError
    .subarray(from)
    .map((value, i) => (Number.isNaN(value) ? 0 : value / Math.sqrt(forecastsErrorCov[from + i])))
  return {
    nobs,
    nobs_effective: n,
    df_model: df,
    llf,
    aic: -2 * llf + 2 * df,
    aicc: -2 * llf + (2 * df * n) / (n - df - 1),
    bic: -2 * llf + Math.log(n) * df,
    hqic: -2 * llf + 2 * Math.log(Math.log(n)) * df,
    scale,
    params: byName((i) => params_[i]),
    bse: byName(bse),
    zvalues: byName((i) => params_[i] / bse(i)),
    pvalues: byName((i) => 2 * normSf(Math.abs(params_[i] / bse(i)))),
    conf_int: Object.fromEntries(
      names.map((name, i) => [name, [params_[i] - z * bse(i), params_[i] + z * bse(i)] as const])
    ),
    cov_type: cov_type_,
    mae: errors.reduce((sum, value) => sum + Math.abs(value), 0) / errors.length,
    mse: sse / errors.length,
    sse,
    test_serial_correlation: ljungBox(standardized),
    test_heteroskedasticity: breakvar(standardized),
    test_normality: jarqueBera(standardized)
  }
}
