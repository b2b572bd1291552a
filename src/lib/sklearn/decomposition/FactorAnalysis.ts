import { ValueError } from '$lib/estimator/exceptions'
import {
  array,
  boolean,
  integer,
  none,
  option,
  randomState,
  real,
  type ParamTable
} from '$lib/estimator/params'
import { dot, inv, matmul, matmulNT, matmulTN } from '$lib/numeric/linalg'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { pacer } from '$lib/numeric/pacer'
import { checkRandomState } from '$lib/numeric/random/RandomState'
import type { FitOptions, Table, Target } from '../base'
import { average, centre, columnMeans, sum } from '../utils/mean'
import { checkArray } from '../utils/validation'
import { LinearDecomposition } from './_Decomposition'
import { addToDiagonal, logLikelihoods } from './_gaussian'
import { leadingRows, randomizedSvd } from './_randomizedSvd'
import { columnSquares, rotated, type Rotation } from './_rotation'
import { flippedSvd } from './_svdFlip'
import { columnVariances } from './_variances'

export interface FactorAnalysisParams {
  n_components: number | null
  tol: number
  copy: boolean
  max_iter: number
  noise_variance_init: number[] | null
  svd_method: 'lapack' | 'randomized'
  iterated_power: number
  rotation: Rotation | null
  random_state: number | null
}

/** Keeps noise from vanishing, which it is divided by. */
const SMALL = 1e-12

/** Leading singular values and right vectors, and the squares of the singular values that are left. */
interface Leading {
  readonly s: Float64Array
  readonly Vt: Matrix
  readonly rest: number
}

/**
 * Latent Gaussian factors beneath the features, each of which has noise of its own: maximum likelihood.
 *
 * Algorithm: noise and loadings in turn, these by singular value decomposition of the data over the noise (Barber,
 * Bayesian Reasoning and Machine Learning, 2012, algorithm 21.1); source: scikit-learn 1.2,
 * `sklearn.decomposition.FactorAnalysis`.
 *
 * Parameters
 * - n_components (integer ≥ 0 or null, null): how many factors; null for as many as features.
 * - tol (number ≥ 0, 0.01): the gain in log likelihood that ends the fit; max_iter (integer ≥ 1, 1000): its rounds.
 * - noise_variance_init (n_features numbers or null, null): the noise to begin with; null for 1 each.
 * - svd_method ('lapack' or 'randomized', 'randomized'): 'randomized' by random projections with `iterated_power`
 *   (integer ≥ 0, 3) passes and `random_state` (integer or null, 0).
 * - rotation ('varimax', 'quartimax' or null, null): turns the factors towards few large loadings each.
 * - copy (boolean, true): accepted for compatibility; ours never changes its input.
 *
 * Attributes: components_ (the loadings, n_components × n_features), noise_variance_ and mean_ (n_features each), loglike_
 * (the log likelihood of each round), n_iter_, n_features_in_.
 *
 * Errors: ValueError for NaN or infinity, and for initial noise of another length. Warns (ConvergenceWarning) when
 * max_iter rounds do not suffice. Differs from scikit-learn: with 'lapack' each factor has the sign that 'randomized'
 * gives it, by the largest score, where LAPACK's is left to chance.
 */
export class FactorAnalysis extends LinearDecomposition<FactorAnalysisParams> {
  static override readonly className = 'FactorAnalysis'
  static override readonly module = 'sklearn.decomposition'
  static override readonly params: ParamTable<FactorAnalysisParams> = {
    n_components: { default: null, kinds: [integer(0), none] },
    tol: { default: 0.01, kinds: [real(0, Infinity, 'left')] },
    copy: { default: true, kinds: [boolean] },
    max_iter: { default: 1000, kinds: [integer(1)] },
    noise_variance_init: { default: null, kinds: [array, none] },
    svd_method: { default: 'randomized', kinds: [option('lapack', 'randomized')] },
    iterated_power: { default: 3, kinds: [integer(0)] },
    rotation: { default: null, kinds: [option('varimax', 'quartimax'), none] },
    random_state: { default: 0, kinds: randomState }
  }

  declare mean_: Float64Array
  declare noise_variance_: Float64Array
  declare loglike_: Float64Array
  declare n_iter_: number

