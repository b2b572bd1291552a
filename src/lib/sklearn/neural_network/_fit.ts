/** How both multi-layer perceptrons are fitted: what is new and what goes on, and which solver does it. */
import { ValueError } from '$lib/estimator/exceptions'
import { cpu, type Backend } from '$lib/numeric/backend'
import { checkRandomState } from '$lib/numeric/random/RandomState'
import { inFloat32 } from '../utils/deviceProduct'
import { fitLbfgs } from './_lbfgs'
import { batchSize, networkOf, type MLPFit, type MLPModel } from './_model'
import { initialise, parametersOf } from './_network'
import { hiddenSizes, type MLPParams } from './_params'
import { fitStochastic } from './_stochastic'

/** Throws ValueError for sizes that are none, for rows that cannot be held back, and for weights that overflow. */
export async function fitNetwork(model: MLPModel, fit: MLPFit): Promise<void> {
  const { X, target, options, goOn, outActivation } = fit
  const sizes = [X.shape[1], ...hiddenSizes(model.params), target.shape[1]]
  const random = checkRandomState(model.params.random_state)
  if (!goOn) {
    const { coefs, intercepts } = initialise(sizes, model.params.activation, random)
    Object.assign(model, {
      coefs_: coefs,
      intercepts_: intercepts,
      n_iter_: 0,
      t_: 0,
      n_layers_: sizes.length,
      n_outputs_: target.shape[1],
      out_activation_: outActivation
    })
    if (model.params.solver !== 'lbfgs') Object.assign(model, newRecords(model.params))
  }
  const backend = await backendFor(model, fit)
  if (model.params.solver === 'lbfgs') await fitLbfgs(model, fit, backend)
  else await fitStochastic(model, fit, random, backend)
  if (!parametersOf(networkOf(model)).every((values) => values.every(Number.isFinite)))
    throw new ValueError(
      'The weights are not finite any more',
      'Scale the data first, or lower learning_rate_init.'
    )
  const device = await inFloat32(options.backend)
  if (device)
    options.warn?.({
      category: 'UserWarning',
      message: `The network was fitted in float32 on ${device}: its weights are not scikit-learn's to the last digits`
    })
}

/** What is noted of epochs. */
const newRecords = ({ early_stopping }: MLPParams): Partial<MLPModel> => ({
  loss_curve_: [],
  _no_improvement_count: 0,
  best_loss_: early_stopping ? null : Infinity,
  validation_scores_: early_stopping ? [] : null,
  best_validation_score_: early_stopping ? -Infinity : null
})

/** The device for all of a fit: a batch by itself would be too small to be worth one. */
async function backendFor(
  { params, coefs_ }: MLPModel,
  { X, partial, options: { backend = cpu } }: MLPFit
): Promise<Backend> {
  if (!backend.choose) return backend
  const rounds = partial ? 1 : params.max_iter
  const batches = Math.ceil(X.shape[0] / batchSize(params, X.shape[0]))
  // Forwards, and backwards to the weights and to the layer's input.
  const products = 3 * coefs_.length * rounds * batches
  const columns = coefs_.reduce((sum, { data }) => sum + data.length, 0) / X.shape[1]
  return backend.choose(X.shape, { products, columns: 3 * columns * rounds, unrefined: true })
}
