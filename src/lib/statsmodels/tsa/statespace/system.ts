/** A state space model of a given series whose matrices depend on parameters: what MLEModel fits. */
import type { FitWarning } from '$lib/estimator/progress'
import type { Matrix } from '$lib/numeric/matrix'
import type { ParameterLayout } from './parameters'
import type { StateSpace } from './representation'

export interface System {
  readonly layout: ParameterLayout
  readonly stateNames: readonly string[]
  /** Sets the matrices; what is given stays the system's and changes with the next update. */
  update(params: Float64Array): StateSpace
  /** Where an optimiser does well to start: valid parameters, not transformed. */
  startParams(warn: (warning: FitWarning) => void): Float64Array
}

/** The series and its regressors, row for row. */
export interface Sample {
  readonly endog: Float64Array
  readonly exog: Matrix | null
  readonly exogNames: readonly string[]
  /** As pandas names it, where the observations have one. */
  readonly freq: string | null
  /** Observations before the first: a time trend goes on from there. */
  readonly offset: number
}
