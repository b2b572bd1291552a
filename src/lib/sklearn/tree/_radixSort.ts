const DIGIT = 11
const BUCKETS = 1 << DIGIT
const MASK = BUCKETS - 1

/** From how many values on it is faster than comparing them. */
export const RADIX_FROM = 600

/**
 * Sorts values ascending and takes samples along, in time linear in their number: by their bits, eleven at a time from the
 * lowest (Knuth, "The Art of Computer Programming", vol. 3, 5.2.5, Algorithm R). Equal values keep their order, which is
 * not scikit-learn's: for sums that are exact in any order.
 */
export class RadixSort {
  /** The values' bits, in the same memory. */
  private readonly keys: Uint32Array
  private readonly otherKeys: Uint32Array
  private readonly otherSamples: Int32Array
  private readonly ends = new Uint32Array(3 * BUCKETS)

  constructor(
    values: Float32Array,
    private readonly samples: Int32Array
  ) {
    this.keys = new Uint32Array(values.buffer, values.byteOffset, values.length)
    this.otherKeys = new Uint32Array(values.length)
    this.otherSamples = new Int32Array(values.length)
  }

  /** Sorts values[from, to). */
  sort(from: number, to: number): void {
    const { keys, samples, otherKeys, otherSamples } = this
    this.count(from, to)
    this.distribute(keys, samples, otherKeys, otherSamples, from, to, 0)
    this.distribute(otherKeys, otherSamples, keys, samples, from, to, 1)
    this.distribute(keys, samples, otherKeys, otherSamples, from, to, 2)
    for (let i = from; i < to; i++) {
      const key = otherKeys[i]
      keys[i] = key ^ (((key >>> 31) - 1) | 0x80000000)
      samples[i] = otherSamples[i]
    }
  }

  /** Makes keys whose order as integers is the values' order, and counts their digits: where each bucket begins. */
  private count(from: number, to: number): void {
    const { keys, ends } = this
    ends.fill(0)
    for (let i = from; i < to; i++) {
      const bits = keys[i]
      const key = bits ^ ((bits >> 31) | 0x80000000)
      keys[i] = key
      ends[key & MASK]++
      ends[BUCKETS + ((key >>> DIGIT) & MASK)]++
      ends[2 * BUCKETS + (key >>> (2 * DIGIT))]++
    }
    for (let at = 0, sum = from; at < ends.length; at++) {
      if (at % BUCKETS === 0) sum = from
      const size = ends[at]
      ends[at] = sum
      sum += size
    }
  }

  private distribute(
    keys: Uint32Array,
    samples: Int32Array,
    toKeys: Uint32Array,
    toSamples: Int32Array,
    from: number,
    to: number,
    digit: number
  ): void {
    const { ends } = this
    const shift = digit * DIGIT
    const first = digit * BUCKETS
    for (let i = from; i < to; i++) {
      const key = keys[i]
      const at = ends[first + ((key >>> shift) & MASK)]++
      toKeys[at] = key
      toSamples[at] = samples[i]
    }
  }
}
