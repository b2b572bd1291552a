import { axpy, inv, matmul, matmulNT, matmulTN, scale } from '$lib/numeric/linalg'
import { matrix, row, transpose, type Matrix } from '$lib/numeric/matrix'
import type { AskOptions, Params, Table } from '../base'
import { average, centre } from '../utils/mean'
import { deviceProduct, warnRounded } from '../utils/deviceProduct'
import { LinearDecomposition } from './_Decomposition'
import { addToDiagonal, logLikelihoods } from './_gaussian'

/** What follows from principal components: projections, and the Gaussian model of probabilistic PCA. */
export abstract class PCAModel<P extends Params & { whiten: boolean }> extends LinearDecomposition<P> {
  declare explained_variance_: Float64Array
  declare mean_: Float64Array
  declare noise_variance_: number
  declare n_components_: number

  private centred(X: Matrix | Table): Matrix {
    return centre(this.checkKnown(X), this.mean_)
  }

  /** Scores on the components: n_samples × n_components_. */
  async transform(X: Matrix | Table, options: AskOptions = {}): Promise<Matrix> {
    const centred = this.centred(X)
    const product = await deviceProduct(centred, transpose(this.components_), options)
    if (product) warnRounded(product, `${this.meta.className}.transform`, options)
    const scores = product
      ? matrix(centred.shape[0], this.n_components_, product.values)
      : matmulNT(centred, this.components_)
    if (this.params.whiten) this.scaleColumns(scores, (variance) => 1 / Math.sqrt(variance))
    return scores
  }

  /** The X whose scores these are, within the components' span. */
  async inverse_transform(scores: Matrix): Promise<Matrix> {
    this.checkScores(scores)
    const unscaled = matrix(...scores.shape, scores.data.slice())
    if (this.params.whiten) this.scaleColumns(unscaled, Math.sqrt)
    const X = matmul(unscaled, this.components_)
    for (let i = 0; i < X.shape[0]; i++) axpy(1, this.mean_, row(X, i))
    return X
  }

  private scaleColumns(scores: Matrix, factor: (variance: number) => number): void {
    const factors = this.explained_variance_.map(factor)
    for (let i = 0; i < scores.data.length; i++) scores.data[i] *= factors[i % factors.length]
  }

  /** The covariance of the model: what the components explain beyond the noise, and the noise. */
  get_covariance(): Matrix {
    const axes = this.modelAxes()
    const weighted = axes.data.map((value, i) => value * this.signal(Math.floor(i / this.n_features_in_)))
    const covariance = matmulTN(axes, matrix(...axes.shape, weighted))
    addToDiagonal(covariance, this.noise_variance_)
    return covariance
  }

  /** Its inverse, by the matrix inversion lemma. */
  get_precision(): Matrix {
    const axes = this.modelAxes()
    const d = this.n_features_in_
    const noise = this.noise_variance_
    if (noise === 0) return inv(this.get_covariance())
    const precision = matrix(d, d)
    if (this.n_components_ > 0) {
      const inner = matmulNT(axes, axes)
      scale(1 / noise, inner.data)
      addToDiagonal(inner, (k) => 1 / this.signal(k))
      const product = matmulTN(axes, matmul(inv(inner), axes))
      axpy(-1 / noise ** 2, product.data, precision.data)
    }
    addToDiagonal(precision, 1 / noise)
    return precision
  }

  /** The components as the Gaussian model takes them: with `whiten` scaled to their deviation, as in scikit-learn 1.2. */
  private modelAxes(): Matrix {
    this.checkFitted()
    const { data, shape } = this.components_
    if (!this.params.whiten) return this.components_
    const deviations = this.explained_variance_.map(Math.sqrt)
    return matrix(
      ...shape,
      data.map((value, i) => value * deviations[Math.floor(i / shape[1])])
    )
  }

  /** The variance of component k beyond the noise. */
  private signal(k: number): number {
    return Math.max(this.explained_variance_[k] - this.noise_variance_, 0)
  }

  /** The log likelihood of each row (Bishop, Pattern Recognition and Machine Learning, 2006, 12.2.1). */
  async score_samples(X: Matrix): Promise<Float64Array> {
    return logLikelihoods(this.centred(X), this.get_precision())
  }

  /** The mean log likelihood of the rows. */
  async score(X: Matrix): Promise<number> {
    return average(await this.score_samples(X))
  }
}
