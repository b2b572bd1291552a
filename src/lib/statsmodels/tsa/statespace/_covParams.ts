/** Covariances of the estimates: each way that statsmodels has, by its name. */
import { matmul, svd } from '$lib/numeric/linalg'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { hessian, sensitivities, type Sensitivities } from './_derivatives'
import { KalmanFilter } from './KalmanFilter'
import type { System } from './system'

export type CovType = 'opg' | 'oim' | 'approx' | 'robust' | 'robust_oim' | 'robust_approx' | 'none'

export interface CovParams {
  readonly cov: Matrix
  readonly rank: number
  /** The note under the summary. */
  readonly description: string
}

const quasi =
  'Quasi-maximum likelihood covariance matrix used for robustness to some misspecifications; calculated using'
const oimText = 'the observed information matrix (complex-step) described in Harvey (1989).'

/** Word for word what statsmodels prints for the same matrices, whichever way they were differentiated. */
const descriptions: Readonly<Record<CovType, string>> = {
  opg: 'Covariance matrix calculated using the outer product of gradients (complex-step).',
  oim: `Covariance matrix calculated using ${oimText}`,
  approx: 'Covariance matrix calculated using numerical (complex-step) differentiation.',
  robust: `${quasi} ${oimText}`,
  robust_oim: `${quasi} ${oimText}`,
  robust_approx: `${quasi} numerical (complex-step) differentiation.`,
  none: 'Covariance matrix not calculated.'
}

/** The pseudo-inverse, and the rank as numpy's matrix_rank counts it. */
function invert(A: Matrix): { inverse: Matrix; rank: number } {
  const k = A.shape[0]
  if (!A.data.every(Number.isFinite))
    return { inverse: matrix(k, k, new Float64Array(k * k).fill(NaN)), rank: 0 }
  const { U, s, Vt } = svd(A)
  const scaled = matrix(k, k)
  for (let i = 0; i < k; i++) {
    const by = s[i] > 1e-15 * s[0] ? 1 / s[i] : 0
    for (let r = 0; r < k; r++) scaled.data[i * k + r] = by * U.data[r * k + i]
  }
  const V = matrix(k, k)
  for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) V.data[j * k + i] = Vt.data[i * k + j]
  return { inverse: matmul(V, scaled), rank: s.filter((value) => value > s[0] * k * Number.EPSILON).length }
}

/** Σ_t of products of pairs of rows. */
function products(k: number, term: (i: number, j: number) => number): Matrix {
  const out = matrix(k, k)
  for (let i = 0; i < k; i++)
    for (let j = i; j < k; j++) out.data[i * k + j] = out.data[j * k + i] = term(i, j)
  return out
}

const outerProduct = ({ llfObs }: Sensitivities): Matrix =>
  products(llfObs.length, (i, j) => llfObs[i].reduce((sum, value, t) => sum + value * llfObs[j][t], 0))

/** Harvey, Forecasting, Structural Time Series Models and the Kalman Filter (1989), section 3.4.5. */
function observedInformation(
  found: Sensitivities,
  F: Float64Array,
  endog: Float64Array,
  from: number
): Matrix {
  const { forecastsError: dv, forecastsErrorCov: dF } = found
  return products(dv.length, (i, j) => {
    let sum = 0
    for (let t = from; t < F.length; t++) {
      sum += (0.5 * dF[i][t] * dF[j][t]) / F[t] ** 2
      // A missing observation still counts for its variance, as in statsmodels.
      if (!Number.isNaN(endog[t])) sum += (dv[i][t] * dv[j][t]) / F[t]
    }
    return sum
  })
}

/** The covariance of the estimates `params`, each way of it as in statsmodels' MLEResults. */
export async function covParams(
  system: System,
  params: Float64Array,
  type: CovType,
  pace: () => Promise<void> | undefined
): Promise<CovParams> {
  const k = params.length
  const description = descriptions[type]
  if (k === 0) return { cov: matrix(0, 0), rank: 0, description: 'No parameters estimated.' }
  if (type === 'none') return { cov: matrix(k, k, new Float64Array(k * k).fill(NaN)), rank: k, description }

  const found = type === 'approx' ? null : await sensitivities(system, params, pace)
  const information = async (): Promise<Matrix> => {
    if (type.endsWith('approx')) {
      const H = await hessian(system, params, pace)
      return matrix(
        k,
        k,
        H.data.map((value) => -value)
      )
    }
    const model = system.update(params)
    const { forecastsErrorCov, nobsDiffuse } = new KalmanFilter(model, { steadyState: false }).run()
    const from = Math.max(model.loglikelihoodBurn, nobsDiffuse)
    return observedInformation(found!, forecastsErrorCov, model.endog, from)
  }
  if (type === 'opg') return { ...named(invert(outerProduct(found!))), description }
  const J = await information()
  if (!type.startsWith('robust')) return { ...named(invert(J)), description }
  const opg = invert(outerProduct(found!)).inverse
  return { ...named(invert(matmul(matmul(J, opg), J))), description }
}

const named = ({ inverse, rank }: { inverse: Matrix; rank: number }): { cov: Matrix; rank: number } => ({
  cov: inverse,
  rank
})
