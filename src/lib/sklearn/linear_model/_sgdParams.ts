/** The parameters that SGD estimators share, and what is checked beyond the tables. */
import { ValueError } from '$lib/estimator/exceptions'
import { boolean, integer, none, option, randomState, real, type ParamTable } from '$lib/estimator/params'
import type { LearningRate, SgdParams } from './_sgd'

/** More than 0, at most infinity: how passive-aggressive steps are bounded. */
export const stepBound = real(0, Infinity, 'right')

export const sgdParams: ParamTable<SgdParams> = {
  fit_intercept: { default: true, kinds: [boolean] },
  max_iter: { default: 1000, kinds: [integer(1)] },
  tol: { default: 1e-3, kinds: [real(0, Infinity, 'left'), none] },
  shuffle: { default: true, kinds: [boolean] },
  verbose: { default: 0, kinds: [integer(0)] },
  random_state: { default: null, kinds: randomState },
  early_stopping: { default: false, kinds: [boolean] },
  validation_fraction: { default: 0.1, kinds: [real(0, 1, 'neither')] },
  n_iter_no_change: { default: 5, kinds: [integer(1)] },
  warm_start: { default: false, kinds: [boolean] }
}

export interface PenaltyParams {
  penalty: 'l2' | 'l1' | 'elasticnet' | null
  alpha: number
  l1_ratio: number
}

export const penaltyParams: ParamTable<PenaltyParams> = {
  penalty: { default: 'l2', kinds: [option('l2', 'l1', 'elasticnet'), none] },
  alpha: { default: 0.0001, kinds: [real(0, Infinity, 'left')] },
  l1_ratio: { default: 0.15, kinds: [real(0, 1)] }
}

export interface RateParams {
  epsilon: number
  learning_rate: LearningRate
  eta0: number
  power_t: number
}

const rates: LearningRate[] = ['constant', 'optimal', 'invscaling', 'adaptive', 'pa1', 'pa2']

export const rateParams = (rate: LearningRate, eta0: number, powerT: number): ParamTable<RateParams> => ({
  epsilon: { default: 0.1, kinds: [real(0, Infinity, 'left')] },
  learning_rate: { default: rate, kinds: [option(...rates)] },
  eta0: { default: eta0, kinds: [real(0, Infinity, 'left')] },
  power_t: { default: powerT, kinds: [real()] }
})

export interface AverageParams {
  average: boolean | number
}

export const averageParams: ParamTable<AverageParams> = {
  average: { default: false, kinds: [boolean, integer(0)] }
}

/** The L1 share of a penalty; undefined for none. */
export const l1RatioOf = ({ penalty, l1_ratio }: PenaltyParams): number | undefined =>
  penalty === null ? undefined : { l2: 0, l1: 1, elasticnet: l1_ratio }[penalty]

/** Throws ValueError where the learning rate lacks what it is made of. */
export function checkRate({ learning_rate, eta0, alpha }: RateParams & PenaltyParams): void {
  if (['constant', 'invscaling', 'adaptive'].includes(learning_rate) && eta0 <= 0)
    throw new ValueError(`The learning rate ${learning_rate} needs eta0 above 0`)
  if (learning_rate === 'optimal' && alpha === 0)
    throw new ValueError(
      'The optimal learning rate needs alpha above 0',
      'Choose another learning_rate, or raise alpha.'
    )
}

/** Throws ValueError unless a partial fit is possible. */
export function checkPartialFit(params: SgdParams): void {
  if (params.early_stopping)
    throw new ValueError('partial_fit cannot stop early', 'Set early_stopping to false.')
}

/** Warned after a fit that used all its epochs. */
export const notConverged = {
  category: 'ConvergenceWarning',
  message:
    'Maximum number of iteration reached before convergence. Consider increasing max_iter to improve the fit.'
} as const
