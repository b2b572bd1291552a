import type { Kernel } from '$lib/numeric/kernels'
import type { Matrix } from '$lib/numeric/matrix'

/** A kernel, or X itself as the kernel's values between all rows of training. */
export type SvmKernel = Kernel | { readonly name: 'precomputed' }

/** Some rows of X in an order that changes, and the kernel between them. */
export class Points {
  /** The row of X at each position. */
  private readonly rows: Int32Array
  /** x·x of each position, where the kernel needs it. */
  private readonly squares: Float64Array
  private readonly products: Float64Array

  constructor(
    private readonly X: Matrix,
    rows: Int32Array,
    private readonly kernel: SvmKernel
  ) {
    this.rows = Int32Array.from(rows)
    this.products = new Float64Array(rows.length)
    this.squares = new Float64Array(kernel.name === 'rbf' ? rows.length : 0)
    for (let i = 0; i < this.squares.length; i++) this.squares[i] = this.dots(i, i, i + 1)[0]
  }

  get length(): number {
    return this.rows.length
  }

  swap(i: number, j: number): void {
    const { rows, squares } = this
    ;[rows[i], rows[j]] = [rows[j], rows[i]]
    if (squares.length) [squares[i], squares[j]] = [squares[j], squares[i]]
  }

  /** The kernel of each position with itself. */
  diagonal(): Float64Array {
    return Float64Array.from(this.rows, (_, i) => this.values(i, i, i + 1)[0])
  }

  /** The kernel of position i with the positions [from, to), into `out` at the same positions. */
  fill(i: number, from: number, to: number, out: Float32Array): void {
    const values = this.values(i, from, to)
    for (let k = 0; k < to - from; k++) out[from + k] = values[k]
  }

  /** The same at the start of an array that the next call overwrites. */
  private values(i: number, from: number, to: number): Float64Array {
    const { kernel, squares } = this
    if (kernel.name === 'precomputed') return this.given(i, from, to)
    const out = this.dots(i, from, to)
    const n = to - from
    if (kernel.name === 'rbf') {
      const square = squares[i]
      for (let k = 0; k < n; k++) out[k] = Math.exp(-kernel.gamma * (square + squares[from + k] - 2 * out[k]))
    } else if (kernel.name === 'poly')
      for (let k = 0; k < n; k++) out[k] = power(kernel.gamma * out[k] + kernel.coef0, kernel.degree)
    else if (kernel.name === 'sigmoid')
      for (let k = 0; k < n; k++) out[k] = Math.tanh(kernel.gamma * out[k] + kernel.coef0)
    return out
  }

  private given(i: number, from: number, to: number): Float64Array {
    const at = this.rows[i] * this.X.shape[1]
    for (let j = from; j < to; j++) this.products[j - from] = this.X.data[at + this.rows[j]]
    return this.products
  }

  /** Products x·y, four rows at a time, so that four sums run side by side. */
  private dots(i: number, from: number, to: number): Float64Array {
    const { rows, products: out } = this
    const { data } = this.X
    const cols = this.X.shape[1]
    const at = rows[i] * cols
    let j = from
    for (; j + 4 <= to; j += 4) {
      const b0 = rows[j] * cols
      const b1 = rows[j + 1] * cols
      const b2 = rows[j + 2] * cols
      const b3 = rows[j + 3] * cols
      let [s0, s1, s2, s3] = [0, 0, 0, 0]
      for (let c = 0; c < cols; c++) {
        const value = data[at + c]
        s0 += value * data[b0 + c]
        s1 += value * data[b1 + c]
        s2 += value * data[b2 + c]
        s3 += value * data[b3 + c]
      }
      const k = j - from
      out[k] = s0
      out[k + 1] = s1
      out[k + 2] = s2
      out[k + 3] = s3
    }
    for (; j < to; j++) {
      const start = rows[j] * cols
      let sum = 0
      for (let c = 0; c < cols; c++) sum += data[at + c] * data[start + c]
      out[j - from] = sum
    }
    return out
  }
}

/** base to a whole power, by squaring. */
function power(base: number, exponent: number): number {
  let out = 1
  for (let square = base, left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) out *= square
    square *= square
  }
  return out
}
