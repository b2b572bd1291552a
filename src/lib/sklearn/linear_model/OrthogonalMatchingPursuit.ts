import { ValueError } from '$lib/estimator/exceptions'
import { boolean, integer, none, option, real, type ParamTable } from '$lib/estimator/params'
import { dot, matvec, outerGram } from '$lib/numeric/linalg'
import type { Matrix } from '$lib/numeric/matrix'
import type { FitOptions, Target } from '../base'
import { columnScales, dataProducts, divideRows, gramProducts, type Normalize } from './_greedy'
import { LinearModel, refuseWeights } from './_LinearModel'
import { matchingPursuit } from './_matchingPursuit'
import { centre } from './_preprocess'

export interface OrthogonalMatchingPursuitParams {
  n_nonzero_coefs: number | null
  tol: number | null
  fit_intercept: boolean
  normalize: Normalize
  precompute: boolean | 'auto'
}

/**
 * Orthogonal matching pursuit: takes the feature most correlated with the residual, fits all taken ones anew, and so on
 * (Mallat & Zhang, IEEE Trans. Signal Process. 41(12), 1993; in the Cholesky form of Rubinstein, Zibulevsky & Elad,
 * Technion CS-2008-08).
 *
 * Parameters
 * - n_nonzero_coefs (integer ≥ 1 or null, null): how many features to take; null is a tenth of them, at least one.
 * - tol (number ≥ 0 or null, null): stops at this squared residual instead.
 * - fit_intercept (boolean, true): fit a constant; without it the data is taken as centred.
 * - normalize (boolean or 'deprecated', 'deprecated'): scale the centred columns to length 1 (deprecated).
 * - precompute ('auto' or boolean, 'auto'): work on the Gram matrix; 'auto' when there are more rows than features.
 *
 * Attributes: coef_ (n_features), intercept_ (number), n_iter_ (features taken), n_nonzero_coefs_ (number, or null with
 * tol alone), n_features_in_.
 *
 * Errors: ValueError for NaN or infinity, more coefficients than features, and sample weights. A warning tells when
 * features depend on each other and the pursuit ended early.
 */
export class OrthogonalMatchingPursuit extends LinearModel<OrthogonalMatchingPursuitParams> {
  static override readonly className = 'OrthogonalMatchingPursuit'
  static override readonly module = 'sklearn.linear_model'
  static override readonly takesSampleWeight = false
  static override readonly params: ParamTable<OrthogonalMatchingPursuitParams> = {
    n_nonzero_coefs: { default: null, kinds: [none, integer(1)] },
    tol: { default: null, kinds: [none, real(0, Infinity, 'left')] },
    fit_intercept: { default: true, kinds: [boolean] },
    normalize: { default: 'deprecated', kinds: [option('deprecated'), boolean] },
    precompute: { default: 'auto', kinds: [option('auto'), boolean] }
  }

  declare n_iter_: number
  declare n_nonzero_coefs_: number | null

  async fit(X: Matrix, y?: Target, options: FitOptions = {}): Promise<this> {
    const checked = this.check(X, y, options)
    const { className } = this.meta
    refuseWeights(options, className)
    const { n_nonzero_coefs, tol, fit_intercept, normalize, precompute } = this.params
    const [n, d] = X.shape
    const wanted =
      n_nonzero_coefs === null && tol === null ? Math.max(Math.floor(0.1 * d), 1) : n_nonzero_coefs
    if (tol === null && wanted !== null && wanted > d)
      throw new ValueError(`${className}: ${wanted} coefficients of ${d} features`, 'Ask for fewer.')
    const scales = columnScales(X, fit_intercept, normalize, options.warn)
    const centred = centre(checked.X, checked.y, { fitIntercept: fit_intercept, columns: true })
    if (scales) divideRows(centred.X, scales)
    const byGram = precompute === true || (precompute === 'auto' && n > d)
    const { coef, taken } = matchingPursuit({
      products: byGram
        ? gramProducts(outerGram(centred.X), matvec(centred.X, centred.y))
        : dataProducts(centred.X, centred.y),
      squaredNorm: dot(centred.y, centred.y),
      features: d,
      byGram,
      wanted,
      tol,
      warn: options.warn
    })
    this.setCoefficients(scales ? coef.map((value, j) => value / scales[j]) : coef, centred)
    this.n_iter_ = taken
    this.n_nonzero_coefs_ = wanted
    return this
  }
}
