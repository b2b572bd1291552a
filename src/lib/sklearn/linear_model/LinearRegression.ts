import { boolean, integer, none, type ParamTable } from '$lib/estimator/params'
import { cholesky, columnRank, independence, lstsq, nnls, svd, type Lstsq } from '$lib/numeric/linalg'
import type { Matrix } from '$lib/numeric/matrix'
import type { FitOptions, Target } from '../base'
import { LinearModel, requireNonNegative } from './_LinearModel'
import { gramOn, refinedSolver } from './_onDevice'
import { centre } from './_preprocess'

export interface LinearRegressionParams {
  fit_intercept: boolean
  copy_X: boolean
  n_jobs: number | null
  positive: boolean
}

/**
 * Ordinary least squares: the coefficients that minimise ‖y − Xw‖², of least norm where several do (LAPACK's gelsd:
 * Golub & Van Loan, Matrix Computations, 4th ed., 5.5); with `positive` by non-negative least squares (Lawson & Hanson,
 * Solving Least Squares Problems, 1974, ch. 23).
 *
 * Parameters
 * - fit_intercept (boolean, true): fit a constant; without it the data is taken as centred.
 * - copy_X (boolean, true), n_jobs (integer or null): accepted for compatibility; the data is never overwritten.
 * - positive (boolean, false): only coefficients of zero and more.
 *
 * Attributes: coef_ (n_features), intercept_ (number), rank_ (number) and singular_ (min(n_samples, n_features)) of the
 * centred, weighted X (not with `positive`), n_features_in_.
 *
 * Differs from scikit-learn where the columns of X depend on each other, as those of a one-hot encoded category do, or
 * where there are as many features as rows: the rank is counted on columns of equal length, and the solution is that of
 * least norm. scikit-learn 1.2 may count the rounding error that centring leaves as rank, and add noise: for the age on
 * Titanic's encoded columns its R² is 0.3404 to 0.3420 by the processor that OpenBLAS finds; without the noise, and here,
 * 0.342046.
 *
 * Where the columns are far from depending on each other (scaled to one length, singular values within a factor of 30) it
 * solves normal equations, perhaps on a device, and refines them in float64. coef_ is as exact as ever; singular_ holds to
 * 1e-4 where the device computes in float32.
 *
 * Errors: ValueError for NaN or infinity in X or y and for negative sample weights.
 */
export class LinearRegression extends LinearModel<LinearRegressionParams> {
  static override readonly className = 'LinearRegression'
  static override readonly module = 'sklearn.linear_model'
  static override readonly params: ParamTable<LinearRegressionParams> = {
    fit_intercept: { default: true, kinds: [boolean] },
    copy_X: { default: true, kinds: [boolean] },
    n_jobs: { default: null, kinds: [none, integer()] },
    positive: { default: false, kinds: [boolean] }
  }

  declare rank_: number
  declare singular_: Float64Array

  async fit(X: Matrix, y?: Target, options: FitOptions = {}): Promise<this> {
    const checked = this.check(X, y, options)
    requireNonNegative(checked.weights, this.meta.className)
    const { fit_intercept, positive } = this.params
    const centred = centre(checked.X, checked.y, { fitIntercept: fit_intercept, weights: checked.weights })
    if (positive) this.setCoefficients(nnls(centred.X, centred.y), centred)
    else {
      const { x, rank, singular } =
        (await bySteadyGram(centred.X, centred.y, options)) ??
        lstsq(centred.X, centred.y, undefined, largestRank(centred.X, fit_intercept))
      this.setCoefficients(x, centred)
      this.rank_ = rank
      this.singular_ = singular
    }
    return this
  }
}

/** Rows that sum to zero have at most one rank less than there are rows. */
const largestRank = (X: Matrix, centred: boolean): number =>
  Math.min(X.shape[0] - (centred ? 1 : 0), columnRank(X))

/** How independent the columns must be for normal equations: even float32 tells it safely from 0. */
const STEADY = 1e-3

/**
 * Least squares by the Gram matrix, as exact as by the decomposition of X itself since the columns are far from depending
 * on each other: the coefficients are refined, and the Cholesky factor has the singular values of X. Undefined where that
 * is no ground to stand on.
 */
async function bySteadyGram(X: Matrix, y: Float64Array, options: FitOptions): Promise<Lstsq | undefined> {
  const [n, d] = X.shape
  if (n <= d) return undefined
  const { G } = await gramOn(X, options)
  if (!(independence(G) > STEADY)) return undefined
  const x = refinedSolver(X, G, 0)(y)
  return x && { x, rank: d, singular: svd(cholesky(G)).s }
}
