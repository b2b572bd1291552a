import { option, real, type ParamTable } from '$lib/estimator/params'
import { BaseSGDRegressor } from './_BaseSGDRegressor'
import type { SgdParams, SgdSettings } from './_sgd'
import { regressionLosses } from './_sgdLoss'
import { averageParams, sgdParams, stepBound, type AverageParams } from './_sgdParams'

export interface PassiveAggressiveRegressorParams extends SgdParams, AverageParams {
  C: number
  loss: 'epsilon_insensitive' | 'squared_epsilon_insensitive'
  epsilon: number
}

/**
 * A linear regressor that leaves the weights alone for a row predicted within `epsilon`, and otherwise moves them just so far
 * that it is, bounded by `C` (Crammer, Dekel, Keshet, Shalev-Shwartz & Singer, J. Mach. Learn. Res. 7, 2006, 551–585).
 *
 * Source: scikit-learn 1.2, `sklearn.linear_model.PassiveAggressiveRegressor`.
 *
 * Parameters: `C` = 1 bounds a step; `loss` = "epsilon_insensitive" (PA-I) or "squared_epsilon_insensitive" (PA-II);
 * `epsilon` = 0.1; `fit_intercept` = true; `max_iter` = 1000; `tol` = 1e-3; `early_stopping` = false; `validation_fraction` =
 * 0.1; `n_iter_no_change` = 5; `shuffle` = true; `verbose` = 0; `random_state` = null; `warm_start` = false; `average` =
 * false: the rest as SGDRegressor has them.
 *
 * Attributes: `coef_` (n_features); `intercept_` (1); `n_iter_`; `t_`; `n_features_in_`.
 *
 * Errors: ValueError for overflow. Warns when max_iter epochs were too few.
 * Differs: fit takes sample weights, which scale a row's step.
 */
export class PassiveAggressiveRegressor extends BaseSGDRegressor<PassiveAggressiveRegressorParams> {
  static override readonly className = 'PassiveAggressiveRegressor'
  static override readonly module = 'sklearn.linear_model'
  static override readonly params: ParamTable<PassiveAggressiveRegressorParams> = {
    C: { default: 1, kinds: [stepBound] },
    ...sgdParams,
    loss: {
      default: 'epsilon_insensitive',
      kinds: [option('epsilon_insensitive', 'squared_epsilon_insensitive')]
    },
    epsilon: { default: 0.1, kinds: [real(0, Infinity, 'left')] },
    ...averageParams
  }

  protected settings(): SgdSettings {
    const { C, loss, epsilon } = this.params
    return {
      loss: regressionLosses.epsilon_insensitive(epsilon),
      alpha: 1,
      l1Ratio: undefined,
      learningRate: loss === 'epsilon_insensitive' ? 'pa1' : 'pa2',
      eta0: 1,
      powerT: 0.5,
      C,
      margin: false
    }
  }
}
