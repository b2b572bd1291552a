import { option, real, type ParamTable } from '$lib/estimator/params'
import {
  GeneralizedLinearRegressor,
  glmParams,
  type Family,
  type GlmParams
} from './_GeneralizedLinearRegressor'

export interface TweedieRegressorParams extends GlmParams {
  power: number
  link: 'auto' | 'identity' | 'log'
}

/**
 * A generalised linear model with a Tweedie distribution (Jørgensen, J. R. Stat. Soc. B 49, 1987, 127–162): its variance
 * grows with the `power`-th power of its mean.
 *
 * Algorithm: minimises mean deviance / 2 + alpha/2·‖coef‖². Source: scikit-learn 1.2,
 * `sklearn.linear_model.TweedieRegressor`.
 *
 * Parameters
 * - `power` = 0: 0 normal, 1 Poisson, between them and 2 compound Poisson and gamma, 2 gamma, 3 inverse Gaussian
 * - `alpha` = 1: strength of the L2 penalty, 0 and more
 * - `fit_intercept` = true: fit a constant, which is not penalised
 * - `link` = "auto": "identity" for powers up to 0, else "log"; or one of them
 * - `solver` = "lbfgs" (L-BFGS-B, Byrd et al. 1995) or "newton-cholesky" (Newton with the whole hessian)
 * - `max_iter` = 100; `tol` = 1e-4: the fit ends when no component of the gradient exceeds it
 * - `warm_start` = false: start from the last fit; `verbose` = 0: accepted, without effect
 *
 * Attributes: `coef_` (n_features), `intercept_` (number), `n_iter_`, `n_features_in_`.
 *
 * Errors: ValueError for a target below 0 (power between 0 and 2) or not above 0 (power from 2). Warns when max_iter was too
 * little. `score` is D².
 */
export class TweedieRegressor extends GeneralizedLinearRegressor<TweedieRegressorParams> {
  static override readonly className = 'TweedieRegressor'
  static override readonly module = 'sklearn.linear_model'
  static override readonly params: ParamTable<TweedieRegressorParams> = {
    power: { default: 0, kinds: [real()] },
    ...glmParams,
    link: { default: 'auto', kinds: [option('auto', 'identity', 'log')] }
  }

  protected family(): Family {
    const { power, link } = this.params
    return { power, link: link === 'auto' ? (power <= 0 ? 'identity' : 'log') : link }
  }
}
