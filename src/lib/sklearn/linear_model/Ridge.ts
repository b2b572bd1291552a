import type { ParamTable } from '$lib/estimator/params'
import type { Matrix } from '$lib/numeric/matrix'
import type { FitOptions, Target } from '../base'
import { LinearModel } from './_LinearModel'
import { fitRidge, ridgeTable, type RidgeParams } from './_ridgeFit'

/**
 * Linear least squares with an L2 penalty (Hoerl & Kennard, Technometrics 12(1), 1970): minimises
 * ‖y − Xw‖² + alpha·‖w‖².
 *
 * Parameters
 * - alpha (number ≥ 0 or an array of one, 1): the strength of the penalty.
 * - fit_intercept (boolean, true): fit a constant, which is not penalised; without it the data is taken as centred.
 * - copy_X (boolean, true): accepted for compatibility; the data is never overwritten.
 * - max_iter (integer ≥ 1 or null, null): the most iterations; by default 2·n_features for lsqr, 10·n_features for
 *   sparse_cg (with more features than rows always 10·n_samples), 1000 for sag and saga, 15000 for lbfgs.
 * - tol (number ≥ 0, 1e-4): precision of the solvers that iterate.
 * - solver ('auto', …, 'auto'): 'svd' (singular value decomposition, the steadiest), 'cholesky' (normal equations; with
 *   more features than rows their dual form), 'lsqr' (Paige & Saunders 1982), 'sparse_cg' (conjugate gradients), 'sag'
 *   (Schmidt, Le Roux & Bach 2017), 'saga' (Defazio, Bach & Lacoste-Julien 2014), 'lbfgs' (Byrd, Lu, Nocedal & Zhu 1995;
 *   only with `positive`). 'auto' is 'lbfgs' with `positive`, else 'cholesky'; a singular system falls back to 'svd'.
 * - positive (boolean, false): only coefficients of zero and more.
 * - random_state (integer or null, null): seeds sag and saga.
 *
 * Attributes: coef_ (n_features), intercept_ (number), n_iter_ (one a target, here one; null for solvers other than lsqr,
 * sag and saga), n_features_in_.
 *
 * Errors: ValueError for NaN or infinity in X or y, and for a solver that does not fit `positive`.
 */
export class Ridge extends LinearModel<RidgeParams> {
  static override readonly className = 'Ridge'
  static override readonly module = 'sklearn.linear_model'
  static override readonly params: ParamTable<RidgeParams> = ridgeTable

  declare n_iter_: Int32Array | null

  async fit(X: Matrix, y?: Target, options: FitOptions = {}): Promise<this> {
    const checked = this.check(X, y, options)
    const { coefs, intercepts, nIter } = await fitRidge(
      checked.X,
      [checked.y],
      checked.weights,
      this.params,
      this.meta.className,
      options
    )
    this.coef_ = coefs[0]
    this.intercept_ = intercepts[0]
    this.n_iter_ = nIter
    this.n_features_in_ = X.shape[1]
    return this
  }
}
