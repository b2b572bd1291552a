import { matmulNT } from '$lib/numeric/linalg'
import { matrix, row, takeRows, transpose, type Matrix } from '$lib/numeric/matrix'
import { Classifier, type AskOptions, type Label, type Params } from '../base'
import { deviceProduct, warnRounded } from '../utils/deviceProduct'
import { checkArray, checkFeatures } from '../utils/validation'

/** Classifiers that decide by X · coef_ᵀ + intercept_ (scikit-learn's LinearClassifierMixin). */
export abstract class LinearClassifier<P extends Params = Params> extends Classifier<P> {
  /** Shape (1, n_features) for two classes, else (n_classes, n_features). */
  declare coef_: Matrix
  /** Shape (1) or (n_classes). */
  declare intercept_: Float64Array
  declare n_features_in_: number

  /** Signed distances to the separating planes: rows × 1 for two classes (above 0 means the second), else rows × classes. */
  async decision_function(X: Matrix, options: AskOptions = {}): Promise<Matrix> {
    this.checkAsked(X)
    const product = await deviceProduct(X, transpose(this.coef_), options)
    if (!product) return this.scores(X)
    warnRounded(product, `${this.meta.className}.decision_function`, options)
    return this.withIntercepts(product.values)
  }

  private checkAsked(X: Matrix): void {
    this.checkFitted()
    const { className } = this.meta
    checkFeatures(checkArray(X, className), this.n_features_in_, className)
  }

  private scores(X: Matrix): Matrix {
    return this.withIntercepts(matmulNT(X, this.coef_).data)
  }

  /** Products with the intercepts added, in place. */
  private withIntercepts(products: Float64Array): Matrix {
    const k = this.coef_.shape[0]
    for (let i = 0; i < products.length; i++) products[i] += this.intercept_[i % k]
    return matrix(products.length / k, k, products)
  }

  /** The class of each row. Where a device's rounding might decide it, the row is computed again here. */
  async predict(X: Matrix, options: AskOptions = {}): Promise<Label[]> {
    this.checkAsked(X)
    const product = await deviceProduct(X, transpose(this.coef_), options)
    const scores = product ? this.withIntercepts(product.values) : this.scores(X)
    const { error } = product ?? {}
    if (error) {
      const close = Array.from({ length: X.shape[0] }, (_, i) => i).filter(
        (i) => !(lead(row(scores, i)) > 2 * error(i))
      )
      const exact = this.scores(takeRows(X, close))
      close.forEach((i, at) => row(scores, i).set(row(exact, at)))
    }
    return Array.from({ length: X.shape[0] }, (_, i) => this.classes_[winner(row(scores, i))])
  }

  /** Probabilities, one logistic function a plane; more than two classes are scaled to sum to 1. */
  protected async probaOneVsRest(X: Matrix, options: AskOptions): Promise<Matrix> {
    const { data, shape } = await this.decision_function(X, options)
    const p = data.map(expit)
    if (shape[1] === 1) return bothClasses(p)
    const proba = matrix(...shape, p)
    for (let i = 0; i < shape[0]; i++) normalise(row(proba, i))
    return proba
  }
}

/** The index of the chosen class: of two by sign, of more by the highest score, the first of equals. */
function winner(scores: Float64Array): number {
  if (scores.length === 1) return Number(scores[0] > 0)
  let best = 0
  for (let c = 1; c < scores.length; c++) if (scores[c] > scores[best]) best = c
  return best
}

/** By how much the chosen class leads. */
function lead(scores: Float64Array): number {
  if (scores.length === 1) return Math.abs(scores[0])
  const best = winner(scores)
  return (
    scores[best] - scores.reduce((most, score, c) => (c === best ? most : Math.max(most, score)), -Infinity)
  )
}

/** The logistic function. */
const expit = (x: number): number => 1 / (1 + Math.exp(-x))

/** Columns 1 − p and p. */
export function bothClasses(p: Float64Array): Matrix {
  const out = matrix(p.length, 2)
  for (let i = 0; i < p.length; i++) {
    out.data[2 * i] = 1 - p[i]
    out.data[2 * i + 1] = p[i]
  }
  return out
}

/** Divides by the sum, in place. */
export function normalise(values: Float64Array): void {
  const total = values.reduce((sum, value) => sum + value, 0)
  for (let i = 0; i < values.length; i++) values[i] /= total
}

/** exp(v − max) / Σ, in place. */
export function softmax(values: Float64Array): void {
  const highest = values.reduce((most, value) => Math.max(most, value), -Infinity)
  for (let i = 0; i < values.length; i++) values[i] = Math.exp(values[i] - highest)
  normalise(values)
}
