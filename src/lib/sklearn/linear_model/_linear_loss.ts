import type { LinearOperator } from '$lib/numeric/backend'
import type { Evaluation } from '$lib/numeric/optimize/lbfgsb'
import type { Loss } from './_loss'

/** The product of the hessian at one point with a vector. */
export type HessianProduct = (s: Float64Array) => Promise<Float64Array>

/**
 * The loss of a linear model, Σ wᵢ·loss(yᵢ, xᵢ·coef + intercept) + l2/2·‖coef‖², with its derivatives: the one place
 * where solvers meet the data, and where the products with X may run on a device.
 *
 * Coefficients are one flat array: features × k, row-major, then the k intercepts if there are any
 * (scikit-learn's `_linear_loss.LinearModelLoss`, whose matrix is this one in Fortran order).
 */
export class LinearModelLoss {
  readonly k: number
  private readonly rows: number
  private readonly features: number
  /** Used by one call after another: an array of this size a call would keep the garbage collector busy. */
  private readonly residual: Float64Array

  constructor(
    private readonly X: LinearOperator,
    private readonly y: Float64Array,
    private readonly weight: Float64Array,
    private readonly base: Loss,
    private readonly fitIntercept: boolean,
    private readonly l2: number
  ) {
    this.k = base.k
    ;[this.rows, this.features] = X.shape
    this.residual = new Float64Array(this.rows * base.k)
  }

  /** The number of coefficients with intercepts. */
  get size(): number {
    return (this.features + Number(this.fitIntercept)) * this.k
  }

  /** X · coef + intercept: rows × k. */
  async raw(coef: Float64Array): Promise<Float64Array> {
    const { k, features } = this
    const raw = await this.X.matmat(coef.subarray(0, features * k), k)
    if (!this.fitIntercept) return raw
    addToRows(raw, coef.subarray(features * k))
    return raw
  }

  /** The loss; `raw` spares the product when it is known. */
  async loss(coef: Float64Array, raw?: Float64Array): Promise<number> {
    return this.base.evaluate(this.y, raw ?? (await this.raw(coef)), this.weight) + this.penalty(coef)
  }

  /** Loss and gradient; `known` spares the product when the raw predictions are known. */
  async lossGradient(coef: Float64Array, known?: Float64Array): Promise<Evaluation> {
    const raw = known ?? (await this.raw(coef))
    const { residual } = this
    const f = this.base.evaluate(this.y, raw, this.weight, residual) + this.penalty(coef)
    return { f, g: await this.pullBack(residual, coef) }
  }

  /**
   * The gradient and the whole hessian (for k = 1). `concave` says that more than a quarter of the samples have no
   * positive curvature: then there is no hessian. Curvatures count by their absolute value.
   */
  async gradientHessian(
    coef: Float64Array,
    raw: Float64Array
  ): Promise<{ g: Float64Array; hessian: Float64Array; concave: boolean }> {
    const { rows, features, size, residual } = this
    const curvature = new Float64Array(rows)
    this.base.evaluate(this.y, raw, this.weight, residual, curvature)
    const g = await this.pullBack(residual, coef)
    const hessian = new Float64Array(size * size)
    const flat = curvature.reduce((count, value) => count + Number(value <= 0), 0)
    if (flat / rows > 0.25) return { g, hessian, concave: true }
    for (let i = 0; i < rows; i++) curvature[i] = Math.abs(curvature[i])
    const inner = (await this.X.gram(curvature)).data
    for (let j = 0; j < features; j++) {
      hessian.set(inner.subarray(j * features, (j + 1) * features), j * size)
      hessian[j * size + j] += this.l2
    }
    if (this.fitIntercept) {
      const edge = await this.X.rmatmat(curvature, 1)
      const last = size - 1
      for (let j = 0; j < features; j++) hessian[j * size + last] = hessian[last * size + j] = edge[j]
      hessian[last * size + last] = sum(curvature)
    }
    return { g, hessian, concave: false }
  }

  /** The gradient, and the hessian as a product. */
  async gradientHessianProduct(coef: Float64Array): Promise<{ g: Float64Array; product: HessianProduct }> {
    const raw = await this.raw(coef)
    const { residual } = this
    const second = new Float64Array(raw.length)
    this.base.evaluate(this.y, raw, this.weight, residual, second)
    const bend = this.k === 1 ? this.bendByCurvature(second) : this.bendByProbability(second)
    const product: HessianProduct = async (s) => this.pullBack(bend(await this.raw(s)), s)
    return { g: await this.pullBack(residual, coef), product }
  }

  private bendByCurvature(curvature: Float64Array): (raw: Float64Array) => Float64Array {
    return (raw) => {
      for (let i = 0; i < raw.length; i++) raw[i] *= curvature[i]
      return raw
    }
  }

  /** Softmax: p·(r − Σ p·r), weighted. */
  private bendByProbability(proba: Float64Array): (raw: Float64Array) => Float64Array {
    const { k, rows, weight } = this
    return (raw) => {
      for (let i = 0, at = 0; i < rows; i++, at += k) {
        let mean = 0
        for (let c = 0; c < k; c++) mean += proba[at + c] * raw[at + c]
        for (let c = 0; c < k; c++) raw[at + c] = weight[i] * proba[at + c] * (raw[at + c] - mean)
      }
      return raw
    }
  }

  /** Xᵀ·residual and its sums, plus the penalty's part. */
  private async pullBack(residual: Float64Array, coef: Float64Array): Promise<Float64Array> {
    const { k, features } = this
    const g = new Float64Array(this.size)
    g.set(await this.X.rmatmat(residual, k))
    for (let j = 0; j < features * k; j++) g[j] += this.l2 * coef[j]
    if (this.fitIntercept) sumRows(residual, g.subarray(features * k))
    return g
  }

  private penalty(coef: Float64Array): number {
    let squares = 0
    for (let j = 0; j < this.features * this.k; j++) squares += coef[j] * coef[j]
    return 0.5 * this.l2 * squares
  }
}

// One column has loops of its own: it is the common case, and the inner loop would cost more than what it does.

/** Adds the row to every row, in place. */
function addToRows(rows: Float64Array, row: Float64Array): void {
  const k = row.length
  if (k === 1) {
    const value = row[0]
    for (let i = 0; i < rows.length; i++) rows[i] += value
  } else for (let i = 0; i < rows.length; i += k) for (let c = 0; c < k; c++) rows[i + c] += row[c]
}

/** Adds up the rows, into `out`. */
function sumRows(rows: Float64Array, out: Float64Array): void {
  const k = out.length
  if (k === 1) out[0] = sum(rows)
  else for (let i = 0; i < rows.length; i += k) for (let c = 0; c < k; c++) out[c] += rows[i + c]
}

function sum(values: Float64Array): number {
  let total = 0
  for (let i = 0; i < values.length; i++) total += values[i]
  return total
}
