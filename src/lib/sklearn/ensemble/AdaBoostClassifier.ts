import { ValueError } from '$lib/estimator/exceptions'
import { option, type ParamTable } from '$lib/estimator/params'
import { matrix, row, type Matrix } from '$lib/numeric/matrix'
import { Classifier, type FitOptions, type Label, type Table, type Target } from '../base'
import { softmax } from '../linear_model/_LinearClassifier'
import { accuracyScore } from '../metrics/accuracy'
import { argmax, checkRows } from '../tree/_base'
import { DecisionTreeClassifier } from '../tree/DecisionTreeClassifier'
import { encodeClasses } from '../utils/labels'
import { checkArray, checkTarget } from '../utils/validation'
import { adaBoostTable, adoptBoosted, boostWeights, rowWeights, type AdaBoostParams } from './_adaBoost'
import { chooseBase, type Baggable } from './_bagging'
import { addProbabilities, addVotes, decisionOf, judgeDiscrete, judgeReal } from './_samme'

interface AdaBoostClassifierParams extends AdaBoostParams {
  algorithm: 'SAMME' | 'SAMME.R'
}

/**
 * Classifiers fitted one after another, each with more weight on the rows that those before it got wrong.
 *
 * Algorithm: Freund & Schapire, "A Decision-Theoretic Generalization of On-Line Learning and an Application to Boosting", Journal
 * of Computer and System Sciences 55, 1997; for any number of classes Zhu, Zou, Rosset & Hastie, "Multi-class AdaBoost", Statistics
 * and Its Interface 2, 2009 (algorithms 2 and 4); after scikit-learn 1.2's `sklearn/ensemble/_weight_boosting.py`, with its seeds.
 *
 * Parameters: `estimator` = null (a DecisionTreeClassifier of depth 1): what is fitted, must take sample weights; `n_estimators` = 50:
 * most of them, fewer when one is perfect; `learning_rate` = 1: what each counts, > 0; `algorithm` = "SAMME.R" (by probabilities)
 * or "SAMME" (by votes); `random_state` = null: an integer seed; `base_estimator`: the old name of `estimator`.
 *
 * Attributes: `estimator_`; `estimators_`; `estimator_weights_` and `estimator_errors_`, shape (n_estimators,), 0 and 1 for those that
 * were not needed; `classes_`; `n_classes_`; `n_features_in_`; `feature_importances_`, shape (n_features,), if the estimators have them.
 *
 * Errors: InvalidParameterError; ValueError for what X, y or the weights must not hold, for an estimator without what the
 * algorithm needs, and when the first is worse than chance.
 */
export class AdaBoostClassifier extends Classifier<AdaBoostClassifierParams> {
  static override readonly className = 'AdaBoostClassifier'
  static override readonly module = 'sklearn.ensemble'
  static override readonly params: ParamTable<AdaBoostClassifierParams> = {
    ...adaBoostTable,
    algorithm: { default: 'SAMME.R', kinds: [option('SAMME', 'SAMME.R')] }
  }

  declare estimator_: Baggable
  declare estimators_: Baggable[]
  declare estimator_weights_: Float64Array
  declare estimator_errors_: Float64Array
  declare n_classes_: number
  declare n_features_in_: number
  declare feature_importances_?: Float64Array

  async fit(X: Matrix | Table, y?: Target, options: FitOptions = {}): Promise<this> {
    this.checkParams()
    const { params } = this
    const { className } = this.meta
    const rows = checkArray(X, className)
    checkTarget(rows, y, className)
    const { classes, codes } = encodeClasses(y, className)
    const weights = rowWeights(options.sampleWeight, rows.shape[0])
    const base = chooseBase(params, new DecisionTreeClassifier({ max_depth: 1 }), options)
    checkBase(base, params.algorithm)
    const { signal, warn, backend } = options
    const judge = params.algorithm === 'SAMME.R' ? judgeReal : judgeDiscrete
    const found = await boostWeights(
      base,
      params,
      weights,
      async (estimator, _, isLast, done) => {
        await estimator.fit(rows, y, { signal, warn, backend, sampleWeight: weights })
        const step = await judge(estimator, rows, codes, classes, weights, params.learning_rate, isLast)
        if (!step && !done)
          throw new ValueError(
            `The first ${estimator.meta.className} is worse than chance: it cannot be boosted`,
            'Choose another estimator.'
          )
        return step
      },
      options
    )
    adoptBoosted(this, found, base, rows.shape[1])
    this.classes_ = classes
    this.n_classes_ = classes.length
    return this
  }

