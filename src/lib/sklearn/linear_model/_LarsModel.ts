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
import { matvec, outerGram } from '$lib/numeric/linalg'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { checkRandomState } from '$lib/numeric/random/RandomState'
import type { FitOptions, Target } from '../base'
import { columnScales, dataProducts, divideRows, givenGram, gramProducts, type Normalize } from './_greedy'
import { larsPath, type LarsOptions } from './_larsPath'
import { LinearModel, refuseWeights } from './_LinearModel'
import { centre } from './_preprocess'

export interface LarsModelParams {
  fit_intercept: boolean
  verbose: boolean | number
  normalize: Normalize
  precompute: boolean | 'auto' | null | readonly (readonly number[])[]
  eps: number
  copy_X: boolean
  fit_path: boolean
  jitter: number | null
  random_state: number | null
}

export const larsTable: ParamTable<LarsModelParams> = {
  fit_intercept: { default: true, kinds: [boolean] },
  verbose: { default: false, kinds: [boolean, integer(0)] },
  normalize: { default: 'deprecated', kinds: [option('deprecated'), boolean] },
  precompute: { default: 'auto', kinds: [boolean, none, option('auto'), array] },
  eps: { default: Number.EPSILON, kinds: [real(0, Infinity, 'left')] },
  copy_X: { default: true, kinds: [boolean] },
  fit_path: { default: true, kinds: [boolean] },
  jitter: { default: null, kinds: [real(0, Infinity, 'left'), none] },
  random_state: { default: null, kinds: randomState }
}

/** Lars and LassoLars. */
export abstract class LarsModel<P extends LarsModelParams> extends LinearModel<P> {
  static override readonly takesSampleWeight = false

  declare n_iter_: number
  declare alphas_: Float64Array
  declare active_: number[]
  declare coef_path_: Matrix

  /** Which path, and where it ends. */
  protected abstract get pathOptions(): Pick<LarsOptions, 'lasso' | 'positive' | 'maxIter' | 'alphaMin'>

  async fit(X: Matrix, y?: Target, options: FitOptions = {}): Promise<this> {
    const checked = this.check(X, y, options)
    refuseWeights(options, this.meta.className)
    const { fit_intercept, normalize, precompute, eps, fit_path, jitter, random_state } = this.params
    const [n, d] = X.shape
    const noise = jitter === null ? undefined : checkRandomState(random_state).uniform(0, jitter, n)
    const target = noise ? checked.y.map((value, i) => value + noise[i]) : checked.y
    const scales = columnScales(X, fit_intercept, normalize, options.warn)
    const centred = centre(checked.X, target, { fitIntercept: fit_intercept, columns: true })
    if (scales) divideRows(centred.X, scales)
    const G =
      typeof precompute === 'object' && precompute !== null
        ? givenGram(precompute, d)
        : precompute === true || (precompute === 'auto' && n > d)
          ? outerGram(centred.X)
          : undefined
    const { alphas, coefs, active, nIter } = larsPath({
      ...this.pathOptions,
      products: G ? gramProducts(G, matvec(centred.X, centred.y)) : dataProducts(centred.X, centred.y),
      samples: n,
      eps,
      warn: options.warn
    })
    const last = coefs[nIter]
    this.setCoefficients(scales ? last.map((value, j) => value / scales[j]) : last.slice(), centred)
    this.n_iter_ = nIter
    this.alphas_ = fit_path ? Float64Array.from(alphas) : Float64Array.of(alphas[nIter])
    if (!fit_path) return this
    this.active_ = active
    const path = matrix(d, coefs.length)
    coefs.forEach((coef, step) => coef.forEach((value, j) => (path.data[j * coefs.length + step] = value)))
    this.coef_path_ = path
    return this
  }
}
