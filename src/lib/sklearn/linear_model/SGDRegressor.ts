import { option, type ParamTable } from '$lib/estimator/params'
import { BaseSGDRegressor } from './_BaseSGDRegressor'
import type { SgdParams, SgdSettings } from './_sgd'
import { regressionLosses } from './_sgdLoss'
import {
  averageParams,
  checkRate,
  l1RatioOf,
  penaltyParams,
  rateParams,
  sgdParams,
  type AverageParams,
  type PenaltyParams,
  type RateParams
} from './_sgdParams'

export interface SGDRegressorParams extends SgdParams, PenaltyParams, RateParams, AverageParams {
  loss: string
}

/**
 * Linear regression by stochastic gradient descent: one row at a time moves the weights against the gradient of its loss,
 * with a falling learning rate.
 *
 * Algorithm: Bottou, "Stochastic Gradient Descent Tricks" (2012); L1 by the truncated gradient of Tsuruoka, Tsujii &
 * Ananiadou (2009). Source: scikit-learn 1.2, `sklearn.linear_model.SGDRegressor`; rows come in its order.
 *
 * Parameters
 * - `loss` = "squared_error": or "huber", "epsilon_insensitive", "squared_epsilon_insensitive"
 * - `penalty` = "l2": or "l1", "elasticnet", null; `alpha` = 1e-4 its strength; `l1_ratio` = 0.15 the L1 share of "elasticnet"
 * - `fit_intercept` = true
 * - `max_iter` = 1000: epochs at most; `tol` = 1e-3: an epoch whose mean loss is not lower by tol counts as no change (null:
 *   never); `n_iter_no_change` = 5 such epochs end the fit
 * - `shuffle` = true: a new order each epoch; `random_state` = null
 * - `epsilon` = 0.1: threshold of huber and the epsilon-insensitive losses
 * - `learning_rate` = "invscaling": eta0 / t^power_t; or "constant", "optimal", "adaptive" as in SGDClassifier; `eta0` = 0.01,
 *   `power_t` = 0.25
 * - `early_stopping` = false: hold back `validation_fraction` = 0.1 of the rows and stop by their R²
 * - `warm_start` = false: start from the last fit
 * - `average` = false: true, or the update from which on the weights are averaged
 * - `verbose` = 0: accepted, without effect
 *
 * Attributes: `coef_` (n_features); `intercept_` (1); `n_iter_`; `t_`; `n_features_in_`.
 *
 * Errors: ValueError for eta0 = 0 where the rate needs it, and for overflow. Warns when max_iter epochs were too few.
 */
export class SGDRegressor extends BaseSGDRegressor<SGDRegressorParams> {
  static override readonly className = 'SGDRegressor'
  static override readonly module = 'sklearn.linear_model'
  static override readonly params: ParamTable<SGDRegressorParams> = {
    loss: { default: 'squared_error', kinds: [option(...Object.keys(regressionLosses))] },
    ...penaltyParams,
    ...sgdParams,
    ...rateParams('invscaling', 0.01, 0.25),
    ...averageParams
  }

  protected settings(): SgdSettings {
    const { params } = this
    checkRate(params)
    const { loss, epsilon, alpha, learning_rate, eta0, power_t } = params
    return {
      loss: regressionLosses[loss](epsilon),
      alpha,
      l1Ratio: l1RatioOf(params),
      learningRate: learning_rate,
      eta0,
      powerT: power_t,
      C: 1,
      margin: false
    }
  }
}