  async predict(X: Matrix): Promise<Label[]> {
    return this.decide(await this.decision_function(X))
  }

  /** Shape (n_samples, n_classes). */
  async predict_proba(X: Matrix): Promise<Matrix> {
    return this.probabilities(await this.decision_function(X))
  }

  async predict_log_proba(X: Matrix): Promise<Matrix> {
    const { data, shape } = await this.predict_proba(X)
    return matrix(...shape, data.map(Math.log))
  }

  /** The mean of what the estimators say, shape (n_samples, 1) for two classes (above 0 means the second), else (n_samples, n_classes). */
  async decision_function(X: Matrix): Promise<Matrix> {
    let last: Matrix | undefined
    for await (const decision of this.staged_decision_function(X)) last = decision
    return last!
  }

  /** `decision_function` of the first estimator, of the first two and so on. */
  async *staged_decision_function(X: Matrix): AsyncGenerator<Matrix> {
    this.checkFitted()
    const rows = checkRows(X, this)
    const total = matrix(rows.shape[0], this.n_classes_)
    let norm = 0
    for (const [t, estimator] of this.estimators_.entries()) {
      const weight = this.estimator_weights_[t]
      norm += weight
      if (this.params.algorithm === 'SAMME.R') await addProbabilities(estimator, rows, total)
      else await addVotes(estimator, rows, this.classes_, weight, total)
      yield decisionOf(total, norm)
    }
  }

  /** `predict` after each estimator. */
  async *staged_predict(X: Matrix): AsyncGenerator<Label[]> {
    for await (const decision of this.staged_decision_function(X)) yield this.decide(decision)
  }

  /** `predict_proba` after each estimator. */
  async *staged_predict_proba(X: Matrix): AsyncGenerator<Matrix> {
    for await (const decision of this.staged_decision_function(X)) yield this.probabilities(decision)
  }

  /** The accuracy after each estimator. */
  async *staged_score(X: Matrix, y: Target, sampleWeight?: ArrayLike<number>): AsyncGenerator<number> {
    for await (const predicted of this.staged_predict(X)) yield accuracyScore(y, predicted, sampleWeight)
  }

  private decide(decision: Matrix): Label[] {
    const chosen =
      this.n_classes_ === 2 ? Array.from(decision.data, (value) => Number(value > 0)) : argmax(decision)
    return Array.from(chosen, (k) => this.classes_[k])
  }

  private probabilities({ data, shape: [rows] }: Matrix): Matrix {
    const { n_classes_: k } = this
    const out = matrix(rows, k)
    if (k === 1) out.data.fill(1)
    else if (k === 2) data.forEach((value, i) => out.data.set([-value / 2, value / 2], 2 * i))
    else out.data.set(data.map((value) => value / (k - 1)))
    if (k > 1) for (let i = 0; i < rows; i++) softmax(row(out, i))
    return out
  }
}

function checkBase(base: Baggable, algorithm: string): void {
  const { className, takesSampleWeight } = base.meta
  if (algorithm === 'SAMME.R' && !base.predict_proba)
    throw new ValueError(
      `The algorithm "SAMME.R" needs probabilities, which ${className} has not`,
      'Set algorithm to "SAMME", or choose another estimator.'
    )
  if (!takesSampleWeight)
    throw new ValueError(`${className} does not support sample weights`, 'Choose another estimator.')
}
