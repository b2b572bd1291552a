import type { ParamTable } from '$lib/estimator/params'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { Regressor, type AskOptions, type FitOptions, type Target } from '../base'
import { r2Score } from '../metrics/r2'
import { checkArray, checkFeatures, checkTarget, numericTarget } from '../utils/validation'
import { ask } from './_ask'
import { fitNetwork } from './_fit'
import type { OutActivation } from './_loss'
import type { MLPModel } from './_model'
import type { OptimizerState } from './_optimizers'
import { checkPartialFit, mlpParams, type MLPParams } from './_params'

/**
 * A multi-layer perceptron that predicts numbers: layers of neurons, each of which takes a weighted sum of all values of the
 * layer before it and puts it through `activation`, and a last one that only sums. Half the mean squared error, with
 * alpha / (2·rows) times the squared weights, is minimised.
 *
 * Algorithm: backpropagation (Rumelhart, Hinton & Williams 1986) from Glorot & Bengio's initial weights (2010); steps by
 * batches with Adam (Kingma & Ba 2015) or Nesterov's momentum, or L-BFGS-B on all rows.
 * Source: scikit-learn 1.2, `sklearn.neural_network.MLPRegressor`; weights and batches are drawn as there.
 *
 * Parameters: those of `MLPClassifier`, with the same defaults; `early_stopping` stops by R².
 *
 * Attributes: `coefs_`, a matrix (inputs, outputs) a layer; `intercepts_`, an array a layer; `n_iter_`; `t_`; `loss_`;
 * `n_layers_`; `n_outputs_` (1); `out_activation_` ("identity"); `n_features_in_`; but for lbfgs `loss_curve_` (n_iter_),
 * `best_loss_`, `validation_scores_` (n_iter_) and `best_validation_score_`, of which early stopping decides which are null.
 *
 * Errors: ValueError for a layer without neurons, rows that cannot be held back (R² needs two), other features after
 * `warm_start`, and weights that overflow. Warns when max_iter was too small, and for a batch of more than all rows.
 * Differs: one output; partial_fit with `early_stopping` is refused (scikit-learn 1.2 fails in it).
 */
export class MLPRegressor extends Regressor<MLPParams> implements MLPModel {
  static override readonly className = 'MLPRegressor'
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
    return this.learn(X, y, this.params.warm_start && this.isFitted, false, options)
  }

  /** One epoch on these rows, going on from what was learned. Not with lbfgs. */
  async partial_fit(X: Matrix, y: Target, options: FitOptions = {}): Promise<this> {
    checkPartialFit(this.params)
    return this.learn(X, y, this.isFitted, true, options)
  }

  async predict(X: Matrix, options: AskOptions = {}): Promise<Float64Array> {
    this.checkFitted()
    return (await ask(this, X, options)).data
  }

  private async learn(
    X: Matrix,
    y: Target | undefined,
    goOn: boolean,
    partial: boolean,
    options: FitOptions
  ): Promise<this> {
    this.checkParams()
    const { className } = this.meta
    checkArray(X, className)
    checkTarget(X, y, className)
    if (goOn) checkFeatures(X, this.n_features_in_, className)
    const target = matrix(y.length, 1, numericTarget(y, className))
    this.n_features_in_ = X.shape[1]
    await fitNetwork(this, {
      X,
      target,
      outActivation: 'identity',
      score: (said, right) => r2Score(right.data, said.data),
      goOn,
      partial,
      options
    })
    return this
  }
}
