import { option, real, type ParamTable } from '$lib/estimator/params'
import type { Matrix } from '$lib/numeric/matrix'
import type { RandomStateData } from '$lib/numeric/random/RandomState'
import { Regressor, type FitOptions, type Table, type Target } from '../base'
import { checkRows } from '../tree/_base'
import { warnOfAuto } from '../tree/_params'
import type { DecisionTreeRegressor } from '../tree/DecisionTreeRegressor'
import { checkArray, checkSampleWeight, checkTarget, numericTarget } from '../utils/validation'
import { boostingTable, type GradientBoostingParams } from './_boostParams'
import { centre, type Link, type Start } from './_boostStart'
import { adopt, boost, leavesOfStages, rawPredict, stagedRaw } from './_gradientBoosting'
import { regressionLosses } from './_regressionLosses'

interface GradientBoostingRegressorParams extends GradientBoostingParams {
  alpha: number
}

/**
 * Trees for numbers, each grown to what those before it have left: the gradient of the loss.
 *
 * Algorithm: Friedman, "Greedy Function Approximation: A Gradient Boosting Machine", Annals of Statistics 29(5), 2001
 * (algorithms 2 to 4); with `subsample` "Stochastic Gradient Boosting", Computational Statistics & Data Analysis 38(4),
 * 2002; after scikit-learn 1.2's `sklearn/ensemble/_gb.py`, with its random stream: the same `random_state` gives the same trees.
 *
 * Parameters:
 * - `loss` = "squared_error", "absolute_error", "huber" (squared for the share `alpha` of the rows that are nearest, linear for
 *   the others) or "quantile" (the quantile `alpha` is predicted)
 * - `alpha` = 0.9: in (0, 1)
 * - `init` = null: begin with the mean, the median or the quantile, as the loss has it; "zero"; or a regressor
 * - all others as GradientBoostingClassifier's
 *
 * Attributes: `estimators_` (DecisionTreeRegressor), shape (n_estimators_, 1); `n_estimators_`; `init_`; `train_score_`, shape
 * (n_estimators_,): the loss of the rows grown on; with `subsample` < 1 `oob_improvement_`, shape (n_estimators_,): by how much the
 * loss of the others became less; `max_features_`; `n_features_in_`; `feature_importances_`, shape (n_features,).
 *
 * Errors: InvalidParameterError; ValueError for what X or y must not hold.
 * Differs from scikit-learn: dense X; `init_` of null is plain data instead of a DummyRegressor; `max_features: 1` is the
 * share 1, all features.
 */
export class GradientBoostingRegressor extends Regressor<GradientBoostingRegressorParams> {
  static override readonly className = 'GradientBoostingRegressor'
  static override readonly module = 'sklearn.ensemble'
  static override readonly params: ParamTable<GradientBoostingRegressorParams> = {
    loss: {
      default: 'squared_error',
      kinds: [option('squared_error', 'absolute_error', 'huber', 'quantile')]
    },
    ...boostingTable,
    alpha: { default: 0.9, kinds: [real(0, 1, 'neither')] }
  }

  declare n_features_in_: number
  declare n_estimators_: number
  declare max_features_: number
  declare init_: Start
  declare estimators_: DecisionTreeRegressor[][]
  declare train_score_: Float64Array
  declare oob_improvement_: Float64Array
  declare feature_importances_: Float64Array
  declare _rng: RandomStateData

  async fit(X: Matrix | Table, y?: Target, options: FitOptions = {}): Promise<this> {
    this.checkParams()
    const { params } = this
    const { className } = this.meta
    const rows = checkArray(X, className)
    checkTarget(rows, y, className)
    const target = numericTarget(y, className)
    const weights = options.sampleWeight ? checkSampleWeight(options.sampleWeight, rows.shape[0]) : null
    warnOfAuto(params, '1.0', options)
    const task = {
      params,
      className,
      isClassifier: false,
      X: rows,
      y: target,
      weights,
      loss: regressionLosses[params.loss](params.alpha),
      link,
      defaultStart: (own: Float64Array, ownWeights: Float64Array | null) =>
        centre(params.loss, params.alpha, own, ownWeights),
      previous: params.warm_start && this.isFitted ? this : null
    }
    adopt(this, await boost(task, options))
    return this
  }

  /** The sum of the trees, shape (n_samples,). */
  async predict(X: Matrix): Promise<Float64Array> {
    this.checkFitted()
    const [raw] = await rawPredict(this, checkRows(X, this), link)
    return raw
  }

  /** `predict` after each stage. */
  async *staged_predict(X: Matrix): AsyncGenerator<Float64Array> {
    this.checkFitted()
    for await (const [raw] of stagedRaw(this, checkRows(X, this), link)) yield raw.slice()
  }

  /** The index of each row's leaf in each tree, shape (n_samples, n_estimators_). */
  async apply(X: Matrix): Promise<Matrix> {
    this.checkFitted()
    return leavesOfStages(this, checkRows(X, this))
  }
}

/** What is predicted is what the trees add up to. */
const link: Link = { nTrees: 1, method: 'predict', rawOf: ({ data }) => [data.slice()] }
