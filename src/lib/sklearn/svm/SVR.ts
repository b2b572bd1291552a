import { real, type ParamTable } from '$lib/estimator/params'
import { regressEpsilon } from './_formulations'
import { C, kernelParams, solverParams } from './_params'
import { SupportVectorRegressor, type RegressorParams } from './_SupportVectorRegressor'

export interface SVRParams extends RegressorParams {
  epsilon: number
}

/**
 * Support vector regression: the flattest function, in the space of the kernel, that leaves targets within a tube of width
 * epsilon; beyond it they cost C times the distance.
 *
 * Algorithm: ε-regression (Vapnik, Statistical Learning Theory, 1998) by sequential minimal optimisation with second order
 * selection and shrinking (Fan, Chen & Lin, J. Mach. Learn. Res. 6, 2005, 1889–1918), as LIBSVM has it (Chang & Lin, ACM
 * Trans. Intell. Syst. Technol. 2(3), 2011); kernel values in float32, as many rows of them as `cache_size` holds.
 * Source: scikit-learn 1.2, `sklearn.svm.SVR`.
 *
 * Parameters
 * - `kernel` = "rbf", `degree` = 3, `gamma` = "scale", `coef0` = 0: as SVC
 * - `C` = 1: the cost of an error, above 0
 * - `epsilon` = 0.1: half the width of the tube, at least 0
 * - `tol` = 1e-3, `shrinking` = true, `cache_size` = 200, `verbose` = false, `max_iter` = −1: as SVC
 *
 * Attributes: `support_` (n_SV), `support_vectors_` (n_SV, n_features), `n_support_` (1); `dual_coef_` (1, n_SV); `intercept_`
 * (1); `coef_` (1, n_features; linear kernel only); `n_iter_`; `fit_status_` (1 when max_iter ended it); `shape_fit_`;
 * `n_features_in_`.
 *
 * Errors: ValueError when no row has a weight above 0. A fit that max_iter ends warns.
 * Differs: the kernel is named, not a function; sample weights must be finite.
 */
export class SVR extends SupportVectorRegressor<SVRParams> {
  static override readonly className = 'SVR'
  static override readonly module = 'sklearn.svm'
  static override readonly params: ParamTable<SVRParams> = {
    C,
    epsilon: { default: 0.1, kinds: [real(0, Infinity, 'left')] },
    ...kernelParams,
    ...solverParams
  }

  protected override get regress(): typeof regressEpsilon {
    return regressEpsilon
  }
}
