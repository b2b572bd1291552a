import { ValueError } from '$lib/estimator/exceptions'
import {
  array,
  boolean,
  integer,
  mapping,
  none,
  option,
  randomState,
  real,
  type ParamTable
} from '$lib/estimator/params'
import { axpy, matmul, matmulNT, pinv, scale } from '$lib/numeric/linalg'
import { fromRows, matrix, row, transpose, type Matrix } from '$lib/numeric/matrix'
import { checkRandomState } from '$lib/numeric/random/RandomState'
import type { FitOptions, Table, Target } from '../base'
import { centre, columnMeans } from '../utils/mean'
import { checkArray } from '../utils/validation'
import { contrast, type ContrastName } from './_contrasts'
import { LinearDecomposition } from './_Decomposition'
import { deflation, parallel, type Unmixing } from './_unmixing'
import { columnVariances } from './_variances'
import { whitening, type WhitenSolver } from './_whitening'

type Whiten = 'arbitrary-variance' | 'unit-variance'

export interface FastICAParams {
  n_components: number | null
  algorithm: 'parallel' | 'deflation'
  whiten: Whiten | 'warn' | boolean
  fun: ContrastName
  fun_args: { alpha?: number } | null
  max_iter: number
  tol: number
  w_init: number[][] | null
  whiten_solver: WhitenSolver
  random_state: number | null
}

/**
 * Independent components: the projections of the data that are farthest from normal, and so no mixtures of others.
 *
 * Algorithm: Newton steps on whitened data (Hyvärinen & Oja, Neural Networks 13(4-5), 2000); source: scikit-learn 1.2,
 * `sklearn.decomposition.FastICA`.
 *
 * Parameters
 * - n_components (integer ≥ 1 or null, null): how many; null for as many as there are rows or features.
 * - algorithm ('parallel' or 'deflation', 'parallel'): all at once, or one after the other.
 * - whiten ('arbitrary-variance', 'unit-variance', true, false or 'warn', 'warn'): what size the components come in; false
 *   for data that is white. 'warn' and true are 'arbitrary-variance' with a FutureWarning, as in 1.2.
 * - fun ('logcosh', 'exp' or 'cube', 'logcosh'): what tells the distance from normal; fun_args (mapping or null, null): its
 *   `alpha`, from 1 to 2.
 * - max_iter (integer ≥ 1, 200), tol (number ≥ 0, 1e-4): when to stop turning.
 * - w_init (n_components × n_components numbers or null, null): the rotation to begin with; null for random numbers by
 *   `random_state` (integer or null, null).
 * - whiten_solver ('eigh' or 'svd', 'svd').
 *
 * Attributes: components_ (n_components × n_features), mixing_ (n_features × n_components, their pseudo-inverse), mean_
 * (n_features) and whitening_ (n_components × n_features) unless whiten is false, n_iter_, n_features_in_.
 *
 * Errors: ValueError for NaN or infinity, a single row, an `alpha` out of range, a rotation of another shape, and for fewer
 * rows than features that are not to be whitened. Warns (ConvergenceWarning) when 'parallel' does not converge. Differs
 * from scikit-learn: `fun` is named, not a function.
 */
export class FastICA extends LinearDecomposition<FastICAParams> {
  static override readonly className = 'FastICA'
  static override readonly module = 'sklearn.decomposition'
  static override readonly params: ParamTable<FastICAParams> = {
    n_components: { default: null, kinds: [integer(1), none] },
    algorithm: { default: 'parallel', kinds: [option('parallel', 'deflation')] },
    whiten: { default: 'warn', kinds: [option('arbitrary-variance', 'unit-variance', 'warn'), boolean] },
    fun: { default: 'logcosh', kinds: [option('logcosh', 'exp', 'cube')] },
    fun_args: { default: null, kinds: [mapping, none] },
    max_iter: { default: 200, kinds: [integer(1)] },
    tol: { default: 1e-4, kinds: [real(0, Infinity, 'left')] },
    w_init: { default: null, kinds: [array, none] },
    whiten_solver: { default: 'svd', kinds: [option('eigh', 'svd')] },
    random_state: { default: null, kinds: randomState }
  }

  declare mixing_: Matrix
  declare mean_?: Float64Array
  declare whitening_?: Matrix
  declare n_iter_: number
  /** How it was whitened, and the rotation of what is white. */
  declare _whiten: Whiten | false
  declare _unmixing: Matrix

