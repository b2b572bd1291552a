import { ValueError } from '$lib/estimator/exceptions'
import { integer, mapping, none, option, type ParamTable } from '$lib/estimator/params'
import { matrix, row, type Matrix } from '$lib/numeric/matrix'
import type { AskOptions, FitOptions, Target } from '../base'
import { BaseSGDClassifier, type SgdClassifierParams } from './_BaseSGDClassifier'
import { bothClasses, normalise } from './_LinearClassifier'
import type { SgdSettings } from './_sgd'
import { classificationLosses } from './_sgdLoss'
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

export interface SGDClassifierParams extends SgdClassifierParams, PenaltyParams, RateParams, AverageParams {
  loss: string
}

/**
 * Linear classifiers (SVM, logistic regression and others by `loss`) by stochastic gradient descent: one row at a time moves
 * the weights against the gradient of its loss, with a falling learning rate. More than two classes: each against the rest.
 *
 * Algorithm: Bottou, "Stochastic Gradient Descent Tricks" (2012); L1 by the truncated gradient of Tsuruoka, Tsujii &
 * Ananiadou (2009). Source: scikit-learn 1.2, `sklearn.linear_model.SGDClassifier`; rows come in its order.
 *
 * Parameters
 * - `loss` = "hinge": or "log_loss" (also "log"), "modified_huber", "squared_hinge", "perceptron", "squared_error", "huber",
 *   "epsilon_insensitive", "squared_epsilon_insensitive"
 * - `penalty` = "l2": or "l1", "elasticnet", null; `alpha` = 1e-4 its strength; `l1_ratio` = 0.15 the L1 share of "elasticnet"
 * - `fit_intercept` = true
 * - `max_iter` = 1000: epochs at most; `tol` = 1e-3: an epoch whose mean loss is not lower by tol counts as no change (null:
 *   never); `n_iter_no_change` = 5 such epochs end the fit
 * - `shuffle` = true: a new order each epoch; `random_state` = null
 * - `epsilon` = 0.1: threshold of huber and the epsilon-insensitive losses
 * - `learning_rate` = "optimal": 1 / (alpha·(t + t0)); "constant": eta0; "invscaling": eta0 / t^power_t; "adaptive": eta0, a
 *   fifth of it after every `n_iter_no_change` epochs without change; `eta0` = 0, `power_t` = 0.5
 * - `early_stopping` = false: hold back `validation_fraction` = 0.1 of the rows and stop by their accuracy
 * - `class_weight` = null: {label: weight} or "balanced"
 * - `warm_start` = false: start from the last fit
 * - `average` = false: true, or the update from which on the weights are averaged
 * - `verbose` = 0, `n_jobs` = null: accepted, without effect
 *
 * Attributes: `classes_`; `coef_` (1 or n_classes, n_features); `intercept_` (1 or n_classes); `n_iter_`; `t_`;
 * `n_features_in_`.
 *
 * Errors: ValueError for a target of one class, eta0 = 0 where the rate needs it, overflow, and predict_proba with a loss
 * that has no probabilities. Warns when max_iter epochs were too few.
 */
export class SGDClassifier extends BaseSGDClassifier<SGDClassifierParams> {
  static override readonly className = 'SGDClassifier'
  static override readonly module = 'sklearn.linear_model'
  static override readonly params: ParamTable<SGDClassifierParams> = {
    loss: {
      default: 'hinge',
      kinds: [option(...Object.keys(classificationLosses))],
      aliases: { log: 'log_loss' }
    },
    ...penaltyParams,
    ...sgdParams,
    ...rateParams('optimal', 0, 0.5),
    n_jobs: { default: null, kinds: [integer(), none] },
    class_weight: { default: null, kinds: [option('balanced'), mapping, none] },
    ...averageParams
  }

  override async fit(X: Matrix, y?: Target, options: FitOptions = {}): Promise<this> {
    if (this.params.loss === 'log')
      options.warn?.({ category: 'FutureWarning', message: 'loss "log" is the old name of "log_loss"' })
    return super.fit(X, y, options)
  }

  protected override get averageFrom(): number {
    return Number(this.params.average)
  }

  protected settings(): SgdSettings {
    const { params } = this
    checkRate(params)
    const { loss, epsilon, alpha, learning_rate, eta0, power_t } = params
    return {
      loss: classificationLosses[loss](epsilon),
      alpha,
      l1Ratio: l1RatioOf(params),
      learningRate: learning_rate,
      eta0,
      powerT: power_t,
      C: 1,
      margin: loss === 'hinge' || loss === 'perceptron'
    }
  }

  /** Probabilities, for log_loss (logistic function) and modified_huber (Zadrozny & Elkan, KDD 2002). Rows × classes. */
  async predict_proba(X: Matrix, options: AskOptions = {}): Promise<Matrix> {
    this.checkFitted()
    const { loss } = this.params
    if (loss === 'log_loss' || loss === 'log') return this.probaOneVsRest(X, options)
    if (loss !== 'modified_huber')
      throw new ValueError(
        `The loss ${loss} has no probabilities`,
        'Use loss "log_loss" or "modified_huber", or ask for predictions only.'
      )
    const { data, shape } = await this.decision_function(X, options)
    const clipped = data.map((score) => (Math.min(Math.max(score, -1), 1) + 1) / 2)
    if (shape[1] === 1) return bothClasses(clipped)
    const proba = matrix(...shape, clipped)
    for (let i = 0; i < shape[0]; i++) {
      const p = row(proba, i)
      // No class at all is as good as any.
      if (p.every((value) => value === 0)) p.fill(1)
      normalise(p)
    }
    return proba
  }

  /** The logarithm of predict_proba. */
  async predict_log_proba(X: Matrix, options: AskOptions = {}): Promise<Matrix> {
    const { data, shape } = await this.predict_proba(X, options)
    return matrix(...shape, data.map(Math.log))
  }
}
