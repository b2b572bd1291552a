import type { ParamTable } from '$lib/estimator/params'
import {
  CoordinateDescentModel,
  coordinateDescentTable,
  type CoordinateDescentParams
} from './_CoordinateDescentModel'

/**
 * Linear regression with an L1 penalty (Tibshirani, J. R. Stat. Soc. B 58(1), 1996): minimises
 * ‖y − Xw‖² / (2 n_samples) + alpha·‖w‖₁. It is ElasticNet with l1_ratio = 1; algorithm, parameters (but for l1_ratio),
 * fitted attributes and errors are described there.
 */
export class Lasso extends CoordinateDescentModel<CoordinateDescentParams> {
  static override readonly className = 'Lasso'
  static override readonly module = 'sklearn.linear_model'
  static override readonly params: ParamTable<CoordinateDescentParams> = coordinateDescentTable

  protected override get l1Ratio(): number {
    return 1
  }
}
