import { ValueError } from '$lib/estimator/exceptions'
import { option, type ParamTable } from '$lib/estimator/params'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import type { RandomStateData } from '$lib/numeric/random/RandomState'
import { Classifier, type FitOptions, type Label, type Table, type Target } from '../base'
import { argmax, checkRows } from '../tree/_base'
import { warnOfAuto } from '../tree/_params'
import type { DecisionTreeRegressor } from '../tree/DecisionTreeRegressor'
import { encodeClasses } from '../utils/labels'
import { checkArray, checkSampleWeight, checkTarget } from '../utils/validation'
import { boostingTable, type GradientBoostingParams } from './_boostParams'
import { classPrior, type Link, type Start } from './_boostStart'
import { classificationLoss, type ClassificationLoss } from './_classificationLosses'
import { adopt, boost, leavesOfStages, rawPredict, stagedRaw } from './_gradientBoosting'

/**
 * Trees for classes, each grown to what those before it have left: the gradient of the loss.
 *
 * Algorithm: Friedman, "Greedy Function Approximation: A Gradient Boosting Machine", Annals of Statistics 29(5), 2001
 * (algorithms 5 and 6); with `subsample` "Stochastic Gradient Boosting", Computational Statistics & Data Analysis 38(4),
 * 2002; after scikit-learn 1.2's `sklearn/ensemble/_gb.py`, with its random stream: the same `random_state` gives the same trees.
 *
 * Parameters:
 * - `loss` = "log_loss" ("deviance" is its old name): a tree a stage for two classes, else one a class; or "exponential", AdaBoost's,
 *   for two classes
 * - `learning_rate` = 0.1: what a tree counts, ≥ 0; `n_estimators` = 100: stages
 * - `subsample` = 1: the share of the rows that a stage is grown on, in (0, 1]
 * - `criterion` = "friedman_mse" or "squared_error"; `max_depth` = 3; `min_samples_split`, `min_samples_leaf`,
 *   `min_weight_fraction_leaf`, `min_impurity_decrease`, `max_features`, `max_leaf_nodes`, `ccp_alpha`: as DecisionTreeRegressor's
 * - `init` = null: begin with the classes' shares; "zero"; or a classifier with predict_proba
 * - `warm_start` = false: keep the stages and add more
 * - `n_iter_no_change` = null: stop when for so many stages the loss of a share `validation_fraction` = 0.1 of the rows has not
 *   become less by `tol` = 1e-4
 * - `random_state` = null: an integer seed; `verbose`: of no effect, progress is told anyway
 *
 * Attributes: `classes_`; `n_classes_`; `estimators_` (DecisionTreeRegressor), shape (n_estimators_, trees of a stage); `n_estimators_`;
 * `init_`; `train_score_`, shape (n_estimators_,): the loss of the rows grown on; with `subsample` < 1 `oob_improvement_`, shape
 * (n_estimators_,): by how much the loss of the others became less; `max_features_`; `n_features_in_`;
 * `feature_importances_`, shape (n_features,).
 *
 * Errors: InvalidParameterError; ValueError for what X or y must not hold, for one class, and for "exponential" with more than two.
 * Differs from scikit-learn: dense X; `init_` of null is plain data instead of a DummyClassifier; `apply` has a column for each
 * tree; `max_features: 1` is the share 1, all features.
 */
export class GradientBoostingClassifier extends Classifier<GradientBoostingParams> {
  static override readonly className = 'GradientBoostingClassifier'
  static override readonly module = 'sklearn.ensemble'
  static override readonly params: ParamTable<GradientBoostingParams> = {
    loss: { default: 'log_loss', kinds: [option('log_loss', 'deviance', 'exponential')] },
    ...boostingTable
  }

