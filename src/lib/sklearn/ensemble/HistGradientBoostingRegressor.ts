import { ValueError } from '$lib/estimator/exceptions'
import { none, option, real, type ParamTable } from '$lib/estimator/params'
import { exp } from '$lib/numeric/exp'
import type { Matrix } from '$lib/numeric/matrix'
import { Regressor, type FitOptions, type Table, type Target } from '../base'
import { keepNames, numericColumns } from '../utils/columns'
import { sum } from '../utils/mean'
import { checkSampleWeight, checkShape, checkTarget, numericTarget } from '../utils/validation'
import type { BinMapper } from './_histGradientBoosting/binning'
import { checkRows, rawPredict, stagedRaw } from './_histGradientBoosting/asking'
import { boost, type HistBoosted } from './_histGradientBoosting/boosting'
import { regressionLosses, type Raw } from './_histGradientBoosting/losses'
import { histTable, type HistParams } from './_histGradientBoosting/params'
import type { TreePredictor } from './_histGradientBoosting/predictor'
import type { Spoken } from './_histGradientBoosting/scores'

interface HistGradientBoostingRegressorParams extends HistParams {
  quantile: number | null
}

/**
 * Trees for numbers on binned features, each grown to what those before it have left: fast on many rows, at ease with missing
 * values, which may stand in any feature.
 *
 * Algorithm: gradient boosting by histograms (Ke et al., "LightGBM: A Highly Efficient Gradient Boosting Decision Tree",
 * NIPS 2017; splits and leaves as in Chen & Guestrin, "XGBoost", KDD 2016) after scikit-learn 1.2's
 * `sklearn/ensemble/_hist_gradient_boosting`, with its random stream: the trees are the same node for node.
 *
 * Parameters:
 * - `loss` = "squared_error", "absolute_error", "poisson" (of a target ≥ 0, by its logarithm), "quantile" (`quantile`, in (0, 1),
 *   is predicted)
 * - `learning_rate` = 0.1: what a tree counts, > 0; `max_iter` = 100: trees
 * - `max_leaf_nodes` = 31, null for no limit; `max_depth` = null; `min_samples_leaf` = 20; `l2_regularization` = 0
 * - `max_bins` = 255: the most bins of a feature, in [2, 255]
 * - `categorical_features` = null: indices, truth values or names of features whose values are categories, numbers in [0, max_bins)
 * - `monotonic_cst` = null: for each feature 1 (the prediction rises with it), −1 (falls) or 0; or a mapping by name
 * - `interaction_cst` = null: groups of features that may stand on a way down together, as [[0, 1], [2]]; "pairwise",
 *   "no_interactions"
 * - `early_stopping` = "auto" (with more than 10,000 rows), true, false: stop when for `n_iter_no_change` = 10 trees the score
 *   of a share `validation_fraction` = 0.1 of the rows (or so many; null: of those learned from) has not become better by
 *   `tol` = 1e-7; `scoring` = "loss", a scorer's name, or null for R²
 * - `warm_start` = false: keep the trees and add more
 * - `random_state` = null: an integer seed, for the split and for bins of more than 200,000 rows; `verbose`: of no effect, progress
 *   is told anyway
 *
 * Attributes: `n_iter_`; `n_trees_per_iteration_` = 1; `do_early_stopping_`; `train_score_`, `validation_score_`, shape
 * (n_iter_ + 1,), empty without early stopping; `is_categorical_`, shape (n_features,), or null; `n_features_in_`;
 * `feature_names_in_` when fitted on named columns.
 *
 * Errors: InvalidParameterError; ValueError for what X, y or the constraints must not hold.
 * Differs from scikit-learn: dense X.
 */
export class HistGradientBoostingRegressor
  extends Regressor<HistGradientBoostingRegressorParams>
  implements HistBoosted
{
  static override readonly className = 'HistGradientBoostingRegressor'
  static override readonly module = 'sklearn.ensemble'
  static override readonly takesMissing = true
  static override readonly takesNames = true
  static override readonly params: ParamTable<HistGradientBoostingRegressorParams> = {
    loss: {
      default: 'squared_error',
      kinds: [option('squared_error', 'absolute_error', 'poisson', 'quantile')]
    },
    quantile: { default: null, kinds: [real(0, 1), none] },
    ...histTable
  }

  declare n_features_in_: number
  declare feature_names_in_?: string[]
  declare n_iter_: number
  declare n_trees_per_iteration_: number
  declare do_early_stopping_: boolean
  declare train_score_: Float64Array
  declare validation_score_: Float64Array
  declare is_categorical_: Uint8Array | null
  declare _predictors: TreePredictor[][]
  declare _baseline_prediction: Float64Array
  declare _bin_mapper: BinMapper
  declare _random_seed: number
  declare _fitted_with_sw: boolean

  async fit(X: Matrix | Table, y?: Target, options: FitOptions = {}): Promise<this> {
    this.checkParams()
    const { params } = this
    const { className } = this.meta
    const { matrix, names } = numericColumns(X)
    const rows = checkShape(matrix, className)
    checkTarget(rows, y, className)
    const target = numericTarget(y, className)
    if (params.loss === 'poisson' && !(target.every((value) => value >= 0) && sum(target) > 0))
      throw new ValueError('The loss "poisson" needs targets ≥ 0, not all 0', 'Choose another loss.')
    const task = {
      params,
      className,
      isClassifier: false,
      X: rows,
      names,
      y: target,
      weights: options.sampleWeight ? checkSampleWeight(options.sampleWeight, rows.shape[0]) : null,
      loss: regressionLosses[params.loss](params.quantile),
      spoken: this.spoken,
      previous: params.warm_start && this.isFitted ? this : null
    }
    Object.assign(this, await boost(task, options))
    keepNames(this, names)
    return this
  }

  /** The sum of the trees, of which the loss "poisson" takes the exponential, shape (n_samples,). */
  async predict(X: Matrix | Table): Promise<Float64Array> {
    return this.numbers(rawPredict(this, this.rowsOf(X)))
  }

  /** `predict` after each tree. */
  async *staged_predict(X: Matrix | Table): AsyncGenerator<Float64Array> {
    const stages = stagedRaw(this, this.rowsOf(X))
    stages.next()
    for (const raw of stages) yield this.numbers(raw).slice()
  }

  private rowsOf(X: Matrix | Table): Matrix {
    this.checkFitted()
    return checkRows(X, this)
  }

  private numbers([raw]: Raw): Float64Array {
    return this.params.loss === 'poisson' ? raw.map(exp) : raw
  }

  private get spoken(): Spoken {
    return {
      meta: this.meta,
      usualScoring: 'r2',
      predict: (raw) => this.numbers(raw),
      target: (y) => y
    }
  }
}
