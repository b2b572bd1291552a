/** A model's parameter vector: blocks in a fixed order, each with its names and the set that it is kept in. */
import { constrainStationary, isInvertible, unconstrainStationary } from './tools'

/** Maps any real vector into the set of values that make a valid model, and back. */
export interface Constraint {
  constrain(unconstrained: Float64Array): Float64Array
  unconstrain(constrained: Float64Array): Float64Array
  /**
   * How far value i may be moved either way, and twice as far, to see the likelihood change: `relative` to its size where
   * nothing is in the way. `scale` is the largest variance.
   */
  step(values: Float64Array, i: number, relative: number, scale: number): number
}

export const free: Constraint = {
  constrain: (x) => x,
  unconstrain: (x) => x,
  step: (values, i, relative) => relative * Math.max(Math.abs(values[i]), 1e-3)
}

export const positive: Constraint = {
  constrain: (x) => x.map((value) => value * value),
  unconstrain: (x) => x.map(Math.sqrt),
  step: (values, i, relative, scale) => relative * Math.max(values[i], 1e-2 * scale)
}

const coefficientStep: Constraint['step'] = (values, i, relative) =>
  relative * Math.max(Math.abs(values[i]), 0.1)

/** A logistic curve from low to high. */
export const between = (low: number, high: number): Constraint => ({
  constrain: (x) => x.map((value) => (1 / (1 + Math.exp(-value))) * (high - low) + low),
  unconstrain: (x) =>
    x.map((value) => Math.log((value - low) / (high - low) / (1 - (value - low) / (high - low)))),
  step: coefficientStep
})

/** φ of 1 − φ₁L − …, with roots outside the unit circle. A step leads nowhere else: the states' covariance ends there. */
export const stationary: Constraint = {
  constrain: constrainStationary,
  unconstrain: unconstrainStationary,
  step(values, i, relative, scale) {
    let step = coefficientStep(values, i, relative, scale)
    const inside = (by: number): boolean => {
      const moved = values.map((value) => -value)
      moved[i] += by
      return isInvertible(moved)
    }
    while (step > 1e-9 && !(inside(2.5 * step) && inside(-2.5 * step))) step /= 4
    return step
  }
}

/** θ of 1 + θ₁L + …, with roots outside the unit circle. */
export const invertible: Constraint = {
  constrain: (x) => constrainStationary(x).map((value) => -value),
  unconstrain: (x) => unconstrainStationary(x.map((value) => -value)),
  step: coefficientStep
}

export interface Block {
  readonly term: string
  readonly names: readonly string[]
  readonly constraint: Constraint
}

export class ParameterLayout {
  readonly names: readonly string[]
  readonly terms: readonly string[]
  private readonly blocks: readonly Block[]

  constructor(blocks: readonly Block[]) {
    this.blocks = blocks.filter((block) => block.names.length > 0)
    this.terms = this.blocks.map((block) => block.term)
    this.names = this.blocks.flatMap((block) => block.names)
  }

  /** The values of one term, empty where the model lacks it. */
  pick(params: Float64Array, term: string): Float64Array {
    let start = 0
    for (const block of this.blocks) {
      const end = start + block.names.length
      if (block.term === term) return params.subarray(start, end)
      start = end
    }
    return new Float64Array(0)
  }

  transform(unconstrained: Float64Array): Float64Array {
    return this.each(unconstrained, (block, values) => block.constraint.constrain(values))
  }

  untransform(constrained: Float64Array): Float64Array {
    return this.each(constrained, (block, values) => block.constraint.unconstrain(values))
  }

  /** A step for each parameter, for numerical derivatives that stay inside the model. */
  steps(params: Float64Array, relative: number): Float64Array {
    const variances = this.blocks.flatMap((block) =>
      block.constraint === positive ? [...this.pick(params, block.term)] : []
    )
    const scale = Math.max(...variances, 1e-10)
    return this.each(params, ({ constraint }, values) =>
      values.map((_, i) => constraint.step(values, i, relative, scale))
    )
  }

  private each(
    params: Float64Array,
    map: (block: Block, values: Float64Array) => Float64Array
  ): Float64Array {
    const out = new Float64Array(params.length)
    let start = 0
    for (const block of this.blocks) {
      out.set(map(block, params.subarray(start, start + block.names.length)), start)
      start += block.names.length
    }
    return out
  }
}
