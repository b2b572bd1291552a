import type { ParamTable } from '$lib/estimator/params'
import {
  CoordinateDescentCV,
  coordinateDescentCVTable,
  type CoordinateDescentCVParams
} from './_CoordinateDescentCV'

/**
 * Lasso whose penalty is chosen by cross-validation: ElasticNetCV with l1_ratio = 1. Parameters (but for l1_ratio),
 * fitted attributes (but for l1_ratio_) and errors are described there.
 */
export class LassoCV extends CoordinateDescentCV<CoordinateDescentCVParams> {
  static override readonly className = 'LassoCV'
  static override readonly module = 'sklearn.linear_model'
  static override readonly params: ParamTable<CoordinateDescentCVParams> = coordinateDescentCVTable

  protected override get l1Ratios(): readonly number[] {
    return [1]
  }
}
