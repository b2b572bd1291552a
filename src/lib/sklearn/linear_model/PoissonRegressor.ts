import type { ParamTable } from '$lib/estimator/params'
import {
  GeneralizedLinearRegressor,
  glmParams,
  type Family,
  type GlmParams
} from './_GeneralizedLinearRegressor'

/**
 * A generalised linear model with Poisson distribution and log link: the target's mean is exp(X · coef_ + intercept_). For counts.
 *
 * Algorithm: minimises mean deviance / 2 + alpha/2·‖coef‖². Source: scikit-learn 1.2, `sklearn.linear_model.PoissonRegressor`.
 *
 * Parameters
 * - `alpha` = 1: strength of the L2 penalty, 0 and more
 * - `fit_intercept` = true: fit a constant, which is not penalised
 * - `solver` = "lbfgs" (L-BFGS-B, Byrd et al. 1995) or "newton-cholesky" (Newton with the whole hessian)
 * - `max_iter` = 100; `tol` = 1e-4: the fit ends when no component of the gradient exceeds it
 * - `warm_start` = false: start from the last fit; `verbose` = 0: accepted, without effect
 *
 * Attributes: `coef_` (n_features), `intercept_` (number), `n_iter_`, `n_features_in_`.
 *
 * Errors: ValueError for a target below 0. Warns when max_iter was too little. `score` is D².
 */
export class PoissonRegressor extends GeneralizedLinearRegressor<GlmParams> {
  static override readonly className = 'PoissonRegressor'
  static override readonly module = 'sklearn.linear_model'
  static override readonly params: ParamTable<GlmParams> = glmParams

  protected family(): Family {
    return { power: 1, link: 'log' }
  }
}
