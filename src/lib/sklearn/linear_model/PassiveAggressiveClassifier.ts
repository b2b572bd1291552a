import { integer, mapping, none, option, type ParamTable } from '$lib/estimator/params'
import { BaseSGDClassifier, type SgdClassifierParams } from './_BaseSGDClassifier'
import type { SgdSettings } from './_sgd'
import { classificationLosses } from './_sgdLoss'
import { averageParams, sgdParams, stepBound, type AverageParams } from './_sgdParams'

export interface PassiveAggressiveClassifierParams extends SgdClassifierParams, AverageParams {
  C: number
  loss: 'hinge' | 'squared_hinge'
}

/**
 * A linear classifier that leaves the weights alone for a row with margin enough, and otherwise moves them just so far that
 * the row has it, bounded by `C` (Crammer, Dekel, Keshet, Shalev-Shwartz & Singer, J. Mach. Learn. Res. 7, 2006, 551–585).
 *
 * Source: scikit-learn 1.2, `sklearn.linear_model.PassiveAggressiveClassifier`.
 *
 * Parameters: `C` = 1 bounds a step; `loss` = "hinge" (PA-I) or "squared_hinge" (PA-II); `fit_intercept` = true; `max_iter` =
 * 1000; `tol` = 1e-3; `early_stopping` = false; `validation_fraction` = 0.1; `n_iter_no_change` = 5; `shuffle` = true;
 * `verbose` = 0; `n_jobs` = null; `random_state` = null; `warm_start` = false; `class_weight` = null; `average` = false: the
 * rest as SGDClassifier has them.
 *
 * Attributes: `classes_`; `coef_` (1 or n_classes, n_features); `intercept_` (1 or n_classes); `n_iter_`; `t_`;
 * `n_features_in_`.
 *
 * Errors: ValueError for a target of one class, and for overflow. Warns when max_iter epochs were too few.
 * Differs: fit takes sample weights, which scale a row's step.
 */
export class PassiveAggressiveClassifier extends BaseSGDClassifier<PassiveAggressiveClassifierParams> {
  static override readonly className = 'PassiveAggressiveClassifier'
  static override readonly module = 'sklearn.linear_model'
  static override readonly params: ParamTable<PassiveAggressiveClassifierParams> = {
    C: { default: 1, kinds: [stepBound] },
    ...sgdParams,
    loss: { default: 'hinge', kinds: [option('hinge', 'squared_hinge')] },
    n_jobs: { default: null, kinds: [integer(), none] },
    class_weight: { default: null, kinds: [option('balanced'), mapping, none] },
    ...averageParams
  }

  protected override get averageFrom(): number {
    return Number(this.params.average)
  }

  protected settings(): SgdSettings {
    const { C, loss } = this.params
    return {
      loss: classificationLosses.hinge(0),
      alpha: 1,
      l1Ratio: undefined,
      learningRate: loss === 'hinge' ? 'pa1' : 'pa2',
      eta0: 1,
      powerT: 0.5,
      C,
      margin: true
    }
  }
}
