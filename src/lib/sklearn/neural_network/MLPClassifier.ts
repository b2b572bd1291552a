import { ValueError } from '$lib/estimator/exceptions'
import type { ParamTable } from '$lib/estimator/params'
import { matrix, row, type Matrix } from '$lib/numeric/matrix'
import { Classifier, type AskOptions, type FitOptions, type Label, type Target } from '../base'
import { bothClasses } from '../linear_model/_LinearClassifier'
import { compareLabels, encodeClasses } from '../utils/labels'
import { checkArray, checkFeatures, checkTarget } from '../utils/validation'
import { ask } from './_ask'
import { fitNetwork } from './_fit'
import type { OutActivation } from './_loss'
import type { MLPFit, MLPModel } from './_model'
import type { OptimizerState } from './_optimizers'
import { checkPartialFit, mlpParams, type MLPParams } from './_params'

export interface PartialFitOptions extends FitOptions {
  /** Every class that will ever come; needed by the first call. */
  readonly classes?: readonly Label[]
}

/**
 * A multi-layer perceptron that tells classes: layers of neurons, each of which takes a weighted sum of all values of the
 * layer before it and puts it through `activation`; the last gives probabilities (the logistic function for two classes,
 * softmax for more). The mean log loss, with alpha / (2·rows) times the squared weights, is minimised.
 *
 * Algorithm: backpropagation (Rumelhart, Hinton & Williams 1986) from Glorot & Bengio's initial weights (2010); steps by
 * batches with Adam (Kingma & Ba 2015) or Nesterov's momentum, or L-BFGS-B on all rows.
 * Source: scikit-learn 1.2, `sklearn.neural_network.MLPClassifier`; weights and batches are drawn as there.
 *
 * Parameters
 * - `hidden_layer_sizes` = [100]: neurons of each hidden layer, or one number; [] for none
 * - `activation` = "relu": of the hidden layers; or "identity", "logistic", "tanh"
 * - `solver` = "adam": or "sgd", "lbfgs"
 * - `alpha` = 1e-4: strength of the L2 penalty, divided by the rows of a batch
 * - `batch_size` = "auto": rows of a step, 200 or all; `shuffle` = true: a new order each epoch; `random_state` = null
 * - `learning_rate_init` = 0.001 (adam, sgd); `learning_rate` = "constant" (sgd), or "invscaling": learning_rate_init /
 *   t^`power_t` (= 0.5), or "adaptive": a fifth of it whenever the loss stands still
 * - `momentum` = 0.9, `nesterovs_momentum` = true (sgd); `beta_1` = 0.9, `beta_2` = 0.999, `epsilon` = 1e-8 (adam)
 * - `max_iter` = 200: epochs, or iterations of lbfgs; `max_fun` = 15000: lbfgs' evaluations
 * - `tol` = 1e-4, `n_iter_no_change` = 10: more epochs than this in which the loss (or score) did not improve by tol end the fit
 *   (Infinity: never); lbfgs: the gradient's largest component at the end
 * - `early_stopping` = false: hold back `validation_fraction` = 0.1 of the rows, stop by their accuracy and keep the best weights
 * - `warm_start` = false: go on from the last fit
 * - `verbose` = false: accepted, without effect
 *
 * Attributes: `classes_`; `coefs_`, a matrix (inputs, outputs) a layer; `intercepts_`, an array a layer; `n_iter_`; `t_`; `loss_`;
 * `n_layers_`; `n_outputs_` (1 for two classes); `out_activation_`; `n_features_in_`; but for lbfgs `loss_curve_` (n_iter_),
 * `best_loss_`, `validation_scores_` (n_iter_) and `best_validation_score_`, of which early stopping decides which are null.
 *
 * Errors: ValueError for a layer without neurons, rows that cannot be held back, other classes or features after
 * `warm_start`, and weights that overflow. Warns when max_iter was too small, and for a batch of more than all rows.
 * Differs: one label a row, no multilabel targets; partial_fit with `early_stopping` is refused (scikit-learn 1.2 fails in it).
 */
export class MLPClassifier extends Classifier<MLPParams> implements MLPModel {
  static override readonly className = 'MLPClassifier'
  static override readonly module = 'sklearn.neural_network'
  static override readonly takesSampleWeight = false
  static override readonly params: ParamTable<MLPParams> = mlpParams

  declare coefs_: Matrix[]
  declare intercepts_: Float64Array[]
  declare n_iter_: number
  declare t_: number
  declare loss_: number
  declare n_layers_: number
  declare n_outputs_: number
  declare out_activation_: OutActivation
  declare loss_curve_?: number[]
  declare best_loss_?: number | null
  declare validation_scores_?: number[] | null
  declare best_validation_score_?: number | null
  declare n_features_in_: number
  declare _no_improvement_count?: number
  declare _optimizer?: OptimizerState
  declare _best_coefs?: Matrix[]
  declare _best_intercepts?: Float64Array[]

