/** Where SARIMAX's system matrices have entries, and those that no parameter changes. */
import type { Matrix } from '$lib/numeric/matrix'
import type { Design } from './representation'
import type { SarimaxSpecification } from './sarimaxSpecification'

/** The lags of a product of polynomials that may be other than zero, ascending, without 0. */
export function polynomialLags(
  lags: readonly number[],
  seasonalLags: readonly number[],
  seasonalPeriods: number
): number[] {
  const sums = [0, ...lags].flatMap((lag) =>
    [0, ...seasonalLags].map((season) => lag + season * seasonalPeriods)
  )
  return [...new Set(sums)].filter((lag) => lag > 0).sort((a, b) => a - b)
}

type Entry = readonly [number, number, number]

/** The entries of T that differencing, the companion form and constant coefficients give. */
export function transitionEntries(spec: SarimaxSpecification): Entry[] {
  const { kOrder, kStates, kStatesDiff: first, seasonalPeriods: s } = spec
  const [d, D] = spec.simpleDifferencing ? [0, 0] : [spec.kDiff, spec.kSeasonalDiff]
  const entries: Entry[] = []
  const one = (i: number, j: number): void => {
    if (j < kStates) entries.push([i, j, 1])
  }
  for (let i = 0; i < d; i++) {
    for (let j = i; j < d; j++) one(i, j)
    for (let k = 1; k <= D; k++) one(i, d + k * s - 1)
    one(i, first)
  }
  for (let k = 0; k < D; k++) {
    const start = d + k * s
    const end = start + s
    for (let i = start + 1; i < end; i++) one(i, i - 1)
    one(start, end - 1)
    if (k + 1 < D) one(start, end + s - 1)
    one(start, first)
  }
  for (let i = 0; i + 1 < kOrder; i++)
    if (spec.hamilton) one(first + i + 1, first + i)
    else one(first + i, first + i + 1)
  for (let i = first + kOrder; i < kStates; i++) one(i, i)
  return entries
}

/** Z: the differences, the ARMA part (Hamilton's form weighs its lags by theta), the regressors of a state regression. */
export function designOf(
  spec: SarimaxSpecification,
  maLags: readonly number[],
  exog: Matrix | null,
  nobs: number
): Design {
  const { kOrder, kStatesDiff: first, seasonalPeriods: s } = spec
  const [d, D] = spec.simpleDifferencing ? [0, 0] : [spec.kDiff, spec.kSeasonalDiff]
  const fixed = [
    ...Array.from({ length: d }, (_, i) => i),
    ...Array.from({ length: D }, (_, k) => d + (k + 1) * s - 1),
    ...(kOrder > 0 ? [0, ...maLags].map((lag) => first + lag) : [])
  ]
  if (!spec.stateRegression || !exog)
    return { state: Int32Array.from(fixed), weight: new Float64Array(fixed.length).fill(1) }
  const k = fixed.length + spec.kExog
  const weight = new Float64Array(nobs * k).fill(1)
  for (let t = 0; t < nobs; t++)
    weight.set(exog.data.subarray(t * spec.kExog, (t + 1) * spec.kExog), t * k + fixed.length)
  const betas = Array.from({ length: spec.kExog }, (_, i) => first + kOrder + i)
  return { state: Int32Array.from([...fixed, ...betas]), weight }
}
