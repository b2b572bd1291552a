import { integer, type ParamTable } from '$lib/estimator/params'
import type { LarsOptions } from './_larsPath'
import { LarsModel, larsTable, type LarsModelParams } from './_LarsModel'

export interface LarsParams extends LarsModelParams {
  n_nonzero_coefs: number
}

/**
 * Least angle regression (Efron, Hastie, Johnstone & Tibshirani, Annals of Statistics 32(2), 2004): features enter one
 * after another, the one most correlated with the residual first, and the fit moves along the direction that makes equal
 * angles with those that have entered.
 *
 * Parameters
 * - n_nonzero_coefs (integer ≥ 1, 500): the most steps.
 * - fit_intercept (boolean, true): fit a constant; without it the data is taken as centred.
 * - normalize (boolean or 'deprecated', 'deprecated'): scale the centred columns to length 1 (deprecated).
 * - precompute ('auto', boolean, null for false, or rows of the Gram matrix, 'auto'): work on the Gram matrix; 'auto'
 *   when there are more rows than features.
 * - eps (number ≥ 0, 2.2e-16): the least diagonal of the Cholesky factor.
 * - fit_path (boolean, true): keep the whole path.
 * - jitter (number ≥ 0 or null, null): the most that is added to each target, at random, against ties.
 * - random_state (integer or null, null): seeds the jitter.
 * - copy_X, verbose: accepted for compatibility.
 *
 * Attributes: coef_ (n_features), intercept_ (number), n_iter_ (number), alphas_ (n_iter_ + 1, or 1 without fit_path),
 * and with fit_path active_ (features in the order of their entry) and coef_path_ (n_features × n_iter_ + 1),
 * n_features_in_.
 *
 * Errors: ValueError for NaN or infinity, sample weights, and a Gram matrix of another size.
 */
export class Lars extends LarsModel<LarsParams> {
  static override readonly className = 'Lars'
  static override readonly module = 'sklearn.linear_model'
  static override readonly params: ParamTable<LarsParams> = {
    ...larsTable,
    n_nonzero_coefs: { default: 500, kinds: [integer(1)] }
  }

  protected override get pathOptions(): Pick<LarsOptions, 'lasso' | 'positive' | 'maxIter' | 'alphaMin'> {
    return { lasso: false, positive: false, maxIter: this.params.n_nonzero_coefs, alphaMin: 0 }
  }
}
