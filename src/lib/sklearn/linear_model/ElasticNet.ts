import { real, type ParamTable } from '$lib/estimator/params'
import {
  CoordinateDescentModel,
  coordinateDescentTable,
  type CoordinateDescentParams
} from './_CoordinateDescentModel'

export interface ElasticNetParams extends CoordinateDescentParams {
  l1_ratio: number
}

/**
 * Linear regression with an L1 and an L2 penalty (Zou & Hastie, J. R. Stat. Soc. B 67(2), 2005): minimises
 * ‖y − Xw‖² / (2 n_samples) + alpha·l1_ratio·‖w‖₁ + ½·alpha·(1 − l1_ratio)·‖w‖² by coordinate descent (Friedman, Hastie &
 * Tibshirani, J. Stat. Softw. 33(1), 2010), stopped by the duality gap.
 *
 * Parameters
 * - alpha (number ≥ 0, 1): the strength of the penalty; 0 is least squares, which LinearRegression solves better.
 * - l1_ratio (number in [0, 1], 0.5): the share of the L1 norm; 1 is the Lasso, 0 a ridge penalty.
 * - fit_intercept (boolean, true): fit a constant; without it the data is taken as centred.
 * - precompute (boolean or the n_features × n_features Gram matrix as rows, false): work on the Gram matrix.
 * - max_iter (integer ≥ 1, 1000): the most sweeps over the coordinates; a ConvergenceWarning tells when they were too few.
 * - copy_X (boolean, true): accepted for compatibility; the data is never overwritten.
 * - tol (number ≥ 0, 1e-4): stops when the largest step, relative to the largest coefficient, and then the duality gap,
 *   relative to ‖y‖², are below it.
 * - warm_start (boolean, false): start from the coefficients of the last fit.
 * - positive (boolean, false): only coefficients of zero and more.
 * - random_state (integer or null, null): seeds `selection: 'random'`.
 * - selection ('cyclic' or 'random', 'cyclic'): take coordinates in turn, or draw them.
 *
 * Attributes: coef_ (n_features), intercept_ (number), n_iter_ (number), dual_gap_ (number), n_features_in_.
 *
 * Errors: ValueError for NaN or infinity in X or y, and when the coefficients overflow.
 */
export class ElasticNet extends CoordinateDescentModel<ElasticNetParams> {
  static override readonly className = 'ElasticNet'
  static override readonly module = 'sklearn.linear_model'
  static override readonly params: ParamTable<ElasticNetParams> = {
    ...coordinateDescentTable,
    l1_ratio: { default: 0.5, kinds: [real(0, 1)] }
  }

  protected override get l1Ratio(): number {
    return this.params.l1_ratio
  }
}