  async fit(X: Matrix | Table, _y?: Target, options: FitOptions = {}): Promise<this> {
    this.checkParams()
    const checked = checkArray(X, 'FastICA')
    const [n, d] = checked.shape
    if (n < 2) throw new ValueError('FastICA was given one row', 'It needs at least two.')
    const whiten = this.whitens(options.warn)
    const count = this.countComponents(n, d, whiten, options.warn)

    delete this.mean_
    delete this.whitening_
    this._whiten = whiten
    this.n_features_in_ = d
    if (whiten) {
      const mean = columnMeans(checked)
      const centred = centre(checked, mean)
      const K = whitening(centred, count, this.params.whiten_solver, options.warn)
      const Z = matmulNT(K, centred)
      scale(Math.sqrt(n), Z.data)
      const { W, nIter } = await this.unmix(Z, options)
      if (whiten === 'unit-variance') toUnitVariance(W, matmulNT(centred, matmul(W, K)))
      this.keep(W, matmul(W, K), nIter)
      this.mean_ = mean
      this.whitening_ = K
    } else {
      const { W, nIter } = await this.unmix(transpose(checked), options)
      this.keep(W, W, nIter)
    }
    return this
  }

  private keep(W: Matrix, components: Matrix, nIter: number): void {
    this._unmixing = W
    this.components_ = components
    this.mixing_ = pinv(components)
    this.n_iter_ = nIter
  }

  /** How to whiten, with a word of what will change. */
  private whitens(warn: FitOptions['warn']): Whiten | false {
    const { whiten } = this.params
    if (whiten !== 'warn' && whiten !== true) return whiten
    warn?.({
      category: 'FutureWarning',
      message: "FastICA: scikit-learn 1.3 whitens by 'unit-variance' unless whiten is 'arbitrary-variance'."
    })
    return 'arbitrary-variance'
  }

  private countComponents(n: number, d: number, whiten: Whiten | false, warn: FitOptions['warn']): number {
    const { n_components: wanted } = this.params
    const most = Math.min(n, d)
    if (!whiten) {
      if (wanted !== null)
        warn?.({ category: 'UserWarning', message: 'FastICA: n_components is left aside without whitening.' })
      if (n < d)
        throw new ValueError(
          `FastICA: ${n} rows of ${d} features cannot be white`,
          'Let it whiten them, or give more rows.'
        )
      return most
    }
    if (wanted !== null && wanted > most)
      warn?.({
        category: 'UserWarning',
        message: `FastICA: ${wanted} components are too many, ${most} are taken.`
      })
    return Math.min(wanted ?? most, most)
  }

  private unmix(Z: Matrix, options: FitOptions): Promise<Unmixing> {
    const { algorithm, fun, fun_args, max_iter, tol } = this.params
    const alpha = fun_args?.alpha ?? 1
    if (!(alpha >= 1 && alpha <= 2))
      throw new ValueError(`FastICA: alpha is ${alpha}`, 'fun_args can have an alpha of 1 to 2.')
    const unmix = { parallel, deflation }[algorithm]
    const change = contrast(fun, alpha)
    return unmix(Z, { change, tol, maxIter: max_iter, start: this.start(Z.shape[0]) }, options)
  }

  private start(count: number): Matrix {
    const { w_init, random_state } = this.params
    if (!w_init) return matrix(count, count, checkRandomState(random_state).normal(0, 1, count * count))
    if (w_init.length !== count || w_init.some((given) => given.length !== count))
      throw new ValueError(
        `FastICA: w_init has not ${count} × ${count} values`,
        'It needs a row and a column for each component.'
      )
    return fromRows(w_init)
  }

  /** The independent components of each row: n_samples × n_components. */
  async transform(X: Matrix | Table): Promise<Matrix> {
    const checked = this.checkKnown(X)
    return matmulNT(this.mean_ ? centre(checked, this.mean_) : checked, this.components_)
  }

  /** The rows that these components mix to. */
  async inverse_transform(sources: Matrix): Promise<Matrix> {
    this.checkScores(sources)
    const X = matmulNT(sources, this.mixing_)
    if (this.mean_) for (let i = 0; i < X.shape[0]; i++) axpy(1, this.mean_, row(X, i))
    return X
  }
}

/** Each row of W over the deviation of its sources, in place. */
function toUnitVariance(W: Matrix, sources: Matrix): void {
  columnVariances(sources).forEach((variance, c) => scale(1 / Math.sqrt(variance), row(W, c)))
}
