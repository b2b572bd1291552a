/** The state of a generator as plain data. */
export interface MtState {
  readonly key: Uint32Array
  readonly pos: number
}

const N = 624
const M = 397

/**
 * The Mersenne Twister MT19937 (Matsumoto & Nishimura, ACM Trans. Model. Comput. Simul. 8, 1998, 3–30): the core of
 * numpy's RandomState and, as C++'s std::mt19937, of liblinear and libsvm in scikit-learn.
 */
export class Mt19937 {
  private readonly key = new Uint32Array(N)
  private pos = N

  /** A number in [0, 2³²) seeds as init_genrand does; an array of such numbers as init_by_array. */
  constructor(seed: number | ArrayLike<number> = 5489) {
    if (typeof seed === 'number') this.seed(seed)
    else this.seedByArray(seed)
  }

  private seed(seed: number): void {
    const { key } = this
    key[0] = seed
    for (let i = 1; i < N; i++) key[i] = Math.imul(1812433253, key[i - 1] ^ (key[i - 1] >>> 30)) + i
    this.pos = N
  }

  private seedByArray(seed: ArrayLike<number>): void {
    this.seed(19650218)
    const { key } = this
    const mixed = (i: number, factor: number): number =>
      key[i] ^ Math.imul(key[i - 1] ^ (key[i - 1] >>> 30), factor)
    let i = 1
    const advance = (): void => {
      if (++i < N) return
      key[0] = key[N - 1]
      i = 1
    }
    for (let k = Math.max(N, seed.length), j = 0; k > 0; k--) {
      key[i] = mixed(i, 1664525) + seed[j] + j
      if (++j >= seed.length) j = 0
      advance()
    }
    for (let k = N - 1; k > 0; k--) {
      key[i] = mixed(i, 1566083941) - i
      advance()
    }
    key[0] = 0x80000000
  }

  get state(): MtState {
    return { key: this.key.slice(), pos: this.pos }
  }

  set state({ key, pos }: MtState) {
    this.key.set(key)
    this.pos = pos
  }

  private refill(): void {
    const { key } = this
    for (let i = 0; i < N; i++) {
      const y = (key[i] & 0x80000000) | (key[(i + 1) % N] & 0x7fffffff)
      key[i] = key[(i + M) % N] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0)
    }
    this.pos = 0
  }

  /** An integer in [0, 2³²). */
  nextUint32(): number {
    if (this.pos === N) this.refill()
    let y = this.key[this.pos++]
    y ^= y >>> 11
    y ^= (y << 7) & 0x9d2c5680
    y ^= (y << 15) & 0xefc60000
    return (y ^ (y >>> 18)) >>> 0
  }

  /** A number in [0, 1) with 53 random bits. */
  nextDouble(): number {
    const high = this.nextUint32() >>> 5
    const low = this.nextUint32() >>> 6
    return (high * 67108864 + low) / 9007199254740992
  }

  /** An integer in [0, max] by masking and rejection: numpy's legacy way. `max` is at most 2⁵³ − 1. */
  nextMasked(max: number): number {
    if (max === 0) return 0
    if (max > 0xffffffff) return this.nextMasked64(max)
    const mask = maskOf(max)
    for (;;) {
      const value = (this.nextUint32() & mask) >>> 0
      if (value <= max) return value
    }
  }

  private nextMasked64(max: number): number {
    const mask = maskOf(Math.floor(max / 2 ** 32))
    for (;;) {
      const high = (this.nextUint32() & mask) >>> 0
      const value = high * 2 ** 32 + this.nextUint32()
      if (value <= max) return value
    }
  }

  /** An integer in [0, range) by Lemire's multiplication (arXiv:1805.10941): scikit-learn's way in liblinear and libsvm. */
  nextBounded(range: number): number {
    const reject = (2 ** 32 - range) % range
    for (;;) {
      const x = this.nextUint32()
      const low = Math.imul(x, range) >>> 0
      // Exact: the two halves of the product each fit 53 bits.
      const carry = Math.floor(((x & 0xffff) * range) / 65536) + (x >>> 16) * range
      if (low >= reject) return Math.floor(carry / 65536)
    }
  }
}

/** The smallest 2ᵏ − 1 that is not below max. */
const maskOf = (max: number): number => (max === 0 ? 0 : 0xffffffff >>> Math.clz32(max))
