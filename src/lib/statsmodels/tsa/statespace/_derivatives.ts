/**
 * Derivatives of the filter's output by the parameters, numerically: central differences of fourth order. statsmodels
 * takes complex steps; real ones keep one filter for all, at an error far below what a standard error shows.
 */
import { matrix, type Matrix } from '$lib/numeric/matrix'
import type { FilterResults } from './filterResults'
import { KalmanFilter } from './KalmanFilter'
import type { StateSpace } from './representation'
import type { System } from './system'

type Pace = () => Promise<void> | undefined

/**
 * A variance of 10⁶ for what is diffuse leaves rounding of about 10⁻¹⁰ in later variances: where those are small it shows
 * in differences. An exact start leaves none, and differs from the approximate one by about y √F / 10⁶: which of the two
 * errors is the lesser?
 */
async function isRoundingWorse(model: StateSpace, pace: Pace): Promise<boolean> {
  const { forecastsErrorCov } = await new KalmanFilter(model).runPaced(pace)
  const F = forecastsErrorCov[forecastsErrorCov.length - 1]
  const largest = model.endog.reduce((most, y) => (Math.abs(y) > most ? Math.abs(y) : most), 0)
  return largest * F ** 1.5 < 1
}

/** Runs the filter at other parameters, with nothing stopped early. */
class Probe {
  private constructor(
    private readonly system: System,
    private readonly params: Float64Array,
    private readonly pace: Pace,
    private readonly filter: KalmanFilter
  ) {}

  static async open(system: System, params: Float64Array, pace: Pace): Promise<Probe> {
    const model = system.update(params)
    const exactDiffuse = await isRoundingWorse(model, pace)
    return new Probe(system, params, pace, new KalmanFilter(model, { steadyState: false, exactDiffuse }))
  }

  /** The results with some parameters moved: pairs of index and distance. */
  async at(...moves: readonly (readonly [number, number])[]): Promise<FilterResults> {
    const params = this.params.slice()
    for (const [i, by] of moves) params[i] += by
    this.system.update(params)
    return this.filter.runPaced(this.pace)
  }
}

/** One row a parameter, one value an observation. */
export interface Sensitivities {
  readonly llfObs: Float64Array[]
  readonly forecastsError: Float64Array[]
  readonly forecastsErrorCov: Float64Array[]
}

/** ∂/∂params of each observation's log-likelihood, forecast error and its variance. */
export async function sensitivities(
  system: System,
  params: Float64Array,
  pace: Pace
): Promise<Sensitivities> {
  const probe = await Probe.open(system, params, pace)
  const steps = system.layout.steps(params, 1e-3)
  const out: Sensitivities = { llfObs: [], forecastsError: [], forecastsErrorCov: [] }
  const names = ['llfObs', 'forecastsError', 'forecastsErrorCov'] as const
  for (let i = 0; i < params.length; i++) {
    const h = steps[i]
    let sums: Float64Array[] | undefined
    for (const [multiple, weight] of [
      [-2, 1],
      [-1, -8],
      [1, 8],
      [2, -1]
    ]) {
      const found = await probe.at([i, multiple * h])
      sums ??= names.map((name) => new Float64Array(found[name].length))
      names.forEach((name, k) => {
        const into = sums![k]
        found[name].forEach((value, t) => (into[t] += (weight * value) / (12 * h)))
      })
    }
    names.forEach((name, k) => out[name].push(sums![k]))
  }
  return out
}

/** The matrix of second derivatives of the log-likelihood. */
export async function hessian(system: System, params: Float64Array, pace: Pace): Promise<Matrix> {
  const probe = await Probe.open(system, params, pace)
  const k = params.length
  const steps = system.layout.steps(params, 1e-3)
  const llf = async (...moves: readonly (readonly [number, number])[]): Promise<number> =>
    (await probe.at(...moves)).llf
  /** Second difference at steps of `m` times the size. */
  const second = async (i: number, j: number, m: number): Promise<number> => {
    const [a, b] = [m * steps[i], m * steps[j]]
    if (i === j) return ((await llf([i, a])) - 2 * (await llf()) + (await llf([i, -a]))) / (a * a)
    const same = (await llf([i, a], [j, b])) + (await llf([i, -a], [j, -b]))
    const opposite = (await llf([i, a], [j, -b])) + (await llf([i, -a], [j, b]))
    return (same - opposite) / (4 * a * b)
  }
  const out = matrix(k, k)
  for (let i = 0; i < k; i++)
    for (let j = i; j < k; j++) {
      const value = (4 * (await second(i, j, 1)) - (await second(i, j, 2))) / 3
      out.data[i * k + j] = out.data[j * k + i] = value
    }
  return out
}
