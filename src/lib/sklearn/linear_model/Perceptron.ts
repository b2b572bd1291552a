import { integer, mapping, none, option, real, type ParamTable } from '$lib/estimator/params'
import { BaseSGDClassifier, type SgdClassifierParams } from './_BaseSGDClassifier'
import type { SgdSettings } from './_sgd'
import { classificationLosses } from './_sgdLoss'
import { checkRate, l1RatioOf, penaltyParams, sgdParams, type PenaltyParams } from './_sgdParams'

export interface PerceptronParams extends SgdClassifierParams, PenaltyParams {
  eta0: number
}

/**
 * Rosenblatt's perceptron (Psychological Review 65, 1958, 386–408): each misclassified row, times `eta0`, is added to or
 * taken from the weights. It is SGDClassifier with loss "perceptron", a constant learning rate and no penalty.
 *
 * Source: scikit-learn 1.2, `sklearn.linear_model.Perceptron`.
 *
 * Parameters: `penalty` = null, "l2", "l1" or "elasticnet"; `alpha` = 1e-4; `l1_ratio` = 0.15; `fit_intercept` = true;
 * `max_iter` = 1000; `tol` = 1e-3; `shuffle` = true; `verbose` = 0; `eta0` = 1; `n_jobs` = null; `random_state` = 0;
 * `early_stopping` = false; `validation_fraction` = 0.1; `n_iter_no_change` = 5; `class_weight` = null; `warm_start` = false:
 * all as SGDClassifier has them.
 *
 * Attributes: `classes_`; `coef_` (1 or n_classes, n_features); `intercept_` (1 or n_classes); `n_iter_`; `t_`;
 * `n_features_in_`.
 *
 * Errors: ValueError for a target of one class, eta0 = 0, and overflow. Warns when max_iter epochs were too few.
 */
export class Perceptron extends BaseSGDClassifier<PerceptronParams> {
  static override readonly className = 'Perceptron'
  static override readonly module = 'sklearn.linear_model'
  static override readonly params: ParamTable<PerceptronParams> = {
    ...penaltyParams,
    penalty: { ...penaltyParams.penalty, default: null },
    ...sgdParams,
    eta0: { default: 1, kinds: [real(0, Infinity, 'left')] },
    random_state: { ...sgdParams.random_state, default: 0 },
    n_jobs: { default: null, kinds: [integer(), none] },
    class_weight: { default: null, kinds: [option('balanced'), mapping, none] }
  }

  protected settings(): SgdSettings {
    const { params } = this
    const rate = { learning_rate: 'constant', eta0: params.eta0, power_t: 0.5, epsilon: 0.1 } as const
    checkRate({ ...params, ...rate })
    return {
      loss: classificationLosses.perceptron(0),
      alpha: params.alpha,
      l1Ratio: l1RatioOf(params),
      learningRate: 'constant',
      eta0: params.eta0,
      powerT: 0.5,
      C: 1,
      margin: true
    }
  }
}
