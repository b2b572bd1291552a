/**
 * The weighted median of a changing set of values. They are kept sorted; `k` is the least number of them whose weights
 * come to half of the total, and the running sum of those weights is updated as scikit-learn does, so that it rounds alike.
 */
export class WeightedMedian {
  size = 0
  private values: Float64Array = new Float64Array(16)
  private weights: Float64Array = new Float64Array(16)
  private total = 0
  private k = 0
  private sum = 0

  clear(): void {
    this.size = this.total = this.k = this.sum = 0
  }

  /** The value where half of the weight lies below; midway between two values when the half falls between them. */
  get median(): number {
    const upper = this.values[this.k - 1]
    return this.sum === this.total / 2 ? (this.values[this.k] + upper) / 2 : upper
  }

  push(value: number, weight: number): void {
    const below = this.size > 0 && value < this.median
    this.insert(value, weight)
    if (this.size === 1) {
      this.k = 1
      this.total = this.sum = weight
      return
    }
    this.total += weight
    if (below) {
      this.k++
      this.sum += weight
      this.shrink()
    } else this.grow()
  }

  /** Takes one value of that weight out. */
  remove(value: number, weight: number): void {
    let at = 0
    while (this.values[at] !== value || this.weights[at] !== weight) at++
    this.removeAt(at)
  }

  /** Moves the least value into another set. */
  popInto(other: WeightedMedian): void {
    const value = this.values[0]
    const weight = this.weights[0]
    this.removeAt(0)
    other.push(value, weight)
  }

  private removeAt(at: number): void {
    const value = this.values[at]
    const weight = this.weights[at]
    const below = value < this.median
    this.values.copyWithin(at, at + 1, this.size)
    this.weights.copyWithin(at, at + 1, this.size)
    this.size--
    if (this.size === 0) this.clear()
    else if (this.size === 1) {
      this.k = 1
      this.total -= weight
      this.sum = this.total
    } else {
      this.total -= weight
      if (below) {
        this.k--
        this.sum -= weight
        this.grow()
      } else this.shrink()
    }
  }

  private insert(value: number, weight: number): void {
    if (this.size === this.values.length) {
      this.values = enlarged(this.values)
      this.weights = enlarged(this.weights)
    }
    let at = this.size++
    for (; at > 0 && value < this.values[at - 1]; at--) {
      this.values[at] = this.values[at - 1]
      this.weights[at] = this.weights[at - 1]
    }
    this.values[at] = value
    this.weights[at] = weight
  }

  /** Raises k until the first k weights come to half of the total. */
  private grow(): void {
    while (this.k < this.size && this.sum < this.total / 2) this.sum += this.weights[this.k++]
  }

  /** Lowers k as long as the first k − 1 weights still come to half of the total. */
  private shrink(): void {
    while (this.k > 1 && this.sum - this.weights[this.k - 1] >= this.total / 2)
      this.sum -= this.weights[--this.k]
  }
}

function enlarged(array: Float64Array): Float64Array {
  const copy = new Float64Array(2 * array.length)
  copy.set(array)
  return copy
}
