import { boolean, integer, real, type ParamTable } from '$lib/estimator/params'
import type { LarsOptions } from './_larsPath'
import { LarsModel, larsTable, type LarsModelParams } from './_LarsModel'

export interface LassoLarsParams extends LarsModelParams {
  alpha: number
  max_iter: number
  positive: boolean
}

/**
 * The Lasso by least angle regression (Efron, Hastie, Johnstone & Tibshirani, Annals of Statistics 32(2), 2004, section
 * 3.1): the exact, piecewise linear path of solutions of ‖y − Xw‖² / (2 n_samples) + alpha·‖w‖₁ down to alpha.
 *
 * Parameters
 * - alpha (number ≥ 0, 1): the strength of the penalty.
 * - max_iter (integer ≥ 0, 500): the most steps.
 * - positive (boolean, false): only coefficients of zero and more.
 * - fit_intercept, normalize, precompute, eps, fit_path, jitter, random_state, copy_X, verbose: as in Lars.
 *
 * Attributes: as Lars; alphas_ are the penalties at which a feature entered or left.
 *
 * Differs from scikit-learn where features depend on each other: the later one is left out for good, and what the others
 * reach is the Lasso's solution; scikit-learn 1.2 goes on with mixed-up correlations.
 *
 * Errors: as Lars. A ConvergenceWarning tells when a feature depends on others or rounding ended the path.
 */
export class LassoLars extends LarsModel<LassoLarsParams> {
  static override readonly className = 'LassoLars'
  static override readonly module = 'sklearn.linear_model'
  static override readonly params: ParamTable<LassoLarsParams> = {
    ...larsTable,
    alpha: { default: 1, kinds: [real(0, Infinity, 'left')] },
    max_iter: { default: 500, kinds: [integer(0)] },
    positive: { default: false, kinds: [boolean] }
  }

  protected override get pathOptions(): Pick<LarsOptions, 'lasso' | 'positive' | 'maxIter' | 'alphaMin'> {
    const { alpha, max_iter, positive } = this.params
    return { lasso: true, positive, maxIter: max_iter, alphaMin: alpha }
  }
}
