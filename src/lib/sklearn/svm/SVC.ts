import type { ParamTable } from '$lib/estimator/params'
import { classifyC } from './_formulations'
import { C, classifyParams, kernelParams, solverParams } from './_params'
import { SupportVectorClassifier, type ClassifierParams } from './_SupportVectorClassifier'

export interface SVCParams extends ClassifierParams {
  C: number
}

/**
 * Support vector classification: between every two classes the boundary with the widest margin in the space of the kernel,
 * where rows on the wrong side cost C each.
 *
 * Algorithm: sequential minimal optimisation with second order selection and shrinking (Fan, Chen & Lin, J. Mach. Learn. Res.
 * 6, 2005, 1889–1918), as LIBSVM has it (Chang & Lin, ACM Trans. Intell. Syst. Technol. 2(3), 2011); kernel values in float32,
 * as many rows of them as `cache_size` holds. Probabilities: Platt's sigmoid (Lin, Lin & Weng 2007) on five folds, coupled
 * over the classes (Wu, Lin & Weng 2004).
 * Source: scikit-learn 1.2, `sklearn.svm.SVC`.
 *
 * Parameters
 * - `C` = 1: the cost of an error, above 0
 * - `kernel` = "rbf": exp(−gamma·‖x − y‖²), "linear" x·y, "poly" (gamma·x·y + coef0)^degree, "sigmoid"
 *   tanh(gamma·x·y + coef0), "precomputed": X has the kernel of each row with every row of training
 * - `degree` = 3, `coef0` = 0
 * - `gamma` = "scale": 1 / (n_features · variance of X), "auto" 1 / n_features, or a number
 * - `shrinking` = true: leave out variables that stay at their bounds
 * - `probability` = false: learn probabilities too, which takes five times as long
 * - `tol` = 1e-3: the violation of optimality at which to stop
 * - `cache_size` = 200: megabytes for kernel values
 * - `class_weight` = null: {label: weight}, or "balanced"; a factor on C
 * - `verbose` = false: accepted, without effect
 * - `max_iter` = −1: steps at most for two classes, −1 for any number
 * - `decision_function_shape` = "ovr": one decision value a class, "ovo": one for every two
 * - `break_ties` = false: among classes with equal votes decide by the decision values
 * - `random_state` = null: for the folds of `probability`
 *
 * Attributes: `classes_`, `class_weight_` (n_classes); `support_` (n_SV), `support_vectors_` (n_SV, n_features), `n_support_`
 * (n_classes); `dual_coef_` (n_classes − 1, n_SV); `intercept_`, `n_iter_`, `probA_`, `probB_` (n_classes · (n_classes − 1) / 2,
 * the latter empty without probabilities); `coef_` (linear kernel only, one row for every two classes); `fit_status_` (1 when
 * max_iter ended it); `shape_fit_`; `n_features_in_`.
 *
 * Errors: ValueError for a target of one class, and for a class without a row of weight above 0. A fit that max_iter ends warns.
 * Differs: the kernel is named, not a function; sample weights must be finite, and each class needs some.
 */
export class SVC extends SupportVectorClassifier<SVCParams> {
  static override readonly className = 'SVC'
  static override readonly module = 'sklearn.svm'
  static override readonly params: ParamTable<SVCParams> = {
    C,
    ...kernelParams,
    ...solverParams,
    ...classifyParams
  }

  protected override get classify(): typeof classifyC {
    return classifyC
  }

  protected checkClasses(): void {
    // Any two classes can be told apart at a cost.
  }
}
