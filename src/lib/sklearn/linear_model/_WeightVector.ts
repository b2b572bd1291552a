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

  dot(x: Float64Array): number {
    const { w } = this
    let sum = 0
    for (let j = 0; j < w.length; j++) sum += w[j] * x[j]
    return sum * this.factor
  }

  /** Adds c · x. */
  add(x: Float64Array, c: number): void {
    const { w } = this
    const scaled = c / this.factor
    for (let j = 0; j < w.length; j++) w[j] += x[j] * scaled
  }

  scale(c: number): void {
    this.factor *= c
    if (this.factor < SMALLEST_FACTOR) this.fold()
  }

  /** Takes the weights into the average as its `count`-th member, after c · x was added to them. */
  addAverage(x: Float64Array, c: number, count: number): void {
    const { average } = this
    if (!average) return
    const scaled = -c / this.factor
    for (let j = 0; j < average.length; j++) average[j] += this.a * x[j] * scaled
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
