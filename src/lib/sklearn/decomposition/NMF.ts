import { ValueError } from '$lib/estimator/exceptions'
import {
  flag,
  integer,
  none,
  option,
  randomState,
  real,
  boolean,
  type ParamTable
} from '$lib/estimator/params'
import { matmul } from '$lib/numeric/linalg'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { checkRandomState } from '$lib/numeric/random/RandomState'
import type { AskOptions, FitOptions, Table, Target } from '../base'
import { average } from '../utils/mean'
import { checkArray } from '../utils/validation'
import { coordinateNmf } from './_coordinateNmf'
import { LinearDecomposition } from './_Decomposition'
import { divergence, multiplicativeNmf, type NmfFound } from './_multiplicativeNmf'
import { randomFactors, singularFactors, type Factors } from './_nmfStart'

const LOSSES = { frobenius: 2, 'kullback-leibler': 1, 'itakura-saito': 0 } as const

export interface NMFParams {
  n_components: number | null
  init: 'random' | 'nndsvd' | 'nndsvda' | 'nndsvdar' | 'custom' | null
  solver: 'cd' | 'mu'
  beta_loss: keyof typeof LOSSES | number
  tol: number
  max_iter: number
  random_state: number | null
  alpha_W: number
  alpha_H: number | 'same'
  l1_ratio: number
  verbose: number | boolean
  shuffle: boolean
}

/**
 * Non-negative data as the product of two non-negative matrices: parts, and how much of each a row has.
 *
 * Algorithm: coordinate descent (Cichocki & Phan, IEICE Trans. E92-A(3), 2009) or multiplicative updates (Févotte & Idier,
 * Neural Computation 23(9), 2011); source: scikit-learn 1.2, `sklearn.decomposition.NMF`.
 *
 * Parameters
 * - n_components (integer ≥ 1 or null, null): how many parts; null for as many as features.
 * - init ('random', 'nndsvd', 'nndsvda', 'nndsvdar' or null, null): where to begin; null is 'nndsvda' as far as rows and
 *   features allow, else 'random'. random_state (integer or null, null): of these, and of shuffle.
 * - solver ('cd' or 'mu', 'cd'); shuffle (boolean, false): 'cd' takes the parts in random order.
 * - beta_loss ('frobenius', 'kullback-leibler', 'itakura-saito' or number, 'frobenius'): the loss; others than 'frobenius'
 *   with 'mu' only.
 * - alpha_W (number ≥ 0, 0), alpha_H (number ≥ 0 or 'same', 'same'): penalties, l1_ratio (number in [0, 1], 0) of which is
 *   on absolute values, the rest on squares.
 * - tol (number ≥ 0, 1e-4), max_iter (integer ≥ 1, 200): when to stop. verbose: accepted for compatibility.
 *
 * Attributes: components_ (n_components_ × n_features), n_components_, reconstruction_err_, n_iter_, n_features_in_.
 *
 * Errors: ValueError for NaN, infinity and negative values, for zeros with a beta_loss up to 0, for a loss that the solver
 * does not have, and for singular vectors of more components than there are. Warns (ConvergenceWarning) when max_iter
 * rounds do not suffice. Differs from scikit-learn: init 'custom' is refused, for want of a place for its matrices.
 */
export class NMF extends LinearDecomposition<NMFParams> {
  static override readonly className = 'NMF'
  static override readonly module = 'sklearn.decomposition'
  static override readonly params: ParamTable<NMFParams> = {
    n_components: { default: null, kinds: [integer(1), none] },
    init: { default: null, kinds: [option('random', 'nndsvd', 'nndsvda', 'nndsvdar', 'custom'), none] },
    solver: { default: 'cd', kinds: [option('cd', 'mu')] },
    beta_loss: { default: 'frobenius', kinds: [option(...Object.keys(LOSSES)), real()] },
    tol: { default: 1e-4, kinds: [real(0, Infinity, 'left')] },
    max_iter: { default: 200, kinds: [integer(1)] },
    random_state: { default: null, kinds: randomState },
    alpha_W: { default: 0, kinds: [real(0, Infinity, 'left')] },
    alpha_H: { default: 'same', kinds: [real(0, Infinity, 'left'), option('same')] },
    l1_ratio: { default: 0, kinds: [real(0, 1)] },
    verbose: { default: 0, kinds: [integer(0), boolean] },
    shuffle: flag(false)
  }

  declare n_components_: number
  declare reconstruction_err_: number
  declare n_iter_: number

