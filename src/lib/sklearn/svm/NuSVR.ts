import type { ParamTable } from '$lib/estimator/params'
import { regressNu, type regressEpsilon } from './_formulations'
import { C, kernelParams, nu, solverParams } from './_params'
import { SupportVectorRegressor, type RegressorParams } from './_SupportVectorRegressor'

export interface NuSVRParams extends RegressorParams {
  nu: number
}

/**
 * Support vector regression by ν, which bounds the share of rows outside the tube from above and that of support vectors from
 * below; the tube's width follows from it.
 *
 * Algorithm: as SVR, with ν-regression (Schölkopf, Smola, Williamson & Bartlett, Neural Computation 12, 2000, 1207–1245; its
 * optimisation: Chang & Lin, Neural Computation 14, 2002, 1959–1977).
 * Source: scikit-learn 1.2, `sklearn.svm.NuSVR`.
 *
 * Parameters
 * - `nu` = 0.5, above 0 and at most 1
 * - all others as SVR, which has epsilon in its place
 *
 * Attributes and errors: as SVR.
 * Differs: as SVR.
 */
export class NuSVR extends SupportVectorRegressor<NuSVRParams> {
  static override readonly className = 'NuSVR'
  static override readonly module = 'sklearn.svm'
  static override readonly params: ParamTable<NuSVRParams> = { nu, C, ...kernelParams, ...solverParams }

  protected override get regress(): typeof regressEpsilon {
    return regressNu
  }
}
