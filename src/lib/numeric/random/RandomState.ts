import { log } from '../log'
import { drawGamma, drawNormal, drawUniqueByWeight, searchCumulative } from './_draws'
import { Mt19937, type MtState } from './Mt19937'

/** What a `random_state` parameter holds, or a generator that is handed on. */
export type Seed = number | null | RandomState

export interface RandomStateData extends MtState {
  /** The second normal of the last pair, if it waits; NaN if not. */
  readonly gauss: number
}

/**
 * numpy's legacy generator, draw for draw: the same seed gives the same numbers in the same order (of those that pass
 * through a logarithm one in a thousand differs in its last bit, of gamma's powers below shape 1 one in ten). Sizes come
 * back as typed arrays.
 * Integers are numpy's default int64: the 32-bit types draw alike, smaller ones are not offered.
 */
export class RandomState {
  private readonly bits: Mt19937
  private gauss = NaN

  /** An integer in [0, 2³²), or an array of such. Throws RangeError for anything else. */
  constructor(seed: number | ArrayLike<number>) {
    for (const value of typeof seed === 'number' ? [seed] : Array.from(seed))
      if (!Number.isInteger(value) || value < 0 || value > 0xffffffff)
        throw new RangeError(`Seed must be an integer between 0 and 2**32 - 1, not ${value}`)
    if (typeof seed !== 'number' && seed.length === 0) throw new RangeError('Seed must be non-empty')
    this.bits = new Mt19937(seed)
  }

  /** The whole state as plain data. */
  get state(): RandomStateData {
    return { ...this.bits.state, gauss: this.gauss }
  }

  set state(state: RandomStateData) {
    this.bits.state = state
    this.gauss = state.gauss
  }

  /** An integer in [low, high). */
  randint(low: number, high: number): number
  randint(low: number, high: number, size: number): Float64Array
  randint(low: number, high: number, size?: number): number | Float64Array {
    if (!(low < high)) throw new RangeError(`low >= high: ${low}, ${high}`)
    return this.fill(size, () => low + this.bits.nextMasked(high - 1 - low))
  }

  /** Numbers in [0, 1). */
  random_sample(): number
  random_sample(size: number): Float64Array
  random_sample(size?: number): number | Float64Array {
    return this.fill(size, () => this.bits.nextDouble())
  }

  /** Numbers in [low, high). */
  uniform(low?: number, high?: number): number
  uniform(low: number, high: number, size: number): Float64Array
  uniform(low = 0, high = 1, size?: number): number | Float64Array {
    const range = high - low
    return this.fill(size, () => low + range * this.bits.nextDouble())
  }

  /** Standard normal numbers by Marsaglia's polar method; they come in pairs, the second waits for the next call. */
  standard_normal(): number
  standard_normal(size: number): Float64Array
  standard_normal(size?: number): number | Float64Array {
    return this.fill(size, () => this.nextGauss())
  }

  /** Normal numbers with mean `loc` and standard deviation `scale`. */
  normal(loc?: number, scale?: number): number
  normal(loc: number, scale: number, size: number): Float64Array
  normal(loc = 0, scale = 1, size?: number): number | Float64Array {
    return this.fill(size, () => loc + scale * this.nextGauss())
  }

  /** Exponential numbers with mean `scale`. */
  exponential(scale?: number): number
  exponential(scale: number, size: number): Float64Array
  exponential(scale = 1, size?: number): number | Float64Array {
    return this.fill(size, () => scale * this.nextExponential())
  }

  /** Gamma numbers. */
  gamma(shape: number, scale?: number): number
  gamma(shape: number, scale: number, size: number): Float64Array
  gamma(shape: number, scale = 1, size?: number): number | Float64Array {
    return this.fill(size, () => scale * this.nextGamma(shape))
  }

  /** One draw from the Dirichlet distribution. */
  dirichlet(alpha: ArrayLike<number>): Float64Array {
    const out = Float64Array.from(alpha, (shape) => this.nextGamma(shape))
    const inverse = 1 / out.reduce((sum, value) => sum + value, 0)
    return out.map((value) => value * inverse)
  }

  /** Puts the values in a random order, in place (Fisher and Yates, from the end). */
  shuffle(values: { length: number; [i: number]: unknown }): void {
    for (let i = values.length - 1; i > 0; i--) {
      const j = this.bits.nextMasked(i)
      const held = values[i]
      values[i] = values[j]
      values[j] = held
    }
  }

  /** The integers 0 … n−1 in a random order. */
  permutation(n: number): Int32Array {
    const out = Int32Array.from({ length: n }, (_, i) => i)
    this.shuffle(out)
    return out
  }

  /** `size` of the integers 0 … n−1, with or without replacement, with probabilities `p` or evenly. */
  choice(n: number, size: number, replace = true, p?: ArrayLike<number>): Int32Array {
    if (n < 1 && size > 0) throw new RangeError('a must be greater than 0 unless no samples are taken')
    if (!replace && size > n) throw new RangeError(`Cannot take ${size} of ${n} without replacement`)
    if (p) checkProbabilities(p, n)
    if (!replace && p) return drawUniqueByWeight((count) => this.random_sample(count), p, size)
    if (!replace) return this.permutation(n).slice(0, size)
    return p ? searchCumulative(p, this.random_sample(size)) : Int32Array.from(this.randint(0, n, size))
  }

  private fill(size: number | undefined, draw: () => number): number | Float64Array {
    if (size === undefined) return draw()
    const out = new Float64Array(size)
    for (let i = 0; i < size; i++) out[i] = draw()
    return out
  }

  private nextGauss(): number {
    const { gauss } = this
    if (!Number.isNaN(gauss)) {
      this.gauss = NaN
      return gauss
    }
    const [now, later] = drawNormal(() => this.bits.nextDouble())
    this.gauss = later
    return now
  }

  private nextExponential(): number {
    // numpy takes log1p of the negative; this difference has no rounding error.
    return -log(1 - this.bits.nextDouble())
  }

  private nextGamma(shape: number): number {
    return drawGamma(shape, {
      uniform: () => this.bits.nextDouble(),
      normal: () => this.nextGauss(),
      exponential: () => this.nextExponential()
    })
  }
}

function checkProbabilities(p: ArrayLike<number>, n: number): void {
  const values = Array.from(p)
  if (values.length !== n) throw new RangeError(`a and p must have same size: ${n}, ${values.length}`)
  if (values.some((value) => !(value >= 0))) throw new RangeError('probabilities are not non-negative')
  if (Math.abs(values.reduce((a, b) => a + b, 0) - 1) > Math.sqrt(Number.EPSILON))
    throw new RangeError('probabilities do not sum to 1')
}

/** The generator of a `random_state`: a new one for an integer, the same for a generator, an unforeseeable one for null. */
export function checkRandomState(seed: Seed): RandomState {
  if (seed instanceof RandomState) return seed
  return new RandomState(seed ?? crypto.getRandomValues(new Uint32Array(8)))
}