  async fit(X: Matrix | Table, _y?: Target, options: FitOptions = {}): Promise<this> {
    const pace = pacer(options.signal)
    this.checkParams()
    const checked = checkArray(X, this.meta.className)
    const [n, d] = checked.shape
    const { n_components, tol, max_iter, rotation } = this.params
    const wanted = n_components ?? d
    const mean = columnMeans(checked)
    const centred = centre(checked, mean)
    const variances = columnVariances(centred)
    const constant = d * Math.log(2 * Math.PI) + wanted
    const leading = this.decomposer(wanted, options)
    let noise = this.initialNoise(d)
    let loadings = matrix(0, d)
    const likelihoods: number[] = []
    for (let before = -Infinity; ;) {
      const deviations = noise.map((value) => Math.sqrt(value) + SMALL)
      const { s, Vt, rest } = await leading(divided(centred, deviations, Math.sqrt(n)))
      const squares = s.map((value) => value * value)
      loadings = loadingsOf(squares, Vt, deviations)
      const fitness = constant + sum(squares.map(Math.log)) + rest + sum(noise.map(Math.log))
      const likelihood = (-n / 2) * fitness
      likelihoods.push(likelihood)
      options.onProgress?.({ phase: 'fit', done: likelihoods.length, total: max_iter })
      if (likelihood - before < tol) break
      before = likelihood
      const explained = columnSquares(loadings)
      noise = variances.map((variance, j) => Math.max(variance - explained[j], SMALL))
      if (likelihoods.length === max_iter) {
        options.warn?.({
          category: 'ConvergenceWarning',
          message: `FactorAnalysis did not converge in max_iter (${max_iter}) iterations. Increase max_iter or tol.`
        })
        break
      }
      await pace()
    }
    this.components_ = rotation ? rotated(loadings, rotation) : loadings
    this.noise_variance_ = noise
    this.mean_ = mean
    this.loglike_ = Float64Array.from(likelihoods)
    this.n_iter_ = likelihoods.length
    this.n_features_in_ = d
    return this
  }

  private initialNoise(d: number): Float64Array {
    const { noise_variance_init: given } = this.params
    if (!given) return new Float64Array(d).fill(1)
    if (given.length !== d)
      throw new ValueError(
        `FactorAnalysis: noise_variance_init has ${given.length} values for ${d} features`,
        'One a feature is needed.'
      )
    return Float64Array.from(given)
  }

  /** What decomposes in every round; random numbers go on from one to the next. */
  private decomposer(components: number, { backend }: FitOptions): (X: Matrix) => Promise<Leading> {
    const { svd_method, iterated_power, random_state } = this.params
    if (svd_method === 'lapack')
      return async (X) => {
        const { s, Vt } = flippedSvd(X)
        const kept = Math.min(components, s.length)
        const rest = s.slice(kept)
        return { s: s.slice(0, kept), Vt: leadingRows(Vt, kept), rest: dot(rest, rest) }
      }
    const random = checkRandomState(random_state)
    const options = { components, oversamples: 10, iterations: iterated_power, normalizer: 'auto' } as const
    return async (X) => {
      const { s, Vt } = await randomizedSvd(X, { ...options, random, backend })
      return { s, Vt, rest: dot(X.data, X.data) - dot(s, s) }
    }
  }

  /** The expected factors of each row (Barber, equation 21.2.33): n_samples × n_components. */
  async transform(X: Matrix | Table): Promise<Matrix> {
    const centred = centre(this.checkKnown(X), this.mean_)
    const weighted = this.overNoise()
    const covariance = matmulNT(weighted, this.components_)
    addToDiagonal(covariance, 1)
    return matmul(matmulNT(centred, weighted), inv(covariance))
  }

  /** The covariance of the model: what the factors explain, and the noise. */
  get_covariance(): Matrix {
    this.checkFitted()
    const covariance = matmulTN(this.components_, this.components_)
    addToDiagonal(covariance, (j) => this.noise_variance_[j])
    return covariance
  }

  /** Its inverse, by the matrix inversion lemma. */
  get_precision(): Matrix {
    this.checkFitted()
    const d = this.n_features_in_
    if (this.params.n_components === d) return inv(this.get_covariance())
    const precision = matrix(d, d)
    if (this.outputs > 0) {
      const weighted = this.overNoise()
      const inner = matmulNT(weighted, this.components_)
      addToDiagonal(inner, 1)
      const product = matmulTN(weighted, matmul(inv(inner), weighted))
      precision.data.set(product.data.map((value) => -value))
    }
    addToDiagonal(precision, (j) => 1 / this.noise_variance_[j])
    return precision
  }

  /** The loadings over the noise of their features. */
  private overNoise(): Matrix {
    return divided(this.components_, this.noise_variance_, 1)
  }

  /** The log likelihood of each row. */
  async score_samples(X: Matrix): Promise<Float64Array> {
    return logLikelihoods(centre(this.checkKnown(X), this.mean_), this.get_precision())
  }

  /** The mean log likelihood of the rows. */
  async score(X: Matrix): Promise<number> {
    return average(await this.score_samples(X))
  }
}

/** Each column over its divisor, and all over another. */
const divided = ({ data, shape }: Matrix, divisors: Float64Array, all: number): Matrix =>
  matrix(
    ...shape,
    data.map((value, i) => value / (divisors[i % shape[1]] * all))
  )

/** What the factors add to each feature: none, where a singular value is no more than that of noise alone. */
function loadingsOf(squares: Float64Array, Vt: Matrix, deviations: Float64Array): Matrix {
  const d = Vt.shape[1]
  const sizes = squares.map((square) => Math.sqrt(Math.max(square - 1, 0)))
  return matrix(
    ...Vt.shape,
    Vt.data.map((value, i) => sizes[Math.floor(i / d)] * value * deviations[i % d])
  )
}
