import { NotFittedError, ValueError } from '$lib/estimator/exceptions'
import {
  flag,
  integer,
  mapping,
  none,
  option,
  randomState,
  real,
  type ParamTable
} from '$lib/estimator/params'
import { eigh, matmul, solvePositive } from '$lib/numeric/linalg'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { checkRandomState } from '$lib/numeric/random/RandomState'
import type { FitOptions, Table, Target } from '../base'
import { checkArray } from '../utils/validation'
import { Decomposition } from './_Decomposition'
import { addToDiagonal } from './_gaussian'
import { centreKernel, kernelMeans, kernelOf, type KernelName } from './_kernel'
import { randomizedSvd } from './_randomizedSvd'
import { cleanSpectrum, descending, largestFirst, type Spectrum } from './_spectrum'
import { flipColumns } from './_svdFlip'

export interface KernelPCAParams {
  n_components: number | null
  kernel: KernelName
  gamma: number | null
  degree: number
  coef0: number
  kernel_params: object | null
  alpha: number
  fit_inverse_transform: boolean
  eigen_solver: 'auto' | 'dense' | 'arpack' | 'randomized'
  tol: number
  max_iter: number | null
  iterated_power: number | 'auto'
  remove_zero_eig: boolean
  random_state: number | null
  copy_X: boolean
  n_jobs: number | null
}

/**
 * Principal components of the rows as a kernel sees them, that is, in a space where they may bend.
 *
 * Algorithm: eigenvectors of the centred kernel matrix (Schölkopf, Smola & Müller, ICANN 1997); the way back by kernel
 * ridge regression (Bakır, Weston & Schölkopf, NIPS 2004); source: scikit-learn 1.2, `sklearn.decomposition.KernelPCA`.
 *
 * Parameters
 * - n_components (integer ≥ 1 or null, null): how many; null for all whose eigenvalue is not zero.
 * - kernel ('linear', 'poly', 'rbf', 'sigmoid', 'cosine' or 'precomputed', 'linear'); gamma (number ≥ 0 or null, null: one
 *   over the number of features), degree (integer ≥ 0, 3), coef0 (number, 1): of the kernels that have them.
 * - fit_inverse_transform (boolean, false): learn the way back, too; alpha (number ≥ 0, 1): its ridge.
 * - eigen_solver ('auto', 'dense', 'arpack', 'randomized', 'auto'); 'randomized' by random projections with
 *   `iterated_power` (integer ≥ 0 or 'auto', 'auto') passes and `random_state` (integer or null, null).
 * - remove_zero_eig (boolean, false): leave out components whose eigenvalue is zero.
 * - kernel_params, tol, max_iter, copy_X, n_jobs: accepted for compatibility.
 *
 * Attributes: eigenvalues_ (n_components), eigenvectors_ (n_samples × n_components), X_fit_ (n_samples × n_features),
 * n_features_in_; with fit_inverse_transform dual_coef_ (n_samples × n_features) and X_transformed_fit_ (n_samples ×
 * n_components).
 *
 * Errors: ValueError for NaN or infinity, for a precomputed kernel that is not square or is to be inverted, and for a
 * kernel that is not positive semidefinite. Differs from scikit-learn: kernels are named, not functions; 'arpack', which
 * 'auto' is beyond 200 rows for fewer than ten components, cuts the full decomposition instead of iterating, so its result
 * is that of tol = 0.
 */
export class KernelPCA extends Decomposition<KernelPCAParams> {
  static override readonly className = 'KernelPCA'
  static override readonly module = 'sklearn.decomposition'
  static override readonly params: ParamTable<KernelPCAParams> = {
    n_components: { default: null, kinds: [integer(1), none] },
    kernel: {
      default: 'linear',
      kinds: [option('linear', 'poly', 'rbf', 'sigmoid', 'cosine', 'precomputed')]
    },
    gamma: { default: null, kinds: [real(0, Infinity, 'left'), none] },
    degree: { default: 3, kinds: [integer(0)] },
    coef0: { default: 1, kinds: [real(-Infinity, Infinity, 'neither')] },
    kernel_params: { default: null, kinds: [mapping, none] },
    alpha: { default: 1, kinds: [real(0, Infinity, 'left')] },
    fit_inverse_transform: flag(false),
    eigen_solver: { default: 'auto', kinds: [option('auto', 'dense', 'arpack', 'randomized')] },
    tol: { default: 0, kinds: [real(0, Infinity, 'left')] },
    max_iter: { default: null, kinds: [integer(1), none] },
    iterated_power: { default: 'auto', kinds: [integer(0), option('auto')] },
    remove_zero_eig: flag(false),
    random_state: { default: null, kinds: randomState },
    copy_X: flag(true),
    n_jobs: { default: null, kinds: [none, integer()] }
  }

