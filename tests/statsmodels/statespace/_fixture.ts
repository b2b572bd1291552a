import { readFileSync } from 'node:fs'
import { matrix, type Matrix } from '$lib/numeric/matrix'

export interface Series {
  endog: (number | null)[]
  exog: Record<string, number[]>
  name: string
  index: number[] | null
}

export interface Bands {
  mean: number[]
  se: number[]
  lower: number[]
  upper: number[]
}

export interface Fit {
  params: number[]
  llf: number
  aic: number
  aicc: number
  bic: number
  hqic: number
  bse: (number | null)[]
  covs: Record<string, (number | null)[]>
  zvalues: (number | null)[]
  pvalues: (number | null)[]
  conf_int: (number | null)[]
  mae: number
  ljung_box: (number | null)[]
  het: (number | null)[]
  jarque_bera: number[]
  nit: number
  converged: boolean
  forecast: Bands
  summary: string[]
}

export interface Case {
  name: string
  data: string
  exog: boolean
  params: object
  names: string[]
  start_params: number[]
  unconstrained: number[]
  at: number[]
  llf: number
  llf_obs: number[]
  scale: number
  forecast: Bands
  insample: Bands
  dynamic: Bands
  smoothed_state: number[]
  smoothed_var: number[]
  fit?: Fit
}

/** A fixture that tests/reference/statsmodels_statespace_*.py wrote. */
export const read = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../../fixtures/statsmodels/${name}`, import.meta.url), 'utf8')) as T

export const numbers = (values: readonly (number | null)[]): Float64Array =>
  Float64Array.from(values, (value) => value ?? NaN)

export interface Given {
  endog: Float64Array
  exog: Matrix | null
  /** The last rows of exog, for forecasts. */
  ahead: Matrix | null
  options: { exogNames: string[]; endogName: string; index: Float64Array | null }
}

export function given(series: Series, withExog: boolean, steps: number): Given {
  const names = withExog ? Object.keys(series.exog) : []
  const endog = numbers(series.endog)
  const rows = endog.map((_, t) => t)
  const data = Float64Array.from([...rows].flatMap((t) => names.map((name) => series.exog[name][t])))
  const exog = names.length ? matrix(endog.length, names.length, data) : null
  const ahead = exog && matrix(steps, names.length, data.slice(-steps * names.length))
  return {
    endog,
    exog,
    ahead,
    options: { exogNames: names, endogName: series.name, index: series.index && numbers(series.index) }
  }
}

/** The largest |a − b| / (1 + |b|); infinite where only one of the two is there. */
export function worst(found: ArrayLike<number>, expected: readonly (number | null)[]): number {
  if (found.length !== expected.length) return Infinity
  return expected.reduce<number>((most, value, i) => {
    if (value === null) return Number.isFinite(found[i]) ? Infinity : most
    const error = Math.abs(found[i] - value) / (1 + Math.abs(value))
    return Number.isNaN(error) ? Infinity : Math.max(most, error)
  }, 0)
}
