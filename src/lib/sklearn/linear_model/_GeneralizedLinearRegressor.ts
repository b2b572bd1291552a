import { ValueError } from '$lib/estimator/exceptions'
import { boolean, integer, option, real, type ParamTable } from '$lib/estimator/params'
import type { LinearOperator } from '$lib/numeric/backend'
import type { Matrix } from '$lib/numeric/matrix'
import { minimizeLbfgsb } from '$lib/numeric/optimize/lbfgsb'
import type { AskOptions, FitOptions, Target } from '../base'
import { numericTarget } from '../utils/validation'
import { LinearModelLoss } from './_linear_loss'
import { LinearModel } from './_LinearModel'
import { halfTweedie, halfTweedieIdentity, sumOf, tweedieConstant } from './_loss'
import { newtonCholesky } from './_newton_cholesky'
import { solveOn, type Start } from './_onDevice'

export interface GlmParams {
  alpha: number
  fit_intercept: boolean
  solver: 'lbfgs' | 'newton-cholesky'
  max_iter: number
  tol: number
  warm_start: boolean
  verbose: number
}

export const glmParams: ParamTable<GlmParams> = {
  alpha: { default: 1, kinds: [real(0, Infinity, 'left')] },
  fit_intercept: { default: true, kinds: [boolean] },
  solver: { default: 'lbfgs', kinds: [option('lbfgs', 'newton-cholesky')] },
  max_iter: { default: 100, kinds: [integer(1)] },
  tol: { default: 1e-4, kinds: [real(0, Infinity, 'neither')] },
  warm_start: { default: false, kinds: [boolean] },
  verbose: { default: 0, kinds: [integer(0)] }
}

/** The distribution of the target, and how its mean follows from the linear predictor. */
export interface Family {
  /** Tweedie's: 0 normal, 1 Poisson, 2 gamma, 3 inverse Gaussian. */
  readonly power: number
  readonly link: 'log' | 'identity'
}

/**
 * Generalised linear models (Nelder & Wedderburn, J. R. Stat. Soc. A 135, 1972, 370–384) of the Tweedie family with an L2
 * penalty: minimises mean deviance / 2 + alpha/2·‖coef‖², the mean being weighted by the sample weights.
 */
export abstract class GeneralizedLinearRegressor<P extends GlmParams> extends LinearModel<P> {
  declare n_iter_: number

  protected abstract family(): Family

  async fit(X: Matrix, y?: Target, options: FitOptions = {}): Promise<this> {
    const { y: target, weights } = this.check(X, y, options)
    this.checkRange(target)
    const { fit_intercept, solver, max_iter, tol } = this.params
    const shares = toShares(weights, target.length)
    const start = this.start(X.shape[1], target, shares)
    const solve = (
      operator: LinearOperator,
      { x, maxIter, warn }: Start
    ): Promise<{ coef: Float64Array; nIter: number }> => {
      const { alpha } = this.params
      const loss = new LinearModelLoss(operator, target, shares, this.loss(), fit_intercept, alpha)
      const limits = { tol, maxIter }
      return solver === 'lbfgs'
        ? this.byLbfgs(
            loss,
            x,
            { ...limits, ftol: Math.max(64 * Number.EPSILON, operator.roundoff) },
            { ...options, warn }
          )
        : newtonCholesky(loss, x, limits, { ...options, warn })
    }
    const newton = solver === 'newton-cholesky'
    const products = 3 * Math.min(max_iter, newton ? 8 : 30)
    const plan = { products, columns: products, grams: newton ? 8 : 0 }
    const { coef, nIter } = await solveOn(X, options, plan, { x: start, maxIter: max_iter }, solve)
    this.coef_ = coef.slice(0, X.shape[1])
    this.intercept_ = fit_intercept ? coef[X.shape[1]] : 0
    this.n_iter_ = nIter
    this.n_features_in_ = X.shape[1]
    return this
  }

