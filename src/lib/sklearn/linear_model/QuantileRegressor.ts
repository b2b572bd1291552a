import { ValueError } from '$lib/estimator/exceptions'
import { boolean, mapping, none, option, real, type ParamTable } from '$lib/estimator/params'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { minimizeAsymmetricL1 } from '$lib/numeric/optimize/asymmetricL1'
import type { FitOptions, Target } from '../base'
import { LinearModel, requireNonNegative } from './_LinearModel'

export interface QuantileRegressorParams {
  quantile: number
  alpha: number
  fit_intercept: boolean
  solver: string
  solver_options: object | null
}

/**
 * Linear regression for a quantile of the target, the median by default (Koenker & Bassett, Econometrica 46, 1978, 33–50),
 * with an L1 penalty: minimises the mean pinball loss + alpha·‖coef‖₁.
 *
 * Algorithm: the linear program by a simplex along edges past breakpoints (Barrodale & Roberts 1973; Koenker & d'Orey 1987).
 * Source: scikit-learn 1.2, `sklearn.linear_model.QuantileRegressor`.
 *
 * Parameters
 * - `quantile` = 0.5: in (0, 1)
 * - `alpha` = 1: strength of the penalty; the intercept is not penalised
 * - `fit_intercept` = true
 * - `solver` = "warn", or "highs-ds", "highs-ipm", "highs", "interior-point", "revised simplex"; `solver_options` = null:
 *   accepted, without effect
 *
 * Attributes: `coef_` (n_features), `intercept_` (number), `n_iter_` (edges walked), `n_features_in_`.
 *
 * Errors: ValueError for a negative sample weight, and where all are zero.
 * Differs: all solvers are this one: the minimum is the same, to rounding; where many coefficients reach it, ours may be
 * another corner, and `n_iter_` counts other steps. Coefficients that the penalty holds at 0 are exactly 0, where
 * scikit-learn's default leaves some 1e-10.
 */
export class QuantileRegressor extends LinearModel<QuantileRegressorParams> {
  static override readonly className = 'QuantileRegressor'
  static override readonly module = 'sklearn.linear_model'
  static override readonly params: ParamTable<QuantileRegressorParams> = {
    quantile: { default: 0.5, kinds: [real(0, 1, 'neither')] },
    alpha: { default: 1, kinds: [real(0, Infinity, 'left')] },
    fit_intercept: { default: true, kinds: [boolean] },
    solver: {
      default: 'warn',
      kinds: [option('warn', 'highs-ds', 'highs-ipm', 'highs', 'interior-point', 'revised simplex')]
    },
    solver_options: { default: null, kinds: [mapping, none] }
  }

  declare n_iter_: number

  async fit(X: Matrix, y?: Target, options: FitOptions = {}): Promise<this> {
    const { y: target, weights } = this.check(X, y, options)
    requireNonNegative(weights, this.meta.className)
    if (weights?.every((weight) => weight === 0))
      throw new ValueError('All sample weights are zero', 'At least one row must weigh something.')
    const program = quantileProgram(X, target, weights, this.params)
    const [rows, k] = program.A.shape
    const result = await minimizeAsymmetricL1(program, { maxiter: 50 * (rows + k), signal: options.signal })
    if (!result.success)
      options.warn?.({
        category: 'ConvergenceWarning',
        message: 'The linear program of QuantileRegressor was not solved'
      })

    const features = X.shape[1]
    const { x, basis } = result
    // A basis row of the penalty holds its coefficient at 0, whatever rounding made of it.
    for (const i of basis) if (i >= rows - features) x[i - (rows - features)] = 0
    this.coef_ = Float64Array.from({ length: features }, (_, j) => x[j] / program.scale[j])
    this.intercept_ = this.params.fit_intercept ? x[features] : 0
    this.n_iter_ = result.nit
    this.n_features_in_ = features
    return this
  }
}

interface QuantileProgram {
  readonly A: Matrix
  readonly b: Float64Array
  readonly up: Float64Array
  readonly down: Float64Array
  readonly basis: Int32Array
  /** What each feature was divided by. */
  readonly scale: Float64Array
}

/** One row for each row of data that has weight, then one for each coefficient, priced by the penalty. */
function quantileProgram(
  X: Matrix,
  y: Float64Array,
  weights: Float64Array | undefined,
  { quantile, alpha, fit_intercept }: QuantileRegressorParams
): QuantileProgram {
  const features = X.shape[1]
  const k = features + Number(fit_intercept)
  const used = Array.from(y.keys()).filter((i) => (weights?.[i] ?? 1) > 0)
  const weight = Float64Array.from(used, (i) => weights?.[i] ?? 1)
  const total = weight.reduce((sum, value) => sum + value, 0)
  const n = used.length
  const scale = columnSizes(X)
  const A = matrix(n + features, k)
  const b = new Float64Array(n + features)
  const up = new Float64Array(n + features)
  const down = new Float64Array(n + features)
  used.forEach((i, r) => {
    for (let j = 0; j < features; j++) A.data[r * k + j] = X.data[i * features + j] / scale[j]
    if (fit_intercept) A.data[r * k + features] = 1
    b[r] = y[i]
    up[r] = quantile * weight[r]
    down[r] = (1 - quantile) * weight[r]
  })
  for (let j = 0; j < features; j++) {
    A.data[(n + j) * k + j] = 1
    up[n + j] = down[n + j] = (alpha * total) / scale[j]
  }
  const basis = Int32Array.from({ length: features }, (_, j) => n + j)
  const start = fit_intercept ? [quantileRow(b.subarray(0, n), weight, quantile * total)] : []
  return { A, b, up, down, scale, basis: Int32Array.from([...basis, ...start]) }
}

/** The row at which the weights of the sorted targets reach `share`. */
function quantileRow(y: Float64Array, weight: Float64Array, share: number): number {
  const order = Array.from(y.keys()).sort((a, b) => y[a] - y[b])
  let sum = 0
  for (const i of order) {
    sum += weight[i]
    if (sum >= share) return i
  }
  return order[order.length - 1]
}

/** Each column's largest absolute value; 1 for a column of zeros. */
function columnSizes({ data, shape: [rows, cols] }: Matrix): Float64Array {
  const sizes = new Float64Array(cols)
  for (let i = 0, at = 0; i < rows; i++)
    for (let j = 0; j < cols; j++, at++) sizes[j] = Math.max(sizes[j], Math.abs(data[at]))
  return sizes.map((size) => size || 1)
}
