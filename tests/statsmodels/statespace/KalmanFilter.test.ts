import { describe, expect, it } from 'vitest'
import { choleskySolve, cholesky, dot } from '$lib/numeric/linalg'
import { matrix } from '$lib/numeric/matrix'
import {
  armaAutocovariances,
  harveyCovariance,
  harveyMean,
  laggedCovariance
} from '$lib/statsmodels/tsa/statespace/initialization'
import { KalmanFilter } from '$lib/statsmodels/tsa/statespace/KalmanFilter'
import { SARIMAX } from '$lib/statsmodels/tsa/statespace/SARIMAX'

const series = Float64Array.from({ length: 30 }, (_, t) => Math.sin(1.7 * t) + 0.3 * Math.cos(0.2 * t * t))

const arma = async (endog: Float64Array): Promise<SARIMAX> =>
  new SARIMAX({ order: [2, 0, 1] }).setParams(Float64Array.of(0.5, -0.3, 0.4, 1.7), endog, null, {
    cov_type: 'none'
  })

/** The density of a Gaussian vector with autocovariances `gamma` at `values`, by Cholesky. */
function gaussian(values: Float64Array, times: readonly number[], gamma: Float64Array): number {
  const n = values.length
  const cov = matrix(n, n)
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) cov.data[i * n + k] = gamma[Math.abs(times[i] - times[k])]
  const L = cholesky(cov)
  let logDet = 0
  for (let i = 0; i < n; i++) logDet += 2 * Math.log(L.data[i * n + i])
  const quadratic = dot(values, choleskySolve(L, matrix(n, 1, values)).data)
  return -0.5 * (n * Math.log(2 * Math.PI) + logDet + quadratic)
}

const gamma = armaAutocovariances(Float64Array.of(0.5, -0.3), Float64Array.of(1, 0.4), 30).map(
  (value) => 1.7 * value
)

describe('the Kalman filter', () => {
  it('has the likelihood of the joint distribution', async () => {
    const { llf } = (await arma(series)).filter({ steadyState: false })
    expect(llf).toBeCloseTo(gaussian(series, [...series.keys()], gamma), 10)
  })

  it('leaves missing observations out of it', async () => {
    const holed = series.map((value, t) => ([0, 7, 8, 29].includes(t) ? NaN : value))
    const times = [...holed.keys()].filter((t) => !Number.isNaN(holed[t]))
    const { llf, llfObs, forecastsError } = (await arma(holed)).filter()
    expect(llf).toBeCloseTo(
      gaussian(
        Float64Array.from(times, (t) => holed[t]),
        times,
        gamma
      ),
      10
    )
    expect(llfObs[7]).toBe(0)
    expect(forecastsError[7]).toBeNaN()
  })

  it('knows nothing of a series that is all missing', async () => {
    const { llf, forecasts, forecastsErrorCov } = (await arma(series.map(() => NaN))).filter()
    expect(llf).toBe(0)
    expect(forecasts.every((value) => value === 0)).toBe(true)
    // The variance of the process itself.
    expect(forecastsErrorCov[29]).toBeCloseTo(gamma[0], 10)
  })

  it('is steady where its covariances no longer move', async () => {
    const long = Float64Array.from({ length: 400 }, (_, t) => Math.sin(2.1 * t))
    const model = (await arma(long)).stateSpace()
    const stopped = new KalmanFilter(model).run()
    const moving = new KalmanFilter(model, { steadyState: false }).run()
    expect(Math.abs(stopped.llf - moving.llf)).toBeLessThan(1e-6)
    expect(stopped.forecastsErrorCov[399]).toBe(stopped.forecastsErrorCov[398])
  })

  it('gives the same in parts', async () => {
    const model = (await arma(series)).stateSpace()
    let asked = 0
    const paced = await new KalmanFilter(model).runPaced(() => {
      asked++
      return undefined
    })
    expect(paced).toEqual(new KalmanFilter(model).run())
    expect(asked).toBe(0)
  })

  it('repeats itself', async () => {
    const filter = new KalmanFilter((await arma(series)).stateSpace(), { keep: 'covariances' })
    const first = structuredClone(filter.run())
    expect(filter.run()).toEqual(first)
  })
})

describe('stationary states', () => {
  const phi = Float64Array.of(0.5, -0.3, 0.2, 0)
  const theta = Float64Array.of(1, 0.4, 0, 0.7)
  const r = 4
  const T =
    (transposed: boolean) =>
    (i: number, k: number): number => {
      const [row, column] = transposed ? [k, i] : [i, k]
      return (column === 0 ? phi[row] : 0) + (column === row + 1 ? 1 : 0)
    }

  it.each([
    ['Harvey', harveyCovariance(phi, theta), T(false), theta],
    ['Hamilton', laggedCovariance(phi, r), T(true), Float64Array.of(1, 0, 0, 0)]
  ] as const)('satisfy P = T P Tᵀ + R Rᵀ: %s', (_, P, t, R) => {
    for (let i = 0; i < r; i++)
      for (let k = 0; k < r; k++) {
        let sum = R[i] * R[k]
        for (let a = 0; a < r; a++) for (let b = 0; b < r; b++) sum += t(i, a) * P[a * r + b] * t(k, b)
        expect(P[i * r + k]).toBeCloseTo(sum, 12)
      }
  })

  it('have the mean x = T x + c', () => {
    const mean = harveyMean(phi, 2)
    for (let i = 0; i < r; i++) {
      const next = (i === 0 ? 2 : 0) + phi[i] * mean[0] + (i + 1 < r ? mean[i + 1] : 0)
      expect(mean[i]).toBeCloseTo(next, 12)
    }
  })
})