  declare n_classes_: number
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
    const { classes, codes } = encodeClasses(y, className)
    const weights = options.sampleWeight ? checkSampleWeight(options.sampleWeight, rows.shape[0]) : null
    checkClasses(params.loss, classes, codes, weights)
    if (params.loss === 'deviance')
      options.warn?.({ category: 'FutureWarning', message: 'The loss "deviance" is called "log_loss" now.' })
    warnOfAuto(params, 'null', options)
    const loss = classificationLoss(params.loss, classes.length)
    const task = {
      params,
      className,
      isClassifier: true,
      X: rows,
      y: Float64Array.from(codes),
      weights,
      loss,
      link: linkOf(loss),
      defaultStart: (own: Float64Array, ownWeights: Float64Array | null) =>
        classPrior(own, classes.length, ownWeights),
      previous: params.warm_start && this.isFitted ? this : null
    }
    adopt(this, await boost(task, options))
    this.classes_ = classes
    this.n_classes_ = classes.length
    return this
  }

  async predict(X: Matrix): Promise<Label[]> {
    this.checkFitted()
    const { loss, link } = this
    return this.decide(loss, await rawPredict(this, checkRows(X, this), link))
  }

  /** Shape (n_samples, n_classes). */
  async predict_proba(X: Matrix): Promise<Matrix> {
    this.checkFitted()
    const { loss, link } = this
    return loss.probabilities(await rawPredict(this, checkRows(X, this), link))
  }

  async predict_log_proba(X: Matrix): Promise<Matrix> {
    const { data, shape } = await this.predict_proba(X)
    return matrix(...shape, data.map(Math.log))
  }

  /** The sum of the trees, shape (n_samples, 1) for two classes, else (n_samples, n_classes). */
  async decision_function(X: Matrix): Promise<Matrix> {
    this.checkFitted()
    return columns(await rawPredict(this, checkRows(X, this), this.link))
  }

  /** `predict` after each stage. */
  async *staged_predict(X: Matrix): AsyncGenerator<Label[]> {
    const { loss } = this
    for await (const raw of this.staged(X)) yield this.decide(loss, raw)
  }

  /** `predict_proba` after each stage. */
  async *staged_predict_proba(X: Matrix): AsyncGenerator<Matrix> {
    const { loss } = this
    for await (const raw of this.staged(X)) yield loss.probabilities(raw)
  }

  /** `decision_function` after each stage. */
  async *staged_decision_function(X: Matrix): AsyncGenerator<Matrix> {
    for await (const raw of this.staged(X)) yield columns(raw)
  }

  /** The index of each row's leaf in each tree, shape (n_samples, n_estimators_ × trees of a stage). */
  async apply(X: Matrix): Promise<Matrix> {
    this.checkFitted()
    return leavesOfStages(this, checkRows(X, this))
  }

  private staged(X: Matrix): AsyncGenerator<Float64Array[]> {
    this.checkFitted()
    return stagedRaw(this, checkRows(X, this), this.link)
  }

  private get loss(): ClassificationLoss {
    return classificationLoss(this.params.loss, this.n_classes_)
  }

  private get link(): Link {
    return linkOf(this.loss)
  }

  private decide(loss: ClassificationLoss, raw: Float64Array[]): Label[] {
    // Of two classes that are as likely, the exponential loss takes the second.
    if (this.params.loss === 'exponential')
      return Array.from(raw[0], (value) => this.classes_[Number(value >= 0)])
    return Array.from(argmax(loss.probabilities(raw)), (k) => this.classes_[k])
  }
}

const linkOf = (loss: ClassificationLoss): Link => ({
  nTrees: loss.nTrees,
  method: 'predict_proba',
  rawOf: (probabilities) => loss.rawOf(probabilities)
})

/** One column an array. */
function columns(raw: Float64Array[]): Matrix {
  const out = matrix(raw[0].length, raw.length)
  raw.forEach((own, k) => own.forEach((value, i) => (out.data[i * raw.length + k] = value)))
  return out
}

function checkClasses(loss: string, classes: Label[], codes: Int32Array, weights: Float64Array | null): void {
  const totals = new Float64Array(classes.length)
  codes.forEach((k, i) => (totals[k] += weights ? weights[i] : 1))
  const present = totals.filter((total) => total !== 0).length
  if (present < 2)
    throw new ValueError(
      `The target has ${present} class${present === 1 ? '' : 'es'} whose rows count`,
      'At least two classes are needed.'
    )
  if (loss === 'exponential' && classes.length !== 2)
    throw new ValueError(
      `The loss "exponential" needs two classes, not ${classes.length}`,
      'Set loss to "log_loss".'
    )
}
