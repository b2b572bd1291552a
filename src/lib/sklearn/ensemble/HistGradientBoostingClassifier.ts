import { ValueError } from '$lib/estimator/exceptions'
import { mapping, none, option, type ParamTable } from '$lib/estimator/params'
import { exp } from '$lib/numeric/exp'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { Classifier, type FitOptions, type Label, type Table, type Target } from '../base'
import { argmax, multiplied } from '../tree/_base'
import { computeSampleWeight, type ClassWeight } from '../utils/classWeight'
import { keepNames, numericColumns } from '../utils/columns'
import { encodeClasses } from '../utils/labels'
import { checkSampleWeight, checkShape, checkTarget } from '../utils/validation'
import type { BinMapper } from './_histGradientBoosting/binning'
import { checkRows, rawPredict, stagedRaw } from './_histGradientBoosting/asking'
import { boost, type HistBoosted } from './_histGradientBoosting/boosting'
import { classificationLoss, type Raw } from './_histGradientBoosting/losses'
import { histTable, type HistParams } from './_histGradientBoosting/params'
import type { TreePredictor } from './_histGradientBoosting/predictor'
import type { Spoken } from './_histGradientBoosting/scores'

interface HistGradientBoostingClassifierParams extends HistParams {
  class_weight: ClassWeight
}

/**
 * Trees for classes on binned features, each grown to what those before it have left: fast on many rows, at ease with missing
 * values, which may stand in any feature.
 *
 * Algorithm: gradient boosting by histograms (Ke et al., "LightGBM: A Highly Efficient Gradient Boosting Decision Tree",
 * NIPS 2017; splits and leaves as in Chen & Guestrin, "XGBoost", KDD 2016) after scikit-learn 1.2's
 * `sklearn/ensemble/_hist_gradient_boosting`, with its random stream: the trees are the same node for node.
 *
 * Parameters:
 * - `loss` = "log_loss": a tree an iteration for two classes, else one a class; "auto", "binary_crossentropy" and
 *   "categorical_crossentropy" are its old names
 * - `class_weight` = null: weights by label, or "balanced"
 * - `monotonic_cst` (of the second class's probability) for two classes only; `scoring` = null is accuracy
 * - all others as HistGradientBoostingRegressor's
 *
 * Attributes: `classes_`; `n_iter_`; `n_trees_per_iteration_`; `do_early_stopping_`; `train_score_`, `validation_score_`, shape
 * (n_iter_ + 1,), empty without early stopping; `is_categorical_`, shape (n_features,), or null; `n_features_in_`;
 * `feature_names_in_` when fitted on named columns.
 *
 * Errors: InvalidParameterError; ValueError for what X, y or the constraints must not hold.
 * Differs from scikit-learn: dense X; `class_weight` goes by label, as it is documented, where 1.2.1 goes by the class's index.
 */