  declare eigenvalues_: Float64Array
  declare eigenvectors_: Matrix
  declare X_fit_: Matrix
  declare dual_coef_?: Matrix
  declare X_transformed_fit_?: Matrix
  /** Of the kernel between the fitted rows: the mean of each column, and of all. */
  declare _kernel_means: Float64Array
  declare _kernel_mean: number

  protected override get outputs(): number {
    return this.eigenvalues_.length
  }

  async fit(X: Matrix | Table, _y?: Target, options: FitOptions = {}): Promise<this> {
    options.signal?.throwIfAborted()
    this.checkParams()
    const checked = checkArray(X, 'KernelPCA')
    const [n, d] = checked.shape
    const { kernel, fit_inverse_transform } = this.params
    if (kernel === 'precomputed') checkPrecomputed(n, d, fit_inverse_transform)
    const K = await kernelOf(checked, checked, this.params)
    const means = kernelMeans(K)
    const mean = means.reduce((total, value) => total + value, 0) / n
    centreKernel(K, means, mean)
    const { values, vectors } = await this.components(K)

    this.eigenvalues_ = values
    this.eigenvectors_ = vectors
    this.X_fit_ = matrix(n, d, checked.data.slice())
    this._kernel_means = means
    this._kernel_mean = mean
    this.n_features_in_ = d
    delete this.dual_coef_
    delete this.X_transformed_fit_
    if (fit_inverse_transform) await this.learnInverse(checked)
    return this
  }

  private async components(K: Matrix): Promise<Spectrum> {
    const { n_components, remove_zero_eig } = this.params
    const n = K.shape[0]
    const count = Math.min(n_components ?? n, n)
    const found =
      this.params.eigen_solver === 'randomized'
        ? await this.randomized(K, count)
        : largestFirst(eigh(K), count)
    flipColumns(found.vectors)
    const cleaned = { ...found, values: cleanSpectrum(found.values, 'KernelPCA') }
    return descending(cleaned, n_components !== null && !remove_zero_eig)
  }

  /** Singular values, negative where the left and the right vector point apart. */
  private async randomized(K: Matrix, count: number): Promise<Spectrum> {
    const { iterated_power, random_state } = this.params
    const { U, s, Vt } = await randomizedSvd(K, {
      components: count,
      oversamples: 10,
      iterations: iterated_power,
      normalizer: 'auto',
      random: checkRandomState(random_state)
    })
    const n = K.shape[0]
    const values = s.map((value, c) => {
      let along = 0
      for (let i = 0; i < n; i++) along += U.data[i * s.length + c] * Vt.data[c * n + i]
      return value * Math.sign(along)
    })
    return { values, vectors: U }
  }

  /** Ridge regression from the components back to the rows. */
  private async learnInverse(X: Matrix): Promise<void> {
    const scores = this.scaled(Math.sqrt)
    const K = await kernelOf(scores, scores, this.params)
    addToDiagonal(K, this.params.alpha)
    this.dual_coef_ = solvePositive(K, X)
    this.X_transformed_fit_ = scores
  }

  /** The eigenvectors, each by a factor of its eigenvalue. */
  private scaled(factor: (value: number) => number): Matrix {
    const factors = this.eigenvalues_.map(factor)
    const { data, shape } = this.eigenvectors_
    return matrix(
      ...shape,
      data.map((value, i) => value * factors[i % shape[1]])
    )
  }

  override async fit_transform(X: Matrix | Table, y?: Target, options: FitOptions = {}): Promise<Matrix> {
    await this.fit(X, y, options)
    return this.scaled(Math.sqrt)
  }

  /** Scores on the components: n_samples × n_components. A precomputed kernel is that of X's rows with the fitted ones. */
  async transform(X: Matrix | Table): Promise<Matrix> {
    const K = await kernelOf(this.checkKnown(X), this.X_fit_, this.params)
    centreKernel(K, this._kernel_means, this._kernel_mean)
    return matmul(
      K,
      this.scaled((value) => (value > 0 ? 1 / Math.sqrt(value) : 0))
    )
  }

  /** About the rows whose scores these are; the mean of the rows is not in it. */
  async inverse_transform(scores: Matrix): Promise<Matrix> {
    this.checkScores(scores)
    if (!this.dual_coef_ || !this.X_transformed_fit_)
      throw new NotFittedError('KernelPCA has not learned the way back', 'Fit it with fit_inverse_transform.')
    return matmul(await kernelOf(scores, this.X_transformed_fit_, this.params), this.dual_coef_)
  }
}

function checkPrecomputed(n: number, d: number, inverse: boolean): void {
  if (inverse)
    throw new ValueError(
      'KernelPCA: there is no way back from a precomputed kernel',
      'Leave fit_inverse_transform out, or choose another kernel.'
    )
  if (n !== d)
    throw new ValueError(
      `KernelPCA: a precomputed kernel is square, not ${n} × ${d}`,
      'Give the kernel of all rows with each other.'
    )
}
