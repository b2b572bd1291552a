/** The parameters of both multi-layer perceptrons, and what is checked beyond the table. */
import { ValueError } from '$lib/estimator/exceptions'
import {
  array,
  boolean,
  flag,
  integer,
  option,
  randomState,
  real,
  type ParamTable
} from '$lib/estimator/params'
import { activations, type Activation } from '$lib/numeric/layers'

export interface MLPParams {
  hidden_layer_sizes: number | readonly number[]
  activation: Activation
  solver: 'lbfgs' | 'sgd' | 'adam'
  alpha: number
  batch_size: 'auto' | number
  learning_rate: 'constant' | 'invscaling' | 'adaptive'
  learning_rate_init: number
  power_t: number
  max_iter: number
  shuffle: boolean
  random_state: number | null
  tol: number
  verbose: boolean | number
  warm_start: boolean
  momentum: number
  nesterovs_momentum: boolean
  early_stopping: boolean
  validation_fraction: number
  beta_1: number
  beta_2: number
  epsilon: number
  n_iter_no_change: number
  max_fun: number
}

const share = real(0, 1, 'left')

export const mlpParams: ParamTable<MLPParams> = {
  hidden_layer_sizes: { default: [100], kinds: [array, integer(1)] },
  activation: { default: 'relu', kinds: [option(...Object.keys(activations))] },
  solver: { default: 'adam', kinds: [option('lbfgs', 'sgd', 'adam')] },
  alpha: { default: 0.0001, kinds: [real(0, Infinity, 'left')] },
  batch_size: { default: 'auto', kinds: [option('auto'), integer(1)] },
  learning_rate: { default: 'constant', kinds: [option('constant', 'invscaling', 'adaptive')] },
  learning_rate_init: { default: 0.001, kinds: [real(0, Infinity, 'neither')] },
  power_t: { default: 0.5, kinds: [real(0, Infinity, 'left')] },
  max_iter: { default: 200, kinds: [integer(1)] },
  shuffle: flag(true),
  random_state: { default: null, kinds: randomState },
  tol: { default: 0.0001, kinds: [real(0, Infinity, 'left')] },
  verbose: { default: false, kinds: [boolean, integer(0)] },
  warm_start: flag(false),
  momentum: { default: 0.9, kinds: [real(0, 1)] },
  nesterovs_momentum: flag(true),
  early_stopping: flag(false),
  validation_fraction: { default: 0.1, kinds: [share] },
  beta_1: { default: 0.9, kinds: [share] },
  beta_2: { default: 0.999, kinds: [share] },
  epsilon: { default: 1e-8, kinds: [real(0, Infinity, 'neither')] },
  n_iter_no_change: { default: 10, kinds: [integer(1), real(Infinity, Infinity)] },
  max_fun: { default: 15000, kinds: [integer(1)] }
}

/** The numbers of neurons of the hidden layers. Throws ValueError unless each is a positive integer. */
export function hiddenSizes({ hidden_layer_sizes: sizes }: MLPParams): readonly number[] {
  const list = typeof sizes === 'number' ? [sizes] : Array.from(sizes)
  const wrong = list.find((size) => !Number.isInteger(size) || size < 1)
  if (wrong !== undefined)
    throw new ValueError(
      `hidden_layer_sizes = ${JSON.stringify(list)} has ${String(wrong)}, which is no number of neurons`,
      'Each hidden layer needs an integer of 1 or more.'
    )
  return list
}

/** Throws ValueError unless a partial fit is possible. */
export function checkPartialFit({ solver, early_stopping }: MLPParams): void {
  if (solver === 'lbfgs')
    throw new ValueError('partial_fit cannot use lbfgs, which needs all rows', 'Use solver "adam" or "sgd".')
  if (early_stopping) throw new ValueError('partial_fit cannot stop early', 'Set early_stopping to false.')
}
