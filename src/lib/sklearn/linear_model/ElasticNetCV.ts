import { array, integer, boolean, real, type ParamTable } from '$lib/estimator/params'
import {
  CoordinateDescentCV,
  coordinateDescentCVTable,
  type CoordinateDescentCVParams
} from './_CoordinateDescentCV'

export interface ElasticNetCVParams extends CoordinateDescentCVParams {
  l1_ratio: number | readonly number[]
}

/**
 * ElasticNet whose penalty is chosen by cross-validation: for each share of the L1 norm and each fold, the path through a
 * grid of penalties is fitted from the strongest on, each solution starting from the one before (Friedman, Hastie &
 * Tibshirani, J. Stat. Softw. 33(1), 2010, section 2.5); the penalty with the least mean squared error on the rows left
 * out is then fitted to all rows.
 *
 * Parameters
 * - l1_ratio (number in [0, 1] or an array of these, 0.5): shares of the L1 norm to choose from.
 * - eps (number > 0, 1e-3), n_alphas (integer ≥ 1, 100): the grid goes from the least penalty that leaves every
 *   coefficient zero down to eps times that, in n_alphas steps even in logarithms.
 * - alphas (array of numbers ≥ 0 or null, null): the penalties themselves.
 * - cv (null, integer ≥ 2, or an array of [train, test] indices, null): how many folds (five), unshuffled, or which.
 * - precompute ('auto', boolean or rows of the Gram matrix, 'auto'): work on the Gram matrix; 'auto' when there are more
 *   rows than features.
 * - fit_intercept, max_iter, tol, positive, random_state, selection: as in ElasticNet.
 * - copy_X, verbose, n_jobs: accepted for compatibility.
 *
 * Attributes: alpha_ (number), l1_ratio_ (number), coef_ (n_features), intercept_, dual_gap_, n_iter_ of the last fit,
 * alphas_ (n_alphas; n_l1_ratio × n_alphas where there are several grids), mse_path_ (n_alphas × n_folds; one such matrix
 * for each of several shares), n_features_in_.
 * Differs: mse_path_ keeps axes of length one.
 *
 * Errors: ValueError for NaN or infinity, more folds than rows, and a grid for l1_ratio = 0.
 */
export class ElasticNetCV extends CoordinateDescentCV<ElasticNetCVParams> {
  static override readonly className = 'ElasticNetCV'
  static override readonly module = 'sklearn.linear_model'
  static override readonly params: ParamTable<ElasticNetCVParams> = {
    ...coordinateDescentCVTable,
    verbose: { default: 0, kinds: [boolean, integer(0)] },
    l1_ratio: { default: 0.5, kinds: [real(0, 1), array] }
  }

  declare l1_ratio_: number

  protected override get l1Ratios(): readonly number[] {
    const { l1_ratio } = this.params
    return typeof l1_ratio === 'number' ? [l1_ratio] : l1_ratio
  }

  protected override keepL1Ratio(ratio: number): void {
    this.l1_ratio_ = ratio
  }
}
