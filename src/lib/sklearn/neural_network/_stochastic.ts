/** Epochs of steps by batches (Adam or plain descent), until the loss or the score of rows held back stands still. */
import { ValueError } from '$lib/estimator/exceptions'
import type { Backend } from '$lib/numeric/backend'
import { matrix, takeRows, type Matrix } from '$lib/numeric/matrix'
import { pacer } from '$lib/numeric/pacer'
import type { RandomState } from '$lib/numeric/random/RandomState'
import { trainTestIndices } from '../model_selection/trainTestSplit'
import { batchSize, networkOf, type MLPFit, type MLPModel } from './_model'
import { lossGradient, outputs, parametersOf } from './_network'
import { epochEnds, isOver, newOptimizer, step } from './_optimizers'

export async function fitStochastic(
  model: MLPModel,
  fit: MLPFit,
  random: RandomState,
  backend: Backend
): Promise<void> {
  const { partial, options } = fit
  const { params } = model
  const { max_iter, n_iter_no_change } = params
  const arrays = parametersOf(networkOf(model))
  const optimizer = (partial && model._optimizer) || newOptimizer(params, arrays)
  model._optimizer = optimizer
  const { train, held } = split(model, fit, random)
  const size = batchSize(params, train.length)
  if (params.batch_size !== 'auto' && params.batch_size > train.length)
    options.warn?.({
      category: 'UserWarning',
      message: `batch_size = ${params.batch_size} is more than the ${train.length} rows there are: all of them are one batch`
    })
  const pace = pacer(options.signal)
  const network = networkOf(model)
  let order = train
  for (let epoch = 1; epoch <= (partial ? 1 : max_iter); epoch++) {
    if (params.shuffle) {
      const last = order
      order = random.permutation(last.length).map((i) => last[i])
    }
    let loss = 0
    for (let from = 0; from < order.length; from += size) {
      const [X, target] = rowsOf(fit, order.subarray(from, from + size))
      const found = await lossGradient(backend, network, X, target, params.alpha)
      loss += found.loss * X.shape[0]
      step(optimizer, arrays, found.gradients)
      const due = pace()
      if (due) await due
    }
    model.n_iter_++
    model.loss_ = loss / order.length
    model.t_ += order.length
    model.loss_curve_!.push(model.loss_)
    options.onProgress?.({ phase: 'fit', done: epoch, total: max_iter })
    if (held)
      noteScore(model, fit.score(await outputs(backend, network, held.X, options.signal), held.target))
    else noteLoss(model)
    epochEnds(optimizer, model.t_)
    if (model._no_improvement_count! > n_iter_no_change) {
      if (isOver(optimizer)) break
      model._no_improvement_count = 0
    }
    if (!partial && model.n_iter_ === max_iter)
      options.warn?.({
        category: 'ConvergenceWarning',
        message: `Stochastic optimizer: ${max_iter} epochs (max_iter) were reached and the optimization has not converged yet`
      })
  }
  if (held) {
    model.coefs_ = model._best_coefs!
    model.intercepts_ = model._best_intercepts!
  }
}

const rowsOf = ({ X, target }: MLPFit, rows: Int32Array): [X: Matrix, target: Matrix] => [
  takeRows(X, rows),
  takeRows(target, rows)
]

/** The rows to learn from, and those that early stopping holds back. */
function split(
  { params }: MLPModel,
  fit: MLPFit,
  random: RandomState
): { readonly train: Int32Array; readonly held?: { readonly X: Matrix; readonly target: Matrix } } {
  const rows = fit.X.shape[0]
  if (!params.early_stopping) return { train: Int32Array.from({ length: rows }, (_, i) => i) }
  try {
    const { train, test } = trainTestIndices(rows, {
      test_size: params.validation_fraction,
      random_state: random,
      stratify: fit.stratify
    })
    const [X, target] = rowsOf(fit, test)
    if (Number.isNaN(fit.score(target, target))) throw new ValueError('one row has no score')
    return { train, held: { X, target } }
  } catch (error) {
    if (!(error instanceof ValueError)) throw error
    throw new ValueError(
      `Early stopping cannot hold back rows: ${error.message}`,
      'Change validation_fraction, or set early_stopping to false.'
    )
  }
}

/** Counts the epochs since the score of the rows held back last rose by `tol`; the best weights are kept. */
function noteScore(model: MLPModel, score: number): void {
  model.validation_scores_!.push(score)
  const best = model.best_validation_score_!
  model._no_improvement_count = score < best + model.params.tol ? model._no_improvement_count! + 1 : 0
  if (!(score > best)) return
  model.best_validation_score_ = score
  model._best_coefs = model.coefs_.map(({ shape, data }) => matrix(...shape, data.slice()))
  model._best_intercepts = model.intercepts_.map((values) => values.slice())
}

/** Counts the epochs since the loss last fell by `tol`. */
function noteLoss(model: MLPModel): void {
  const best = model.best_loss_!
  model._no_improvement_count = model.loss_ > best - model.params.tol ? model._no_improvement_count! + 1 : 0
  model.best_loss_ = Math.min(model.loss_, best)
}
