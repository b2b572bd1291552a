import { ValueError } from '$lib/estimator/exceptions'
import type { ParamTable } from '$lib/estimator/params'
import { classifyNu, type classifyC } from './_formulations'
import type { ClassRows } from './_pair'
import { classifyParams, kernelParams, nu, solverParams } from './_params'
import { SupportVectorClassifier, type ClassifierParams } from './_SupportVectorClassifier'

export interface NuSVCParams extends ClassifierParams {
  nu: number
}

/**
 * Support vector classification by ν, which bounds the share of rows inside the margin from above and that of support vectors
 * from below, in place of the cost C.
 *
 * Algorithm: as SVC, with ν-classification (Schölkopf, Smola, Williamson & Bartlett, Neural Computation 12, 2000, 1207–1245; its
 * optimisation: Chang & Lin, Neural Computation 13, 2001, 2119–2147).
 * Source: scikit-learn 1.2, `sklearn.svm.NuSVC`.
 *
 * Parameters
 * - `nu` = 0.5, above 0 and at most 1
 * - `class_weight` = null: accepted and shown in `class_weight_`, without effect, as in scikit-learn
 * - all others as SVC
 *
 * Attributes: as SVC.
 *
 * Errors: as SVC, and ValueError for a nu that the sizes of two classes do not allow.
 * Differs: as SVC.
 */
export class NuSVC extends SupportVectorClassifier<NuSVCParams> {
  static override readonly className = 'NuSVC'
  static override readonly module = 'sklearn.svm'
  static override readonly params: ParamTable<NuSVCParams> = {
    nu,
    ...kernelParams,
    ...solverParams,
    ...classifyParams
  }

  protected override get classify(): typeof classifyC {
    return classifyNu
  }

  protected checkClasses(classes: readonly ClassRows[]): void {
    const sizes = classes.map(({ weight }) => weight.reduce((sum, w) => sum + w, 0))
    const [least, most] = [Math.min(...sizes), Math.max(...sizes)]
    if ((this.params.nu * (least + most)) / 2 > least)
      throw new ValueError(
        `nu = ${this.params.nu} is too great for classes that weigh ${least} and ${most}`,
        `Set nu to at most ${(2 * least) / (least + most)}.`
      )
  }
}