  /** A fit that was refused leaves no network behind. */
  override get isFitted(): boolean {
    return this.coefs_ !== undefined
  }

  async fit(X: Matrix, y?: Target, options: FitOptions = {}): Promise<this> {
    const { classes, codes } = this.checkInput(X, y)
    const goOn = this.params.warm_start && this.isFitted
    if (goOn) this.checkSame(X, classes)
    else this.classes_ = classes
    return this.learn(X, codes, { goOn, partial: false, options })
  }

  /** One epoch on these rows, going on from what was learned. The first call needs `classes`. Not with lbfgs. */
  async partial_fit(X: Matrix, y: Target, options: PartialFitOptions = {}): Promise<this> {
    checkPartialFit(this.params)
    const found = this.checkInput(X, y)
    const goOn = this.isFitted
    const given = options.classes && [...new Set(options.classes)].sort(compareLabels)
    if (!goOn) {
      if (!given) throw new ValueError('The first call to partial_fit needs classes')
      this.classes_ = given
    } else if (given && String(given) !== String(this.classes_))
      throw new ValueError(`classes are not those of the first call to partial_fit: ${String(this.classes_)}`)
    else if (this.params.warm_start) this.checkSame(X, found.classes)
    else checkFeatures(X, this.n_features_in_, this.meta.className)
    const places = found.classes.map((label) => this.classes_.indexOf(label))
    const unknown = places.indexOf(-1)
    if (unknown >= 0)
      throw new ValueError(
        `${String(found.classes[unknown])} is not among the classes ${String(this.classes_)}`,
        'Name every class in the first call to partial_fit.'
      )
    const codes = found.codes.map((code) => places[code])
    return this.learn(X, codes, { goOn, partial: true, options })
  }

  private checkInput(X: Matrix, y: Target | undefined): ReturnType<typeof encodeClasses> {
    this.checkParams()
    const { className } = this.meta
    checkArray(X, className)
    checkTarget(X, y, className)
    return encodeClasses(y, className)
  }

  /** Throws ValueError unless these are the classes and as many features as the last fit's. */
  private checkSame(X: Matrix, classes: Label[]): void {
    checkFeatures(X, this.n_features_in_, this.meta.className)
    if (String(classes) !== String(this.classes_))
      throw new ValueError(
        `The classes ${String(classes)} are not the last fit's: ${String(this.classes_)}`,
        'Set warm_start to false to fit these data.'
      )
  }

  private async learn(
    X: Matrix,
    codes: Int32Array,
    how: Pick<MLPFit, 'goOn' | 'partial' | 'options'>
  ): Promise<this> {
    const several = this.classes_.length > 2
    const target = matrix(codes.length, several ? this.classes_.length : 1)
    // The single column of two classes stands for the second.
    codes.forEach((code, i) => {
      if (several) row(target, i)[code] = 1
      else target.data[i] = code
    })
    this.n_features_in_ = X.shape[1]
    await fitNetwork(this, {
      X,
      target,
      outActivation: several ? 'softmax' : 'logistic',
      score: (said, right) => {
        const wanted = chosen(right)
        return chosen(said).reduce((sum, code, i) => sum + Number(code === wanted[i]), 0) / wanted.length
      },
      stratify: several ? undefined : codes,
      ...how
    })
    return this
  }

  async predict(X: Matrix, options: AskOptions = {}): Promise<Label[]> {
    return Array.from(chosen(await this.said(X, options)), (code) => this.classes_[code])
  }

  /** Each row's probability of each class, in the order of `classes_`: rows × classes. */
  async predict_proba(X: Matrix, options: AskOptions = {}): Promise<Matrix> {
    const said = await this.said(X, options)
    return this.n_outputs_ === 1 ? bothClasses(said.data) : said
  }

  /** The logarithm of predict_proba. */
  async predict_log_proba(X: Matrix, options: AskOptions = {}): Promise<Matrix> {
    const { data, shape } = await this.predict_proba(X, options)
    return matrix(...shape, data.map(Math.log))
  }

  private said(X: Matrix, options: AskOptions): Promise<Matrix> {
    this.checkFitted()
    return ask(this, X, options)
  }
}

/** The index of each row's class: of two the second above one half, of more the first of the greatest. */
function chosen(said: Matrix): Int32Array {
  return Int32Array.from({ length: said.shape[0] }, (_, i) => {
    const values = row(said, i)
    if (values.length === 1) return Number(values[0] > 0.5)
    let best = 0
    for (let c = 1; c < values.length; c++) if (values[c] > values[best]) best = c
    return best
  })
}
