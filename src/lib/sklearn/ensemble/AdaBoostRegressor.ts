import { option, type ParamTable } from '$lib/estimator/params'
import { exp } from '$lib/numeric/exp'
import { log } from '$lib/numeric/log'
import { takeRows, type Matrix } from '$lib/numeric/matrix'
import { Regressor, type FitOptions, type Table, type Target } from '../base'
import { r2Score } from '../metrics/r2'
import { checkRows } from '../tree/_base'
import { DecisionTreeRegressor } from '../tree/DecisionTreeRegressor'
import { sum } from '../utils/mean'
import { checkArray, checkTarget, numericTarget } from '../utils/validation'
import {
  adaBoostTable,
  adoptBoosted,
  boostWeights,
  rowWeights,
  type AdaBoostParams,
  type Step
} from './_adaBoost'
import { chooseBase, type Baggable } from './_bagging'

interface AdaBoostRegressorParams extends AdaBoostParams {
  loss: 'linear' | 'square' | 'exponential'
}

/** What an error counts, as a share of the largest. */
const losses: Readonly<Record<AdaBoostRegressorParams['loss'], (share: number) => number>> = {
  linear: (share) => share,
  square: (share) => share ** 2,
  exponential: (share) => 1 - exp(-share)
}

/**
 * Regressors fitted one after another to rows drawn with more chance for those that the ones before it missed by more; their
 * weighted median is predicted.
 *
 * Algorithm: Drucker, "Improving Regressors using Boosting Techniques", ICML 1997 (AdaBoost.R2); after scikit-learn 1.2's
 * `sklearn/ensemble/_weight_boosting.py`, with its random stream.
 *
 * Parameters: `estimator` = null (a DecisionTreeRegressor of depth 3): what is fitted; `n_estimators` = 50: most of them, fewer when
 * one is perfect or its mean loss is half the largest; `learning_rate` = 1: what each counts, > 0; `loss` = "linear", "square" or
 * "exponential": of an error; `random_state` = null: an integer seed; `base_estimator`: the old name of `estimator`.
 *
 * Attributes: `estimator_`; `estimators_`; `estimator_weights_` and `estimator_errors_`, shape (n_estimators,), 0 and 1 for those that
 * were not needed; `n_features_in_`; `feature_importances_`, shape (n_features,), if the estimators have them.
 *
 * Errors: InvalidParameterError; ValueError for what X, y or the weights must not hold.
 */
export class AdaBoostRegressor extends Regressor<AdaBoostRegressorParams> {
  static override readonly className = 'AdaBoostRegressor'
  static override readonly module = 'sklearn.ensemble'
  static override readonly params: ParamTable<AdaBoostRegressorParams> = {
    ...adaBoostTable,
    loss: { default: 'linear', kinds: [option('linear', 'square', 'exponential')] }
  }

  declare estimator_: Baggable
  declare estimators_: Baggable[]
  declare estimator_weights_: Float64Array
  declare estimator_errors_: Float64Array
  declare n_features_in_: number
  declare feature_importances_?: Float64Array

  async fit(X: Matrix | Table, y?: Target, options: FitOptions = {}): Promise<this> {
    this.checkParams()
    const { params } = this
    const { className } = this.meta
    const rows = checkArray(X, className)
    checkTarget(rows, y, className)
    const target = numericTarget(y, className)
    const weights = rowWeights(options.sampleWeight, rows.shape[0])
    const base = chooseBase(params, new DecisionTreeRegressor({ max_depth: 3 }), options)
    const { signal, warn, backend } = options
    const found = await boostWeights(
      base,
      params,
      weights,
      async (estimator, random, isLast) => {
        const drawn = random.choice(weights.length, weights.length, true, weights)
        const drawnTarget = Float64Array.from(drawn, (i) => target[i])
        await estimator.fit(takeRows(rows, drawn), drawnTarget, { signal, warn, backend })
        return judge(await estimator.predict(rows), target, weights, params, isLast)
      },
      options
    )
    adoptBoosted(this, found, base, rows.shape[1])
    return this
  }

  /** The weighted median of the estimators' predictions, shape (n_samples,). */
  async predict(X: Matrix): Promise<Float64Array> {
    this.checkFitted()
    const all = await this.predictEach(checkRows(X, this))
    return this.medians(all, all.length)
  }

  /** `predict` of the first estimator, of the first two and so on. */
  async *staged_predict(X: Matrix): AsyncGenerator<Float64Array> {
    this.checkFitted()
    const all = await this.predictEach(checkRows(X, this))
    for (let count = 1; count <= all.length; count++) yield this.medians(all, count)
  }

  /** R² after each estimator. */
  async *staged_score(X: Matrix, y: Target, sampleWeight?: ArrayLike<number>): AsyncGenerator<number> {
    for await (const predicted of this.staged_predict(X))
      yield r2Score(y as ArrayLike<number>, predicted, sampleWeight)
  }

  private async predictEach(rows: Matrix): Promise<Float64Array[]> {
    const all: Float64Array[] = []
    for (const estimator of this.estimators_)
      all.push(Float64Array.from(await estimator.predict(rows), Number))
    return all
  }

  /** The median of the first `count` predictions for each row. */
  private medians(all: readonly Float64Array[], count: number): Float64Array {
    const { estimator_weights_: weights } = this
    const order = Array.from({ length: count }, (_, t) => t)
    return all[0].map((_, i) => {
      order.sort((a, b) => all[a][i] - all[b][i] || a - b)
      const half = 0.5 * order.reduce((total, t) => total + weights[t], 0)
      let reached = 0
      const median = order.find((t) => (reached += weights[t]) >= half)
      return all[median ?? order[count - 1]][i]
    })
  }
}

/** A step of AdaBoost.R2; changes the weights of the rows. */
function judge(
  predicted: ArrayLike<unknown>,
  y: Float64Array,
  weights: Float64Array,
  { loss, learning_rate }: AdaBoostRegressorParams,
  isLast: boolean
): Step {
  const errors = y.map((value, i) => Math.abs(Number(predicted[i]) - value))
  const largest = errors.reduce((most, error, i) => (weights[i] > 0 ? Math.max(most, error) : most), 0)
  const counted = errors.map((error) => losses[loss](largest ? error / largest : error))
  const error = sum(counted.map((each, i) => each * weights[i]).filter((_, i) => weights[i] > 0))
  if (error <= 0) return { weight: 1, error: 0 }
  if (error >= 0.5) return null
  const beta = error / (1 - error)
  if (!isLast)
    weights.forEach((own, i) => {
      if (own > 0) weights[i] = own * beta ** ((1 - counted[i]) * learning_rate)
    })
  return { weight: learning_rate * log(1 / beta), error }
}
