/** What LinearSVC and LinearSVR make of their parameters and of LIBLINEAR's weights. */
import { ValueError } from '$lib/estimator/exceptions'
import type { FitOptions } from '../base'

/** The constant feature's value; 0 for none. */
export function checkScaling(params: { fit_intercept: boolean; intercept_scaling: number }): number {
  if (!params.fit_intercept) return 0
  if (params.intercept_scaling <= 0)
    throw new ValueError(
      `intercept_scaling is ${params.intercept_scaling}, but must be above 0`,
      'To fit no intercept set fit_intercept to false.'
    )
  return params.intercept_scaling
}

/** The weights of the features, and the intercept that the weight of the constant feature is. */
export function splitBias(w: Float64Array, bias: number): { coef: Float64Array; intercept: number } {
  if (bias === 0) return { coef: w, intercept: 0 }
  return { coef: w.slice(0, -1), intercept: bias * w[w.length - 1] }
}

export function warnUnconverged(nIter: number, maxIter: number, { warn }: FitOptions): void {
  if (nIter >= maxIter)
    warn?.({
      category: 'ConvergenceWarning',
      message: 'Liblinear failed to converge, increase the number of iterations (max_iter).'
    })
}
