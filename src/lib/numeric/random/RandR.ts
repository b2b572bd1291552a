/** The largest number that `next` gives. */
export const RAND_R_MAX = 0x7fffffff

/**
 * scikit-learn's generator inside its Cython loops (trees, SGD, SAG, coordinate descent): a 32-bit xorshift with shifts
 * 13, 17, 5 (Marsaglia, J. Stat. Softw. 8(14), 2003), cut to 31 bits on the way out.
 */
export class RandR {
  private state: number

  /** `seed` in [0, 2³²); 0 stands for 1, since xorshift never leaves 0. */
  constructor(seed: number) {
    this.state = seed >>> 0 || 1
  }

  /** An integer in [0, 2³¹). */
  next(): number {
    let s = this.state
    s ^= s << 13
    s ^= s >>> 17
    s ^= s << 5
    this.state = s >>> 0
    return s & RAND_R_MAX
  }

  /** An integer in [low, high), with the slight bias of a remainder, as scikit-learn's rand_int. */
  nextInt(low: number, high: number): number {
    return low + (this.next() % (high - low))
  }

  /** A number in [low, high], as scikit-learn's rand_uniform. */
  nextUniform(low: number, high: number): number {
    return ((high - low) * this.next()) / RAND_R_MAX + low
  }
}