  async fit(X: Matrix | Table, y?: Target, options: FitOptions = {}): Promise<this> {
    await this.fit_transform(X, y, options)
    return this
  }

  override async fit_transform(X: Matrix | Table, _y?: Target, options: FitOptions = {}): Promise<Matrix> {
    this.checkParams()
    const checked = this.checkValues(checkArray(X, 'NMF'))
    const { solver, init, n_components } = this.params
    if (solver === 'cd' && this.beta !== 2)
      throw new ValueError(`NMF: 'cd' has no beta_loss ${this.params.beta_loss}`, "Use solver 'mu'.")
    if (solver === 'mu' && init === 'nndsvd')
      options.warn?.({
        category: 'UserWarning',
        message: "NMF: 'mu' leaves the zeros of init 'nndsvd' as they are. 'nndsvda' has none."
      })
    const start = await this.start(checked, n_components ?? checked.shape[1], options)
    const { W, H, nIter } = await this.solve(checked, start, false, options)
    this.components_ = H
    this.n_components_ = H.shape[0]
    this.reconstruction_err_ = divergence(checked, { W, H }, this.beta)
    this.n_iter_ = nIter
    this.n_features_in_ = checked.shape[1]
    return W
  }

  private get beta(): number {
    const { beta_loss: loss } = this.params
    return typeof loss === 'number' ? loss : LOSSES[loss]
  }

  private checkValues(X: Matrix): Matrix {
    const least = X.data.reduce((a, b) => Math.min(a, b))
    if (least < 0) throw new ValueError(`NMF was given ${least}`, 'It takes no negative values.')
    if (least === 0 && this.beta <= 0)
      throw new ValueError(
        `NMF: a beta_loss of ${this.params.beta_loss} cannot be of zeros`,
        'Add a small value to all, or choose a beta_loss above 0.'
      )
    return X
  }

  private async start(X: Matrix, components: number, options: FitOptions): Promise<Factors> {
    const { init, random_state } = this.params
    if (init === 'custom')
      throw new ValueError("NMF: there are no matrices for init 'custom'", "Use 'random' or 'nndsvda'.")
    const possible = components <= Math.min(...X.shape)
    const chosen = init ?? (possible ? 'nndsvda' : 'random')
    if (chosen === 'random') return randomFactors(X, components, checkRandomState(random_state))
    if (!possible)
      throw new ValueError(
        `NMF: init '${chosen}' cannot make ${components} components of ${X.shape.join(' × ')} values`,
        `Use 'random', or up to ${Math.min(...X.shape)} components.`
      )
    return singularFactors(X, components, chosen, () => checkRandomState(random_state), options)
  }

  private async solve(X: Matrix, start: Factors, fixed: boolean, options: FitOptions): Promise<NmfFound> {
    const { solver, tol, max_iter, shuffle, random_state, alpha_W, alpha_H, l1_ratio } = this.params
    const [n, d] = X.shape
    const strengthW = d * alpha_W
    const strengthH = n * (alpha_H === 'same' ? alpha_W : alpha_H)
    const solveBy = { cd: coordinateNmf, mu: multiplicativeNmf }[solver]
    const penalties = {
      l1W: strengthW * l1_ratio,
      l1H: strengthH * l1_ratio,
      l2W: strengthW * (1 - l1_ratio),
      l2H: strengthH * (1 - l1_ratio)
    }
    const random = shuffle ? checkRandomState(random_state) : undefined
    const found = await solveBy(
      X,
      start,
      { tol, maxIter: max_iter, penalties, fixed, beta: this.beta, random },
      options
    )
    if (found.nIter === max_iter && tol > 0)
      options.warn?.({
        category: 'ConvergenceWarning',
        message: `NMF did not converge in max_iter (${max_iter}) iterations. Increase max_iter or tol.`
      })
    return found
  }

  /** How much of each part the rows have, for all of them at once: n_samples × n_components_. */
  async transform(X: Matrix | Table, options: AskOptions = {}): Promise<Matrix> {
    const checked = this.checkValues(this.checkKnown(X))
    const { shape } = checked
    const W = matrix(shape[0], this.n_components_)
    // 'mu' never leaves zero.
    if (this.params.solver === 'mu') W.data.fill(Math.sqrt(average(checked.data) / this.n_components_))
    return (await this.solve(checked, { W, H: this.components_ }, true, options)).W
  }

  /** The rows that these amounts make. */
  async inverse_transform(amounts: Matrix): Promise<Matrix> {
    this.checkScores(amounts)
    return matmul(amounts, this.components_)
  }
}
