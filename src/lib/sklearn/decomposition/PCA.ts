import { ValueError } from '$lib/estimator/exceptions'
import { boolean, integer, none, option, randomState, real, type ParamTable } from '$lib/estimator/params'
import { dot, type SVD } from '$lib/numeric/linalg'
import type { Matrix } from '$lib/numeric/matrix'
import { checkRandomState } from '$lib/numeric/random/RandomState'
import type { FitOptions, Table, Target } from '../base'
import { centre, columnMeans, sum } from '../utils/mean'
import { checkArray } from '../utils/validation'
import { inferDimension } from './_minka'
import { PCAModel } from './_PCAModel'
import { leadingColumns, leadingRows, randomizedSvd, type Normalizer } from './_randomizedSvd'
import { deviceSvd } from './_deviceSvd'
import { flippedSvd } from './_svdFlip'

type Solver = 'full' | 'arpack' | 'randomized'

export interface PCAParams {
  n_components: number | 'mle' | null
  copy: boolean
  whiten: boolean
  svd_solver: 'auto' | Solver
  tol: number
  iterated_power: number | 'auto'
  n_oversamples: number
  power_iteration_normalizer: Normalizer
  random_state: number | null
}

/**
 * Principal component analysis: the orthogonal directions of largest variance, by singular value decomposition of the
 * centred data (Tipping & Bishop, J. R. Stat. Soc. B 61(3), 1999 for its Gaussian model).
 *
 * Parameters
 * - n_components (integer ≥ 0, number in (0, 1), 'mle' or null, null): how many; a share of the variance to reach; by
 *   Bayesian evidence (Minka, NIPS 2000); or as many as there can be.
 * - whiten (boolean, false): scale scores to variance 1.
 * - svd_solver ('auto', 'full', 'arpack', 'randomized', 'auto'): 'randomized' by random projections (Halko, Martinsson &
 *   Tropp, SIAM Review 53(2), 2011). 'auto' takes it beyond 500 rows or columns for fewer than 80 % of the components.
 * - iterated_power (integer ≥ 0 or 'auto', 'auto'), n_oversamples (integer ≥ 1, 10), power_iteration_normalizer ('auto',
 *   'QR', 'LU', 'none', 'auto'), random_state (integer or null, null): of 'randomized'.
 * - tol (number ≥ 0, 0), copy (boolean, true): accepted for compatibility; see below.
 *
 * Attributes: components_ (n_components_ × n_features), explained_variance_, explained_variance_ratio_ and
 * singular_values_ (n_components_ each), mean_ (n_features), noise_variance_ (number), n_components_ (number), n_samples_,
 * n_features_in_.
 *
 * On a device the full decomposition comes from the covariance, unrefined: see `_deviceSvd.ts` for the tolerance. A device
 * that computes in float32 does that only where it is asked for by name, and never the randomized one.
 *
 * Errors: ValueError for NaN or infinity, and for more components than the data and the solver allow. Differs from
 * scikit-learn: 'arpack' cuts the full decomposition instead of iterating, so its result is that of tol = 0.
 */
export class PCA extends PCAModel<PCAParams> {
  static override readonly className = 'PCA'
  static override readonly module = 'sklearn.decomposition'
  static override readonly params: ParamTable<PCAParams> = {
    n_components: { default: null, kinds: [integer(0), real(0, 1, 'neither'), option('mle'), none] },
    copy: { default: true, kinds: [boolean] },
    whiten: { default: false, kinds: [boolean] },
    svd_solver: { default: 'auto', kinds: [option('auto', 'full', 'arpack', 'randomized')] },
    tol: { default: 0, kinds: [real(0, Infinity, 'left')] },
    iterated_power: { default: 'auto', kinds: [option('auto'), integer(0)] },
    n_oversamples: { default: 10, kinds: [integer(1)] },
    power_iteration_normalizer: { default: 'auto', kinds: [option('auto', 'QR', 'LU', 'none')] },
    random_state: { default: null, kinds: randomState }
  }

  declare explained_variance_ratio_: Float64Array
  declare singular_values_: Float64Array
  declare n_samples_: number

  async fit(X: Matrix | Table, _y?: Target, options: FitOptions = {}): Promise<this> {
    options.signal?.throwIfAborted()
    await this.decompose(X, options)
    return this
  }