  /** The expected target: the link's inverse of X · coef_ + intercept_. */
  override async predict(X: Matrix, options: AskOptions = {}): Promise<Float64Array> {
    const raw = await this.linearOn(X, options)
    return this.family().link === 'log' ? raw.map(Math.exp) : raw
  }

  /** D², the share of the deviance that is explained: 1 − deviance / deviance of the mean. */
  override async score(X: Matrix, y: Target, sampleWeight?: ArrayLike<number>): Promise<number> {
    const raw = this.linear(X)
    const target = numericTarget(y, this.meta.className)
    this.checkRange(target)
    const { power, link } = this.family()
    const weights = sampleWeight && Float64Array.from(sampleWeight)
    const shares = toShares(weights, target.length)
    const loss = this.loss()
    const mean = this.toLink(weightedMean(target, shares))
    let constant = 0
    if (link === 'log') for (const value of target) constant += tweedieConstant(power, value)
    // scikit-learn takes the plain mean of the constants, then divides it by the mean weight.
    constant /= weights ? weights.reduce((sum, weight) => sum + weight, 0) : target.length
    const explained = loss.evaluate(target, raw, shares) + constant
    return (
      1 -
      explained /
        (loss.evaluate(
          target,
          raw.map(() => mean),
          shares
        ) +
          constant)
    )
  }

  private loss(): ReturnType<typeof sumOf> {
    const { power, link } = this.family()
    return sumOf(link === 'log' ? halfTweedie(power) : halfTweedieIdentity(power))
  }

  private toLink(mean: number): number {
    return this.family().link === 'log' ? Math.log(mean) : mean
  }

  private checkRange(y: Float64Array): void {
    const { power } = this.family()
    if (power <= 0) return
    const at = y.findIndex((value) => (power < 2 ? value < 0 : value <= 0))
    if (at < 0) return
    throw new ValueError(
      `${this.meta.className}: the target of row ${at} is ${y[at]}`,
      `This distribution (power ${power}) needs targets ${power < 2 ? 'of 0 and more' : 'above 0'}.`
    )
  }

  /** Zeros with the intercept of the mean, or the last fit's coefficients. */
  private start(features: number, y: Float64Array, shares: Float64Array): Float64Array {
    const { fit_intercept, warm_start } = this.params
    if (warm_start && this.isFitted && this.n_features_in_ === features)
      return Float64Array.from([...this.coef_, ...(fit_intercept ? [this.intercept_] : [])])
    const coef = new Float64Array(features + Number(fit_intercept))
    if (fit_intercept) coef[features] = this.toLink(weightedMean(y, shares))
    return coef
  }

  private async byLbfgs(
    loss: LinearModelLoss,
    start: Float64Array,
    { tol, maxIter, ftol }: { tol: number; maxIter: number; ftol: number },
    { signal, onProgress, warn }: FitOptions
  ): Promise<{ coef: Float64Array; nIter: number }> {
    const result = await minimizeLbfgsb((coef) => loss.lossGradient(coef), start, {
      maxiter: maxIter,
      maxls: 50,
      gtol: tol,
      ftol,
      signal,
      callback: (_x, _f, nit) => onProgress?.({ phase: 'fit', done: nit, total: this.params.max_iter })
    })
    if (!result.success)
      warn?.({
        category: 'ConvergenceWarning',
        message:
          `lbfgs failed to converge (status=${result.status}): ${result.message}. ` +
          'Increase the number of iterations (max_iter) or scale the data.'
      })
    return { coef: result.x, nIter: result.nit }
  }
}

/** Weights that sum to 1; equal ones when none are given. */
function toShares(weights: Float64Array | undefined, rows: number): Float64Array {
  const given = weights ?? new Float64Array(rows).fill(1)
  const total = given.reduce((sum, weight) => sum + weight, 0)
  return given.map((weight) => weight / total)
}

const weightedMean = (y: Float64Array, shares: Float64Array): number =>
  y.reduce((sum, value, i) => sum + value * shares[i], 0)