export class HistGradientBoostingClassifier
  extends Classifier<HistGradientBoostingClassifierParams>
  implements HistBoosted
{
  static override readonly className = 'HistGradientBoostingClassifier'
  static override readonly module = 'sklearn.ensemble'
  static override readonly takesMissing = true
  static override readonly takesNames = true
  static override readonly params: ParamTable<HistGradientBoostingClassifierParams> = {
    loss: {
      default: 'log_loss',
      kinds: [option('log_loss', 'auto', 'binary_crossentropy', 'categorical_crossentropy')]
    },
    ...histTable,
    class_weight: { default: null, kinds: [mapping, option('balanced'), none] }
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
    const { matrix: values, names } = numericColumns(X)
    const rows = checkShape(values, className)
    checkTarget(rows, y, className)
    const { classes, codes } = encodeClasses(y, className)
    const given = options.sampleWeight ? checkSampleWeight(options.sampleWeight, rows.shape[0]) : null
    const { class_weight } = params
    const byClass = class_weight && computeSampleWeight(class_weight, classes, codes)
    checkLoss(params.loss, classes.length, options)
    const task = {
      params,
      className,
      isClassifier: true,
      X: rows,
      names,
      y: Float64Array.from(codes),
      weights: multiplied(given, byClass),
      loss: classificationLoss(classes.length),
      spoken: this.speakerOf(classes),
      previous: params.warm_start && this.isFitted ? this : null
    }
    Object.assign(this, await boost(task, options), { classes_: classes })
    keepNames(this, names)
    return this
  }

  async predict(X: Matrix | Table): Promise<Label[]> {
    return decide(rawPredict(this, this.rowsOf(X)), this.classes_)
  }

  /** Shape (n_samples, n_classes). */
  async predict_proba(X: Matrix | Table): Promise<Matrix> {
    return probabilities(rawPredict(this, this.rowsOf(X)))
  }

  /** The sum of the trees, shape (n_samples, 1) for two classes, else (n_samples, n_classes). */
  async decision_function(X: Matrix | Table): Promise<Matrix> {
    return columns(rawPredict(this, this.rowsOf(X)))
  }

  /** `predict` after each iteration. */
  async *staged_predict(X: Matrix | Table): AsyncGenerator<Label[]> {
    for (const raw of this.stages(X)) yield decide(raw, this.classes_)
  }

  /** `predict_proba` after each iteration. */
  async *staged_predict_proba(X: Matrix | Table): AsyncGenerator<Matrix> {
    for (const raw of this.stages(X)) yield probabilities(raw)
  }

  /** `decision_function` after each iteration. */
  async *staged_decision_function(X: Matrix | Table): AsyncGenerator<Matrix> {
    for (const raw of this.stages(X)) yield columns(raw)
  }

  private stages(X: Matrix | Table): Generator<Raw> {
    const stages = stagedRaw(this, this.rowsOf(X))
    stages.next()
    return stages
  }

  private rowsOf(X: Matrix | Table): Matrix {
    this.checkFitted()
    return checkRows(X, this)
  }

  private speakerOf(classes: Label[]): Spoken {
    return {
      meta: this.meta,
      classes_: classes,
      usualScoring: 'accuracy',
      predict: (raw) => decide(raw, classes),
      predict_proba: probabilities,
      decision_function: columns,
      target: (codes) => Array.from(codes, (k) => classes[k])
    }
  }
}

/** Warns of old names of the loss, and refuses those that do not fit the number of classes. */
function checkLoss(loss: string, nClasses: number, { warn }: FitOptions): void {
  if (loss === 'log_loss') return
  warn?.({ category: 'FutureWarning', message: `The loss "${loss}" is called "log_loss" now.` })
  const fits = { binary_crossentropy: nClasses <= 2, categorical_crossentropy: nClasses > 2 }
  if (loss !== 'auto' && !fits[loss as keyof typeof fits])
    throw new ValueError(`The loss "${loss}" is not for ${nClasses} classes`, 'Set loss to "log_loss".')
}

/** The likeliest class of each row, of equals the first. */
const decide = (raw: Raw, classes: Label[]): Label[] =>
  Array.from(argmax(probabilities(raw)), (k) => classes[k])

function probabilities(raw: Raw): Matrix {
  const rows = raw[0].length
  if (raw.length === 1) {
    const out = matrix(rows, 2)
    raw[0].forEach((value, i) => {
      const p = 1 / (1 + exp(-value))
      out.data[2 * i] = 1 - p
      out.data[2 * i + 1] = p
    })
    return out
  }
  const out = columns(raw)
  for (let i = 0; i < rows; i++) softmax(out.data.subarray(i * raw.length, (i + 1) * raw.length))
  return out
}

/** In place. */
function softmax(values: Float64Array): void {
  const most = Math.max(...values)
  let sum = 0
  for (let k = 0; k < values.length; k++) sum += values[k] = exp(values[k] - most)
  for (let k = 0; k < values.length; k++) values[k] /= sum
}

/** One column a tree of a stage. */
function columns(raw: Raw): Matrix {
  const out = matrix(raw[0].length, raw.length)
  raw.forEach((own, k) => own.forEach((value, i) => (out.data[i * raw.length + k] = value)))
  return out
}
