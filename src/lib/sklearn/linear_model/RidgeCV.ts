import { ValueError } from '$lib/estimator/exceptions'
import { array, boolean, integer, none, option, real, type ParamTable } from '$lib/estimator/params'
import { rmatvec } from '$lib/numeric/linalg'
import { matrix, takeRows, type Matrix } from '$lib/numeric/matrix'
import { pacer } from '$lib/numeric/pacer'
import type { FitOptions, Target } from '../base'
import { score } from '../metrics/score'
import { getScorer, scorers } from '../metrics/scorers'
import { checkCv, type Cv } from '../model_selection/_checkCv'
import { average } from '../utils/mean'
import { LinearModel, requireNonNegative, type Checked } from './_LinearModel'
import { centre } from './_preprocess'
import { leaveOneOut, type GcvMode } from './_ridgeGCV'
import { Ridge } from './Ridge'

export interface RidgeCVParams {
  alphas: readonly number[] | number
  fit_intercept: boolean
  scoring: string | null
  cv: Cv
  gcv_mode: GcvMode | 'auto' | null
  store_cv_values: boolean
  alpha_per_target: boolean
}

/**
 * Ridge regression whose penalty is chosen by cross-validation: by leaving out one row at a time, which one decomposition
 * answers for every penalty (Rifkin & Lippert, Notes on Regularized Least Squares, MIT-CSAIL-TR-2007-025), or on folds.
 *
 * Parameters
 * - alphas (array of numbers > 0 or one, [0.1, 1, 10]): the penalties to choose from; of equals the first.
 * - fit_intercept (boolean, true): fit a constant; without it the data is taken as centred.
 * - scoring (a regression scorer's name or null, null): what is best; by default the mean squared error when rows are left
 *   out one by one, R² on folds.
 * - cv (null, integer ≥ 2, or an array of [train, test] indices, null): null leaves out rows one by one.
 * - gcv_mode ('auto', 'svd', 'eigen' or null, null): decompose X or X Xᵀ; 'auto' and null take the smaller.
 * - store_cv_values (boolean, false): keep the values for each row and penalty; not with `cv`.
 * - alpha_per_target (boolean, false): accepted for compatibility; there is one target. Not with `cv`.
 *
 * Attributes: alpha_ (number), best_score_ (number), coef_ (n_features), intercept_ (number), n_features_in_, and with
 * store_cv_values cv_values_ (n_samples × n_alphas): squared errors, or with `scoring` the predictions (of the centred
 * target).
 *
 * Errors: ValueError for NaN or infinity, penalties that are not positive, more folds than rows, options that exclude each
 * other.
 */
export class RidgeCV extends LinearModel<RidgeCVParams> {
  static override readonly className = 'RidgeCV'
  static override readonly module = 'sklearn.linear_model'
  static override readonly params: ParamTable<RidgeCVParams> = {
    alphas: { default: [0.1, 1, 10], kinds: [array, real(0, Infinity, 'neither')] },
    fit_intercept: { default: true, kinds: [boolean] },
    scoring: { default: null, kinds: [none, option(...Object.keys(scorers))] },
    cv: { default: null, kinds: [none, integer(2), array] },
    gcv_mode: { default: null, kinds: [none, option('auto', 'svd', 'eigen')] },
    store_cv_values: { default: false, kinds: [boolean] },
    alpha_per_target: { default: false, kinds: [boolean] }
  }

  declare alpha_: number
  declare best_score_: number
  declare cv_values_: Matrix

  async fit(X: Matrix, y?: Target, options: FitOptions = {}): Promise<this> {
    const checked = this.check(X, y, options)
    requireNonNegative(checked.weights, this.meta.className)
    const { alphas, cv } = this.params
    const list = typeof alphas === 'number' ? [alphas] : Array.from(alphas)
    if (list.length === 0 || !list.every((alpha) => alpha > 0))
      throw new ValueError(`RidgeCV: alphas = ${JSON.stringify(alphas)}`, 'Give numbers above 0.')
    if (cv === null) this.fitLeaveOneOut(checked, list)
    else await this.fitFolds(checked, list, options)
    this.n_features_in_ = X.shape[1]
    return this
  }

  private fitLeaveOneOut({ X, y, weights }: Checked, alphas: number[]): void {
    const { fit_intercept, gcv_mode, scoring, store_cv_values } = this.params
    const [n, d] = X.shape
    const centred = centre(X, y, { fitIntercept: fit_intercept, weights })
    const roots = weights?.map(Math.sqrt) ?? new Float64Array(n).fill(1)
    const mode = gcv_mode === 'svd' || gcv_mode === 'eigen' ? gcv_mode : n > d ? 'svd' : 'eigen'
    const solve = leaveOneOut({ X: centred.X, y: centred.y, roots, fitIntercept: fit_intercept }, mode)
    const values = matrix(n, alphas.length)
    let best: { score: number; alpha: number; dual: Float64Array } | undefined
    for (const [k, alpha] of alphas.entries()) {
      const { errors, dual } = solve(alpha)
      const kept = scoring
        ? errors.map((error, i) => centred.y[i] - error)
        : errors.map((error) => error * error)
      const score = scoring ? scoreRows(scoring, centred.y, kept) : -average(kept)
      kept.forEach((value, i) => (values.data[i * alphas.length + k] = value))
      if (!best || score > best.score) best = { score, alpha, dual }
    }
    const { score, alpha, dual } = best!
    this.setCoefficients(rmatvec(centred.X, dual), centred)
    this.alpha_ = alpha
    this.best_score_ = score
    if (store_cv_values) this.cv_values_ = values
  }

  private async fitFolds({ X, y, weights }: Checked, alphas: number[], options: FitOptions): Promise<void> {
    const { fit_intercept, cv, scoring, store_cv_values, alpha_per_target } = this.params
    if (store_cv_values || alpha_per_target)
      throw new ValueError(
        'RidgeCV: store_cv_values and alpha_per_target exclude cv',
        'Leave cv out, or these.'
      )
    const due = pacer(options.signal)
    const pick = (values: Float64Array, rows: ArrayLike<number>): Float64Array =>
      Float64Array.from(rows, (i) => values[i])
    let best: { score: number; alpha: number } | undefined
    for (const alpha of alphas) {
      const scores: number[] = []
      for (const { train, test } of checkCv(cv, X.shape[0], undefined, this)) {
        const model = new Ridge({ alpha, fit_intercept })
        await model.fit(takeRows(X, train), pick(y, train), {
          ...options,
          sampleWeight: weights && pick(weights, train)
        })
        scores.push(await score(model, scoring ?? 'r2', takeRows(X, test), pick(y, test)))
        const pause = due()
        if (pause) await pause
      }
      const mean = average(Float64Array.from(scores))
      if (!best || mean > best.score) best = { score: mean, alpha }
    }
    const model = await new Ridge({ alpha: best!.alpha, fit_intercept }).fit(X, y, {
      ...options,
      sampleWeight: weights
    })
    this.coef_ = model.coef_
    this.intercept_ = model.intercept_
    this.alpha_ = best!.alpha
    this.best_score_ = best!.score
  }
}

/** A scorer's value for numbers that stand for themselves. */
function scoreRows(name: string, y: Float64Array, predicted: Float64Array): number {
  const scorer = getScorer(name)
  if (scorer.needs === 'proba')
    throw new ValueError(`RidgeCV: ${name} needs probabilities`, 'Use a scorer for regression.')
  return scorer.sign * scorer.metric(y, predicted, {})
}
