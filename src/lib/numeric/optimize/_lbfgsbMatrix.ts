/**
 * The limited-memory BFGS matrix B = θI − W M Wᵀ in compact form (Byrd, Nocedal & Schnabel 1994, eq. 3.5), with
 * W = [Y θS]. Small matrices are column-major with leading dimension m: entry (i, j) is a[i + j·m].
 */
import { choleskyUpper, solveUpper, solveUpperTransposed } from './_linpack'

export const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}

export class CompactMatrix {
  /** Steps and changes of the gradient, oldest first. */
  readonly s: Float64Array[] = []
  readonly y: Float64Array[] = []
  theta = 1
  /** Updates since the memory was last emptied. */
  updates = 0
  /** The lower triangle of SᵀY. */
  readonly sy: Float64Array
  private readonly ss: Float64Array
  /** Jᵀ, the Cholesky factor of θSᵀS + L D⁻¹ Lᵀ. */
  private readonly wt: Float64Array

  constructor(readonly m: number) {
    this.sy = new Float64Array(m * m)
    this.ss = new Float64Array(m * m)
    this.wt = new Float64Array(m * m)
  }

  /** The number of pairs held. */
  get col(): number {
    return this.s.length
  }

  /** Forgets every pair: B is the identity again. */
  clear(): void {
    this.s.length = 0
    this.y.length = 0
    this.theta = 1
    this.updates = 0
  }

  /** Takes in the pair (s, y) with yᵀy, sᵀy and sᵀs; false when the new middle matrix is not positive definite. */
  update(s: Float64Array, y: Float64Array, yy: number, sy: number, ss: number): boolean {
    const { m } = this
    this.updates++
    if (this.col === m) {
      this.s.shift()
      this.y.shift()
      for (const a of [this.sy, this.ss])
        for (let j = 0; j < m - 1; j++) a.copyWithin(j * m, (j + 1) * m + 1, (j + 2) * m)
    }
    this.s.push(s)
    this.y.push(y)
    this.theta = yy / sy
    const last = this.col - 1
    for (let j = 0; j < last; j++) {
      this.sy[last + j * m] = dot(s, this.y[j])
      this.ss[j + last * m] = dot(this.s[j], s)
    }
    this.ss[last + last * m] = ss
    this.sy[last + last * m] = sy
    return this.factorise()
  }

  private factorise(): boolean {
    const { m, col, sy, ss, wt, theta } = this
    for (let i = 0; i < col; i++)
      for (let j = i; j < col; j++) {
        let sum = 0
        for (let k = 0; k < i; k++) sum += (sy[i + k * m] * sy[j + k * m]) / sy[k + k * m]
        wt[i + j * m] = sum + theta * ss[i + j * m]
      }
    return choleskyUpper(wt, m, col)
  }

  /** p = M·v for the 2col × 2col middle matrix M; false when its factor is singular. */
  multiplyMiddle(v: Float64Array, p: Float64Array): boolean {
    const { m, col, sy, wt } = this
    if (col === 0) return true
    for (let i = 0; i < col; i++) {
      let sum = 0
      for (let k = 0; k < i; k++) sum += (sy[i + k * m] * v[k]) / sy[k + k * m]
      p[col + i] = v[col + i] + sum
    }
    const lower = p.subarray(col, 2 * col)
    if (!solveUpperTransposed(wt, m, col, lower) || !solveUpper(wt, m, col, lower)) return false
    for (let i = 0; i < col; i++) {
      const d = sy[i + i * m]
      let sum = 0
      for (let k = i + 1; k < col; k++) sum += (sy[k + i * m] * lower[k]) / d
      p[i] = -v[i] / Math.sqrt(d) / Math.sqrt(d) + sum
    }
    return true
  }
}
