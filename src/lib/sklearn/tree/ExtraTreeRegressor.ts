import type { ParamTable } from '$lib/estimator/params'
import { regressorCriterion, treeTable, type TreeParams } from './_params'
import { DecisionTreeRegressor } from './DecisionTreeRegressor'

/**
 * A DecisionTreeRegressor that splits at random thresholds: for each feature one is drawn, and the best of them is taken
 * (Geurts, Ernst & Wehenkel, "Extremely randomized trees", Machine Learning 63(1), 2006, p. 7).
 *
 * Parameters, attributes and errors as there, but `splitter` = "random" and `max_features` = 1 (all).
 * Differs from scikit-learn: one output, dense X; `max_features: 1` is the share 1, all features.
 */
export class ExtraTreeRegressor extends DecisionTreeRegressor {
  static override readonly className = 'ExtraTreeRegressor'
  static override readonly params: ParamTable<TreeParams> = {
    criterion: regressorCriterion,
    ...treeTable('random', 1)
  }
}
