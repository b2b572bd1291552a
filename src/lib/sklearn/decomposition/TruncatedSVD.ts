import { ValueError } from '$lib/estimator/exceptions'
import { integer, option, randomState, real, type ParamTable } from '$lib/estimator/params'
import { matmul, matmulNT, type SVD } from '$lib/numeric/linalg'
import type { Matrix } from '$lib/numeric/matrix'
import { checkRandomState } from '$lib/numeric/random/RandomState'
import type { FitOptions, Table, Target } from '../base'
import { sum } from '../utils/mean'
import { checkArray } from '../utils/validation'
import { LinearDecomposition } from './_Decomposition'
import { leadingRows, randomizedSvd, type Normalizer } from './_randomizedSvd'
import { flippedSvd } from './_svdFlip'
import { columnVariances } from './_variances'

export interface TruncatedSVDParams {
  n_components: number
  algorithm: 'arpack' | 'randomized'
  n_iter: number
  n_oversamples: number
  power_iteration_normalizer: Normalizer
  random_state: number | null
  tol: number
}

/**
 * The largest singular values of the data as they are, not centred: latent semantic analysis, where X counts words.
 *
 * Algorithm: random projections (Halko, Martinsson & Tropp, SIAM Review 53(2), 2011); source: scikit-learn 1.2,
 * `sklearn.decomposition.TruncatedSVD`.
 *
 * Parameters
 * - n_components (integer ≥ 1, 2): how many; up to the number of features, with 'arpack' fewer than rows and features.
 * - algorithm ('arpack' or 'randomized', 'randomized').
 * - n_iter (integer ≥ 0, 5), n_oversamples (integer ≥ 1, 10), power_iteration_normalizer ('auto', 'QR', 'LU', 'none',
 *   'auto'), random_state (integer or null, null): of 'randomized'.
 * - tol (number ≥ 0, 0): accepted for compatibility; see below.
 *
 * Attributes: components_ (n_components × n_features), explained_variance_, explained_variance_ratio_ and
 * singular_values_ (n_components each), n_features_in_.
 *
 * Errors: ValueError for NaN or infinity, for a single feature, and for more components than the algorithm allows.
 * Differs from scikit-learn: 'arpack' cuts the full decomposition instead of iterating, so its result is that of tol = 0;
 * power_iteration_normalizer takes 'QR', as documented, which 1.2 misspells 'OR' and then leaves the iterations out.
 */
export class TruncatedSVD extends LinearDecomposition<TruncatedSVDParams> {
  static override readonly className = 'TruncatedSVD'
  static override readonly module = 'sklearn.decomposition'
  static override readonly params: ParamTable<TruncatedSVDParams> = {
    n_components: { default: 2, kinds: [integer(1)] },
    algorithm: { default: 'randomized', kinds: [option('arpack', 'randomized')] },
    n_iter: { default: 5, kinds: [integer(0)] },
    n_oversamples: { default: 10, kinds: [integer(1)] },
    power_iteration_normalizer: { default: 'auto', kinds: [option('auto', 'QR', 'LU', 'none')] },
    random_state: { default: null, kinds: randomState },
    tol: { default: 0, kinds: [real(0, Infinity, 'left')] }
  }

  declare explained_variance_: Float64Array
  declare explained_variance_ratio_: Float64Array
  declare singular_values_: Float64Array

  async fit(X: Matrix | Table, y?: Target, options: FitOptions = {}): Promise<this> {
    await this.fit_transform(X, y, options)
    return this
  }

  override async fit_transform(X: Matrix | Table, _y?: Target, options: FitOptions = {}): Promise<Matrix> {
    options.signal?.throwIfAborted()
    this.checkParams()
    const checked = checkArray(X, this.meta.className)
    const [n, d] = checked.shape
    if (d < 2) throw new ValueError('TruncatedSVD was given one feature', 'It needs at least two.')
    const { n_components: wanted, algorithm } = this.params
    const most = algorithm === 'arpack' ? Math.min(n, d) - 1 : d
    if (wanted > most)
      throw new ValueError(
        `TruncatedSVD: ${wanted} components of ${n} rows and ${d} features are not possible with '${algorithm}'`,
        `n_components can be 1 to ${most}.`
      )
    const { s, Vt } =
      algorithm === 'arpack' ? truncated(checked, wanted) : await this.randomized(checked, options)
    // Not U·s: that of an approximate decomposition is another.
    const scores = matmulNT(checked, Vt)
    const variances = columnVariances(scores)
    const total = sum(columnVariances(checked))

    this.components_ = Vt
    this.singular_values_ = s
    this.explained_variance_ = variances
    this.explained_variance_ratio_ = variances.map((variance) => variance / total)
    this.n_features_in_ = d
    return scores
  }

  private randomized(X: Matrix, { backend }: FitOptions): Promise<SVD> {
    const { n_components, n_iter, n_oversamples, power_iteration_normalizer, random_state } = this.params
    return randomizedSvd(X, {
      components: n_components,
      oversamples: n_oversamples,
      iterations: n_iter,
      normalizer: power_iteration_normalizer,
      random: checkRandomState(random_state),
      backend
    })
  }

  /** X on the components: n_samples × n_components. */
  async transform(X: Matrix | Table): Promise<Matrix> {
    return matmulNT(this.checkKnown(X), this.components_)
  }

  /** The X whose scores these are, within the components' span. */
  async inverse_transform(scores: Matrix): Promise<Matrix> {
    this.checkScores(scores)
    return matmul(scores, this.components_)
  }
}

function truncated(X: Matrix, components: number): Pick<SVD, 's' | 'Vt'> {
  const { s, Vt } = flippedSvd(X)
  return { s: s.slice(0, components), Vt: leadingRows(Vt, components) }
}
