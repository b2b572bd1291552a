import { ValueError } from '$lib/estimator/exceptions'
import { array, boolean, integer, option, randomState, real, type ParamTable } from '$lib/estimator/params'
import type { Matrix } from '$lib/numeric/matrix'
import { pacer } from '$lib/numeric/pacer'
import type { FitOptions, Target } from '../base'
import { sum } from '../utils/mean'
import { enetPath, type Precompute } from './_enetPath'
import { LinearModel } from './_LinearModel'
import { centre } from './_preprocess'

export interface CoordinateDescentParams {
  alpha: number
  fit_intercept: boolean
  precompute: Precompute
  max_iter: number
  copy_X: boolean
  tol: number
  warm_start: boolean
  positive: boolean
  random_state: number | null
  selection: 'cyclic' | 'random'
}

export const coordinateDescentTable: ParamTable<CoordinateDescentParams> = {
  alpha: { default: 1, kinds: [real(0, Infinity, 'left')] },
  fit_intercept: { default: true, kinds: [boolean] },
  precompute: { default: false, kinds: [boolean, array] },
  max_iter: { default: 1000, kinds: [integer(1)] },
  copy_X: { default: true, kinds: [boolean] },
  tol: { default: 1e-4, kinds: [real(0, Infinity, 'left')] },
  warm_start: { default: false, kinds: [boolean] },
  positive: { default: false, kinds: [boolean] },
  random_state: { default: null, kinds: randomState },
  selection: { default: 'cyclic', kinds: [option('cyclic', 'random')] }
}

/** Weights that sum to the number of rows: the penalty then weighs the same with and without them. */
export function weightsPerRow(weights: Float64Array | undefined): Float64Array | undefined {
  if (!weights) return undefined
  const factor = weights.length / sum(weights)
  return weights.map((weight) => weight * factor)
}

/** Lasso and ElasticNet: one penalty, fitted by coordinate descent. */
export abstract class CoordinateDescentModel<P extends CoordinateDescentParams> extends LinearModel<P> {
  declare n_iter_: number
  declare dual_gap_: number

  /** The share of the L1 norm in the penalty. */
  protected abstract get l1Ratio(): number

  async fit(X: Matrix, y?: Target, options: FitOptions = {}): Promise<this> {
    const checked = this.check(X, y, options)
    const { alpha, fit_intercept, precompute, max_iter, tol, warm_start, positive, random_state, selection } =
      this.params
    const centred = centre(checked.X, checked.y, {
      fitIntercept: fit_intercept,
      weights: weightsPerRow(checked.weights),
      columns: true
    })
    const { coefs, dualGaps, nIters } = await enetPath(centred.X, centred.y, centred.xOffset, {
      l1Ratio: this.l1Ratio,
      alphas: [alpha],
      precompute,
      maxIter: max_iter,
      tol,
      positive,
      selection,
      randomState: random_state,
      start: warm_start && this.coef_?.length === X.shape[1] ? this.coef_ : undefined,
      warn: options.warn,
      due: pacer(options.signal)
    })
    if (coefs[0].some((value) => !Number.isFinite(value)))
      throw new ValueError(
        `${this.meta.className}: the coefficients are not finite`,
        'Scale the features first.'
      )
    this.setCoefficients(coefs[0], centred)
    this.n_iter_ = nIters[0]
    this.dual_gap_ = dualGaps[0]
    return this
  }
}
