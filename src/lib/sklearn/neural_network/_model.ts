/** What the parts of a fit share: the model, and what it is to learn. */
import type { Matrix } from '$lib/numeric/matrix'
import type { FitOptions } from '../base'
import type { OutActivation } from './_loss'
import type { Network } from './_network'
import type { OptimizerState } from './_optimizers'
import type { MLPParams } from './_params'

/** What a fit leaves in a model, under scikit-learn's names. */
export interface MLPModel {
  readonly params: MLPParams
  /** Inputs × outputs, one a layer. */
  coefs_: Matrix[]
  /** One an output, for each layer. */
  intercepts_: Float64Array[]
  /** Epochs, or iterations of lbfgs. */
  n_iter_: number
  /** Rows learned from, each as often as it was. */
  t_: number
  /** Of the last epoch, or at lbfgs' end. */
  loss_: number
  /** Layers, the input and the output counted. */
  n_layers_: number
  n_outputs_: number
  out_activation_: OutActivation
  /** Of each epoch; of the best one, null with early stopping. None of these with lbfgs. */
  loss_curve_?: number[]
  best_loss_?: number | null
  /** With early stopping, of each epoch and the best; else null. */
  validation_scores_?: number[] | null
  best_validation_score_?: number | null
  _no_improvement_count?: number
  _optimizer?: OptimizerState
  _best_coefs?: Matrix[]
  _best_intercepts?: Float64Array[]
}

export interface MLPFit {
  readonly X: Matrix
  /** Rows × outputs; for classes 0 or 1. */
  readonly target: Matrix
  readonly outActivation: OutActivation
  /** The quality of what the network says of the rows held back by early stopping. */
  score(said: Matrix, target: Matrix): number
  /** One class a row, of which early stopping holds back as many of each as it can. */
  readonly stratify?: ArrayLike<number>
  /** Go on from what was learned. */
  readonly goOn: boolean
  /** One epoch only, with the optimizer of the last. */
  readonly partial: boolean
  readonly options: FitOptions
}

export const networkOf = (model: MLPModel): Network => ({
  coefs: model.coefs_,
  intercepts: model.intercepts_,
  activation: model.params.activation,
  outActivation: model.out_activation_
})

/** Rows of a step; all of them for lbfgs. */
export function batchSize({ solver, batch_size }: MLPParams, rows: number): number {
  if (solver === 'lbfgs') return rows
  return Math.min(batch_size === 'auto' ? 200 : batch_size, rows)
}
