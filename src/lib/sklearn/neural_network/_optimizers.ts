/** Steps of stochastic gradient descent, with the state that goes from one to the next (scikit-learn's `_stochastic_optimizers.py`). */
import type { MLPParams } from './_params'

/** Plain data, under scikit-learn's names: partial_fit goes on from it. One array of moments or velocities a parameter array. */
export interface SgdState {
  learning_rate_init: number
  learning_rate: number
  lr_schedule: MLPParams['learning_rate']
  momentum: number
  nesterov: boolean
  power_t: number
  velocities: Float64Array[]
}

export interface AdamState {
  learning_rate_init: number
  learning_rate: number
  beta_1: number
  beta_2: number
  epsilon: number
  t: number
  ms: Float64Array[]
  vs: Float64Array[]
}

export type OptimizerState = SgdState | AdamState

/** The state before the first step. */
export function newOptimizer(params: MLPParams, arrays: readonly Float64Array[]): OptimizerState {
  const zeros = (): Float64Array[] => arrays.map(({ length }) => new Float64Array(length))
  const { learning_rate_init } = params
  if (params.solver === 'adam') {
    const { beta_1, beta_2, epsilon } = params
    const moments = { ms: zeros(), vs: zeros() }
    return {
      learning_rate_init,
      learning_rate: learning_rate_init,
      beta_1,
      beta_2,
      epsilon,
      t: 0,
      ...moments
    }
  }
  return {
    learning_rate_init,
    learning_rate: learning_rate_init,
    lr_schedule: params.learning_rate,
    momentum: params.momentum,
    nesterov: params.nesterovs_momentum,
    power_t: params.power_t,
    velocities: zeros()
  }
}

/** Moves the parameters against their gradients, in place. */
export function step(
  state: OptimizerState,
  arrays: readonly Float64Array[],
  gradients: readonly Float64Array[]
): void {
  if ('velocities' in state)
    arrays.forEach((values, i) => sgdStep(state, values, gradients[i], state.velocities[i]))
  else {
    const { beta_1, beta_2 } = state
    state.t++
    state.learning_rate =
      (state.learning_rate_init * Math.sqrt(1 - beta_2 ** state.t)) / (1 - beta_1 ** state.t)
    arrays.forEach((values, i) => adamStep(state, values, gradients[i], state.ms[i], state.vs[i]))
  }
}

/** Momentum, plain or Nesterov's: Sutskever, Martens, Dahl & Hinton, ICML 2013. */
function sgdStep(
  { momentum, learning_rate, nesterov }: SgdState,
  values: Float64Array,
  gradient: Float64Array,
  velocity: Float64Array
): void {
  for (let i = 0; i < values.length; i++) {
    const slope = learning_rate * gradient[i]
    const next = momentum * velocity[i] - slope
    velocity[i] = next
    values[i] += nesterov ? momentum * next - slope : next
  }
}

/** Kingma & Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015. */
function adamStep(
  { beta_1, beta_2, epsilon, learning_rate }: AdamState,
  values: Float64Array,
  gradient: Float64Array,
  ms: Float64Array,
  vs: Float64Array
): void {
  const rest1 = 1 - beta_1
  const rest2 = 1 - beta_2
  for (let i = 0; i < values.length; i++) {
    const g = gradient[i]
    const m = beta_1 * ms[i] + rest1 * g
    const v = beta_2 * vs[i] + rest2 * (g * g)
    ms[i] = m
    vs[i] = v
    values[i] += (-learning_rate * m) / (Math.sqrt(v) + epsilon)
  }
}

/** After an epoch; `t`: rows learned from so far. */
export function epochEnds(state: OptimizerState, t: number): void {
  if ('velocities' in state && state.lr_schedule === 'invscaling')
    state.learning_rate = state.learning_rate_init / (t + 1) ** state.power_t
}

/** Nothing gets better any more: is that the end? An adaptive rate falls to a fifth first. */
export function isOver(state: OptimizerState): boolean {
  if (!('velocities' in state) || state.lr_schedule !== 'adaptive' || state.learning_rate <= 1e-6) return true
  state.learning_rate /= 5
  return false
}