  /** Fits, and gives the scores of X: those of `transform`, straight from the decomposition. */
  override async fit_transform(X: Matrix | Table, _y?: Target, options: FitOptions = {}): Promise<Matrix> {
    const { U, s } = await this.decompose(X, options)
    const scores = leadingColumns(U, this.n_components_)
    const k = this.n_components_
    const factors = this.params.whiten ? s.map(() => Math.sqrt(this.n_samples_ - 1)) : s
    for (let i = 0; i < scores.data.length; i++) scores.data[i] *= factors[i % k]
    return scores
  }

  private async decompose(X: Matrix | Table, options: FitOptions): Promise<SVD> {
    this.checkParams()
    const checked = checkArray(X, this.meta.className)
    const [n, d] = checked.shape
    if (n < 2) throw new ValueError('PCA was given one row', 'A variance needs at least two.')
    const { n_components, svd_solver } = this.params
    const most = Math.min(n, d)
    const wanted = n_components ?? (svd_solver === 'arpack' ? most - 1 : most)
    const solver = svd_solver === 'auto' ? chooseSolver(n, d, wanted) : svd_solver
    checkComponents(wanted, n, d, solver)

    const mean = columnMeans(checked)
    const centred = centre(checked, mean)
    // A whole number for the truncated solvers: checkComponents saw to it.
    const { U, s, Vt } =
      solver === 'randomized'
        ? await this.randomized(centred, wanted as number, options)
        : ((wanted === 'mle' ? undefined : await deviceSvd(centred, options)) ?? flippedSvd(centred))
    const variances = s.map((value) => (value * value) / (n - 1))
    const total = solver === 'full' ? sum(variances) : dot(centred.data, centred.data) / (n - 1)
    const ratios = variances.map((value) => value / total)
    const k = countComponents(wanted, variances, ratios, n)

    this.mean_ = mean
    this.components_ = leadingRows(Vt, k)
    this.explained_variance_ = variances.slice(0, k)
    this.explained_variance_ratio_ = ratios.slice(0, k)
    this.singular_values_ = s.slice(0, k)
    // What the model leaves unexplained, spread over the directions that are left.
    const left = solver === 'full' ? sum(variances.slice(k)) : total - sum(variances.slice(0, k))
    this.noise_variance_ = k < most ? left / (most - k) : 0
    this.n_components_ = k
    this.n_samples_ = n
    this.n_features_in_ = d
    return { U, s, Vt }
  }

  private randomized(centred: Matrix, components: number, { backend }: FitOptions): Promise<SVD> {
    const { iterated_power, n_oversamples, power_iteration_normalizer, random_state } = this.params
    return randomizedSvd(centred, {
      components,
      oversamples: n_oversamples,
      iterations: iterated_power,
      normalizer: power_iteration_normalizer,
      random: checkRandomState(random_state),
      backend
    })
  }
}

function chooseSolver(n: number, d: number, wanted: number | 'mle'): Solver {
  if (Math.max(n, d) <= 500 || wanted === 'mle') return 'full'
  return wanted >= 1 && wanted < 0.8 * Math.min(n, d) ? 'randomized' : 'full'
}

function checkComponents(wanted: number | 'mle', n: number, d: number, solver: Solver): void {
  const most = Math.min(n, d) - (solver === 'arpack' ? 1 : 0)
  if (wanted === 'mle') {
    if (solver !== 'full')
      throw new ValueError(`PCA: 'mle' does not go with '${solver}'`, "Use svd_solver 'full'.")
    if (n < d) throw new ValueError(`PCA: 'mle' needs as many rows as features`, `There are ${n} and ${d}.`)
  } else if (wanted > most || (solver !== 'full' && (wanted < 1 || !Number.isInteger(wanted))))
    throw new ValueError(
      `PCA: ${wanted} components of ${n} rows and ${d} features are not possible with '${solver}'`,
      `n_components can be ${solver === 'full' ? `a share in (0, 1) or 0` : '1'} to ${most}.`
    )
}

/** How many components a count, a share of the variance, or the evidence comes to. */
function countComponents(
  wanted: number | 'mle',
  variances: Float64Array,
  ratios: Float64Array,
  n: number
): number {
  if (wanted === 'mle') return inferDimension(variances, n)
  if (wanted === 0 || wanted >= 1) return wanted
  let share = 0
  const enough = ratios.findIndex((ratio) => (share += ratio) > wanted)
  return enough < 0 ? ratios.length : enough + 1
}
