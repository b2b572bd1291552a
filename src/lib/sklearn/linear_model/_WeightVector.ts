const SMALLEST_FACTOR = 1e-9

/**
 * Weights kept as factor · w, so that shrinking them is one product, with their average over updates kept as
 * (average + a·w) / b (Bottou, "Stochastic Gradient Descent Tricks", 2012). `fold` makes both plain again, in place.
 */
export class WeightVector {
  factor = 1
  private a = 0
  private b = 1

  constructor(
    readonly w: Float64Array,
    private readonly average?: Float64Array
  ) {}

  /** The product with the row of `data` that begins at `from`. */
  dot(data: Float64Array, from: number): number {
    const { w } = this
    let sum = 0
    for (let j = 0, at = from; j < w.length; j++, at++) sum += w[j] * data[at]
    return sum * this.factor
  }

  /** Adds c times that row. */
  add(data: Float64Array, from: number, c: number): void {
    const { w } = this
    const scaled = c / this.factor
    for (let j = 0, at = from; j < w.length; j++, at++) w[j] += data[at] * scaled
  }

  scale(c: number): void {
    this.factor *= c
    if (this.factor < SMALLEST_FACTOR) this.fold()
  }

  /** Takes the weights into the average as its `count`-th member, after c times a row was added to them. */
  addAverage(data: Float64Array, from: number, c: number, count: number): void {
    const { average, a } = this
    if (!average) return
    const scaled = -c / this.factor
    for (let j = 0, at = from; j < average.length; j++, at++) average[j] += a * data[at] * scaled
    if (count > 1) this.b /= 1 - 1 / count
    this.a += (1 / count) * this.b * this.factor
  }

  fold(): void {
    const { w, average, a, b } = this
    if (average) {
      for (let j = 0; j < w.length; j++) average[j] = (average[j] + a * w[j]) * (1 / b)
      this.a = 0
      this.b = 1
    }
    for (let j = 0; j < w.length; j++) w[j] *= this.factor
    this.factor = 1
  }
}
