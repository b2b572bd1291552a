/** What goes with a fit and a prediction of a state space model beyond what any model takes. */
import type { FitOptions, PredictOptions } from '../../base'
import type { CovType } from './_covParams'

export interface MLEFitOptions extends FitOptions {
  /** Most iterations of the optimiser: 50. */
  readonly maxiter?: number
  /** How the estimates' covariance is found: `opg`. */
  readonly cov_type?: CovType
}

export interface MLEPredictOptions extends PredictOptions {
  /** From this observation, counted from `start`, on predictions are made from predictions. */
  readonly dynamic?: number | null
}

/** How the optimiser ended. */
export interface MLERetvals {
  readonly converged: boolean
  readonly iterations: number
  readonly fcalls: number
  /** −log-likelihood / nobs. */
  readonly fopt: number
  readonly warnflag: 0 | 1 | 2
}
